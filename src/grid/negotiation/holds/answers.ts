import type { Outcome, PayloadOf, TaskContext } from '../../../kernel/index.ts'
import { payloadOf, refusedBy } from '../../messages/gateway/commands/refusals.ts'
import type { NegotiationConfig } from '../config.ts'
import { COMMANDS } from '../messages.ts'
import type { NegotiationPorts } from '../ports.ts'
import { unavailable } from '../unavailable.ts'
import { callAsk, confirmAsk, holdAsk, releaseAsk } from '../wire.ts'
import { CallForBids, ConfirmHold, HoldRoom, ReleaseHold } from './events.ts'
import { partOf } from './hold.ts'

/** The tasks of two units answer for this node: what comes from others, and what its own leader asks of it. */
export type Answering = Pick<TaskContext<NegotiationConfig, NegotiationPorts>, 'ask' | 'now' | 'config' | 'ports'>

/** @throws MessageError */
export type NodeAnswer = (payload: unknown, ctx: Answering) => Promise<unknown>

/** What is asked of a node when nodes plan, by the command that it comes by. */
export const NODE_ANSWERS = {
  [COMMANDS.call]: (payload, ctx) => done(ctx.ask(CallForBids, { ...payloadOf(callAsk, payload), at: ctx.now() })),
  [COMMANDS.hold]: (payload, ctx) => done(ctx.ask(HoldRoom, holding(payload, ctx))),
  [COMMANDS.confirm]: (payload, ctx) => {
    const at = ctx.now()
    const until = at + ctx.config.confirmedFor * 1_000
    return done(ctx.ask(ConfirmHold, { ...payloadOf(confirmAsk, payload), at, until }))
  },
  [COMMANDS.release]: (payload, ctx) => {
    const at = ctx.now()
    const until = at + ctx.config.confirmedFor * 1_000
    return done(ctx.ask(ReleaseHold, { ...payloadOf(releaseAsk, payload), at, until }))
  },
} as const satisfies Record<string, NodeAnswer>
export type NodeCommand = keyof typeof NODE_ANSWERS

/** Nobody has a node held for longer than the node itself wants. */
function holding(payload: unknown, ctx: Answering): PayloadOf<typeof HoldRoom> {
  const { name, attempt, ttl, parts } = payloadOf(holdAsk, payload)
  const here = ctx.ports.here()
  if (here === undefined) throw unavailable()
  const at = ctx.now()
  const until = at + Math.min(ttl, ctx.config.holdFor * 1_000)
  return { name, attempt, at, until, parts: parts.map(({ part, request }) => partOf(part, request, here)) }
}

async function done<Value>(asking: Promise<Outcome<Value>>): Promise<Value> {
  const outcome = await asking
  if (outcome.ok) return outcome.value
  throw refusedBy(outcome.refusal)
}
