import type { HoldsContext } from '../../../../machines/coordinators/holds.ts'
import type { ActorContext, CommandEvent, PayloadOf, StepArgs } from '../../../kernel/index.ts'
import type { NodeView } from '../../capacity/node-view.ts'
import { failedBy } from '../../placement/constraints.ts'
import type { NegotiationConfig } from '../config.ts'
import type { NegotiationPorts } from '../ports.ts'
import type { HoldAnswer } from '../wire.ts'
import { awaitedBy } from './awaited.ts'
import { CallForBids, ConfirmHold, DescribeHolds, HoldRoom, ReleaseHold } from './events.ts'
import { failedByParts, type Hold, taking } from './hold.ts'

type Ctx = ActorContext<NegotiationConfig, NegotiationPorts>
type Step<Event> = StepArgs<HoldsContext & object, Event & { type: string }>
type Call = Step<CommandEvent<typeof CallForBids>>
type Holding = Step<CommandEvent<typeof HoldRoom>>
type Asked = Step<{ readonly ask: number }>

const lasting = ({ holds }: HoldsContext, at: number): Hold[] => holds.filter(({ until }) => until > at)

/** What this node has left once it has kept all that it holds. */
const left = (context: HoldsContext, at: number, { ports }: Ctx): NodeView | undefined => {
  const here = ports.here()
  return here && taking(here, lasting(context, at))
}

function bid({ context, event: { payload, ask } }: Call, ctx: Ctx): void {
  const { jobs, at } = payload
  const view = left(context, at, ctx)!
  const failed = jobs.map(({ requests }) => requests.map((request) => failedBy(view, request) ?? null))
  const fits = failed.some((parts) => parts.includes(null))
  const names = new Set(jobs.map(({ name }) => name))
  const held = lasting(context, at)
    .filter(({ name }) => names.has(name))
    .map(({ name, part, attempt, isConfirmed }) => ({ name, part, attempt, isConfirmed }))
  ctx.reply(CallForBids, ask, { view: fits ? view : null, failed, held, awaited: awaitedBy(ctx.ports.awaited, at) })
}

/** Why it is not held; null where it is, or can be. */
function failure(context: HoldsContext, payload: PayloadOf<typeof HoldRoom>, ctx: Ctx): HoldAnswer['failed'] {
  const { name, attempt, at, parts } = payload
  const held = lasting(context, at).filter((hold) => hold.name === name)
  const isLate = (each: { name: string; attempt: number }) => each.name === name && each.attempt >= attempt
  if (context.givenUp.some((each) => each.until > at && isLate(each))) return 'superseded'
  if (held.some((hold) => hold.attempt > attempt)) return 'superseded'
  const view = left(context, at, ctx)
  if (view === undefined) return 'unreachable'
  return failedByParts(view, parts, held) ?? null
}

export const handlers = {
  'holds.isReady': (_: Call, ctx: Ctx) => ctx.ports.here() !== undefined,
  'holds.bid': bid,
  'holds.mayHold': ({ context, event }: Holding, ctx: Ctx) => failure(context, event.payload, ctx) === null,
  'holds.grant': ({ event }: Holding, ctx: Ctx) => ctx.reply(HoldRoom, event.ask, { failed: null }),
  'holds.refuse': ({ context, event }: Holding, ctx: Ctx) =>
    ctx.reply(HoldRoom, event.ask, { failed: failure(context, event.payload, ctx) }),
  'holds.describe': ({ context, event: { payload, ask } }: Step<CommandEvent<typeof DescribeHolds>>, ctx: Ctx) =>
    ctx.reply(DescribeHolds, ask, { holds: lasting(context, payload.at) }),
  'holds.refuseForNow': ({ event }: Asked, ctx: Ctx) =>
    ctx.refuse(event.ask, { reason: 'unavailable', retryable: true }),
  'holds.answerConfirmed': ({ event }: Asked, ctx: Ctx) => ctx.reply(ConfirmHold, event.ask, { confirmed: true }),
  'holds.answerGone': ({ event }: Asked, ctx: Ctx) => ctx.reply(ConfirmHold, event.ask, { confirmed: false }),
  'holds.answerReleased': ({ event }: Asked, ctx: Ctx) => ctx.reply(ReleaseHold, event.ask, { released: true }),
}
