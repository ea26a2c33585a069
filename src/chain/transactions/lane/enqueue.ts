import { messageOf } from '../../../kernel/index.ts'
import { buildCall } from '../build-call.ts'
import { canShare } from '../compose-call.ts'
import { SubmitTransaction, type Submitted } from '../events.ts'
import type { Intent, Wish } from '../journal/journal.ts'
import type { Ctx, SubmitStep } from './context.ts'
import { end } from './end.ts'

/** Intents that wait at a time. */
const MOST_WAITING = 10_000

/** Takes a call in: joins the one of its key that is under way, or lets it wait for its turn. */
export function enqueue({ event: { payload, ask } }: SubmitStep, ctx: Ctx): void {
  const { askers, journal, queue, link } = ctx.ports
  const { key } = payload
  const known = journal.intent(key)
  if (known === undefined || known.settled !== undefined) {
    if (queue.size >= MOST_WAITING) {
      ctx.refuse(ask, { reason: 'lane-full', retryable: true })
      return
    }
    const problem = payload.batch === undefined ? undefined : sharingProblem(payload.call, ctx)
    if (problem !== undefined) {
      ctx.refuse(ask, { reason: 'invalid', detail: problem })
      return
    }
    queue.add(journal.begin(wishOf(payload)), link.head?.number ?? 0)
  }
  askers.set(key, [...(askers.get(key) ?? []), ask])
}

const wishOf = ({ key, call, priority = 'normal', deadline, batch }: SubmitStep['event']['payload']): Wish => ({
  key,
  call,
  priority,
  deadline,
  batch,
})

/** Why a call cannot share an extrinsic: it would take those beside it down with it. */
function sharingProblem(call: Intent['call'], { ports: { link } }: Ctx): string | undefined {
  if (!canShare(call)) return `${call.pallet}.${call.name} holds other calls, so it has to go without a stream`
  if (!link.connected) return undefined
  try {
    buildCall(link.connection().runtime.api, call)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** What came of the intent, if it has succeeded: that is not done again. */
export function successOf({ event }: SubmitStep, { ports }: Ctx): Submitted | undefined {
  const settled = ports.journal.intent(event.payload.key)?.settled
  return settled?.end === 'landed' && settled.landed.outcome.result === 'success' ? settled.landed : undefined
}

export function answerAgain(step: SubmitStep, ctx: Ctx): void {
  const landed = successOf(step, ctx)
  if (landed !== undefined) ctx.reply(SubmitTransaction, step.event.ask, landed)
}

/** What is of no use any more goes, whether or not anything may be signed now. */
export function dropOverdue(_: unknown, ctx: Ctx): void {
  const late = ctx.ports.queue.overdue(ctx.ports.link.head?.number ?? 0)
  end(
    ctx,
    late.map((intent) => ({ intent, settlement: { end: 'late' } })),
  )
}
