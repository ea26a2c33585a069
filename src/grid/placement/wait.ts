import type { PlacementContext } from '../../../machines/duties/deployment-placement.ts'
import { DutyChanged, type DutyState } from '../../chain/duties/events.ts'
import type { ActorContext, TaskContext } from '../../kernel/index.ts'
import type { PlacementConfig } from './config.ts'
import type { PlacementPorts } from './ports.ts'

type Ctx = ActorContext<PlacementConfig, PlacementPorts>
type TaskCtx = TaskContext<PlacementConfig, PlacementPorts>

const MINUTE = 60_000

/** That a placement waits for nodes to come up; one that is found at once is told of by its end alone. */
export function tellWaiting({ name, parts }: PlacementContext, ctx: TaskCtx): void {
  const sleeping = parts.flatMap(({ node, isUp }) => (node === null || isUp ? [] : node))
  if (sleeping.length === 0) return
  const detail = `waits for node ${sleeping.join(', ')}`
  // Found once and lost again it has no more time than at first.
  const by = ctx.ports.waiting.get(name) ?? ctx.now() + ctx.config.within * MINUTE
  ctx.ports.waiting.set(name, by)
  ctx.emit(DutyChanged, { kind: 'placement', key: name, state: 'running', by, detail })
}

export function tellWaited(name: string, ctx: Ctx, state: DutyState, detail: string): void {
  if (ctx.ports.waiting.delete(name)) ctx.emit(DutyChanged, { kind: 'placement', key: name, state, detail })
}
