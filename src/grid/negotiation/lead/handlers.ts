import type { ActorContext, CommandEvent, StepArgs } from '../../../kernel/index.ts'
import type { NegotiationConfig } from '../config.ts'
import { leadersOf, rankOf } from '../leadership.ts'
import type { NegotiationPorts } from '../ports.ts'
import { LeadPlacement } from './events.ts'
import type { OpenJob } from './job.ts'
import { roundHandlers } from './round-handlers.ts'

type Ctx = ActorContext<NegotiationConfig, NegotiationPorts>
type Step = StepArgs<Record<string, never>, { type: string }>
type Asked = StepArgs<Record<string, never>, CommandEvent<typeof LeadPlacement>>

/** The rounds of the unit; one at a time. */
export const FAMILY = 'negotiation-round'
/** A turn may have come for the asker and not for the leader, or the other way round. */
const SLOTS_APART = 2

/** Whoever asks may take a later one to be the leader, because those before it were silent. */
function isLeader({ event: { payload } }: Asked, { ports }: Ctx): boolean {
  const facts = ports.facts()
  if (facts === undefined) return false
  const slot = Math.abs(payload.slot - facts.slot) <= SLOTS_APART ? payload.slot : facts.slot
  return rankOf(ports.nodeId, facts, slot) <= payload.rank
}

/** An earlier attempt by the same name that still waits is of no use to anybody. */
function queue({ event: { payload, ask } }: Asked, ctx: Ctx): void {
  const { waiting } = ctx.ports
  const { name, attempt, requests } = payload
  const at = waiting.findIndex((job) => job.name === name)
  const earlier = at < 0 ? undefined : waiting.splice(at, 1)[0]
  const job = { name, attempt, requests, ask }
  const [later, given] = earlier !== undefined && earlier.attempt > attempt ? [earlier, job] : [job, earlier]
  if (given !== undefined) ctx.reply(LeadPlacement, given.ask, { kind: 'again' })
  waiting.push(later)
}

function begin(_: Step, ctx: Ctx): void {
  const { waiting } = ctx.ports
  const jobs = waiting
    .splice(0, ctx.config.atOnce)
    .map((job, index): OpenJob => ({ ...job, index, ruledOut: new Map() }))
  ctx.duties(FAMILY).open(String(ctx.now()), { jobs })
}

function redirect({ event }: Asked, ctx: Ctx): void {
  const [leader] = leadersOf(ctx.ports.facts()!)
  ctx.reply(LeadPlacement, event.ask, leader === undefined ? { kind: 'again' } : { kind: 'elsewhere', leader })
}

export const handlers = {
  ...roundHandlers,
  'negotiation.isReady': (_: Step, ctx: Ctx) => ctx.ports.facts() !== undefined,
  'negotiation.isLeader': isLeader,
  'negotiation.hasWaiting': (_: Step, ctx: Ctx) => ctx.ports.waiting.length > 0,
  'negotiation.queue': queue,
  'negotiation.begin': begin,
  'negotiation.redirect': redirect,
  'negotiation.refuseForNow': ({ event }: Asked, ctx: Ctx) =>
    ctx.refuse(event.ask, { reason: 'unavailable', retryable: true }),
}
