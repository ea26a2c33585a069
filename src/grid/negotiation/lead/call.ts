import type { RoundContext } from '../../../../machines/duties/negotiation-round.ts'
import type { TaskArgs, TaskContext } from '../../../kernel/index.ts'
import { within } from '../../messages/deadline.ts'
import { askNode } from '../ask-node.ts'
import type { NegotiationConfig } from '../config.ts'
import { upIn } from '../facts.ts'
import { COMMANDS } from '../messages.ts'
import type { NegotiationPorts } from '../ports.ts'
import { type Bid, bid } from '../wire.ts'
import type { Bids } from './job.ts'

/**
 * Calls all nodes for bids that are up, at once. Those that did not bid the last time are called too and not waited for: a node
 * that is lost costs its time once.
 */
export async function call(
  { context: { jobs } }: TaskArgs<RoundContext>,
  ctx: TaskContext<NegotiationConfig, NegotiationPorts>,
): Promise<{ readonly bids: Bids }> {
  const { silent } = ctx.ports
  const now = ctx.now()
  const deadline = within(ctx.config.bidWithin, ctx)
  const payload = { jobs: jobs.map(({ name, requests }) => ({ name, requests })) }
  const bids = new Map<number, Bid>()
  const asked = upIn(ctx.ports.facts()!).map(({ id }) => ({
    id,
    isAwaited: (silent.get(id) ?? 0) <= now,
    answered: askNode(ctx, id, { command: COMMANDS.call, payload, answer: bid }, deadline).then(
      (answer) => {
        bids.set(id, answer)
        silent.delete(id)
      },
      () => {},
    ),
  }))
  await Promise.all(asked.map(({ isAwaited, answered }) => (isAwaited ? answered : undefined)))
  for (const { id, isAwaited } of asked)
    if (isAwaited && !bids.has(id)) silent.set(id, ctx.now() + ctx.config.silentFor * 1_000)
  return { bids: new Map(bids) }
}
