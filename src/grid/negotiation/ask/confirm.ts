import type { NegotiatedPlacementContext } from '../../../../machines/duties/negotiated-placement.ts'
import type { TaskArgs, TaskContext } from '../../../kernel/index.ts'
import { within } from '../../messages/deadline.ts'
import { TURNS } from '../config.ts'
import { COMMANDS } from '../messages.ts'
import { confirmAnswer, releaseAnswer } from '../wire.ts'
import type { NegotiatorConfig } from './config.ts'
import type { NegotiatorPorts } from './ports.ts'
import type { Owed } from './verdicts.ts'

type TaskCtx = TaskContext<NegotiatorConfig, NegotiatorPorts>
type Args = TaskArgs<NegotiatedPlacementContext>

/** Whatever a leader did in an attempt comes before this. */
const lastOf = (attempt: number): number => attempt + TURNS - 1

/** Has every node keep its parts. `false`: one of them holds them no more, or does not say so. */
export async function confirm(
  { context: { name, nodes, attempt } }: Args,
  ctx: TaskCtx,
): Promise<{ confirmed: boolean }> {
  const confirmed = [...new Set(nodes)].map((nodeId) => {
    const parts = nodes.flatMap((node, part) => (node === nodeId ? [part] : []))
    return confirmAt(nodeId, { name, attempt: lastOf(attempt), parts }, ctx)
  })
  return { confirmed: (await Promise.all(confirmed)).every(Boolean) }
}

async function confirmAt(nodeId: number, payload: object, ctx: TaskCtx): Promise<boolean> {
  for (let tries = 0; tries < ctx.config.confirmTries; tries += 1) {
    const answer = await tell(nodeId, COMMANDS.confirm, payload, ctx)
    const parsed = confirmAnswer.safeParse(answer)
    if (parsed.success) return parsed.data.confirmed
  }
  return false
}

/** @returns what is still owed: the nodes that did not say that they let go */
export async function release(
  { context: { name, owed } }: Args,
  ctx: TaskCtx,
): Promise<{ readonly owed: readonly Owed[] }> {
  const left = await Promise.all(
    owed.map(async (each) => {
      const payload = { name, attempt: lastOf(each.attempt) }
      const isReleased = releaseAnswer.safeParse(await tell(each.nodeId, COMMANDS.release, payload, ctx)).success
      return isReleased ? [] : [each]
    }),
  )
  return { owed: left.flat() }
}

/** @returns its answer; `undefined` when there is none in time */
async function tell(nodeId: number, command: string, payload: unknown, ctx: TaskCtx): Promise<unknown> {
  const { ports, config } = ctx
  const twinId = ports.facts()?.nodes.get(nodeId)?.twinId
  if (twinId === undefined) return undefined
  const signal = within(config.confirmWithin, ctx)
  return ports.messages.ask(twinId, command, payload, { signal }).catch(async () => {
    // An error that comes at once is no reason to ask again at once.
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  })
}
