import { RuntimeRefused } from '../events.ts'
import { changedItems, runtimeChanged } from '../shapes.ts'
import type { Ctx, LaneStep, TaskCtx } from './context.ts'

/** Names the calls and events of this node that the runtime in force encodes otherwise than when they were first used. */
export async function inspect(_: unknown, ctx: TaskCtx): Promise<readonly string[]> {
  const { link, journal, events } = ctx.ports
  return changedItems(link.connection().runtime, events, journal.shapes, ctx.config)
}

export function reportChanged({ context: { changed } }: LaneStep<object>, ctx: Ctx): void {
  const { specVersion } = ctx.ports.link.connection().runtime
  ctx.log.error({ specVersion, changed }, runtimeChanged(specVersion, changed).message)
  ctx.emit(RuntimeRefused, { specVersion, changed: [...changed] })
}

export function refuseChanged({ context: { changed }, event }: LaneStep<{ ask: number }>, ctx: Ctx): void {
  ctx.refuse(event.ask, { reason: 'runtime-changed', detail: changed.join(', '), retryable: true })
}
