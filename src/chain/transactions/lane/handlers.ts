import { backoff } from '../../../kernel/index.ts'
import { FAMILY } from '../ports.ts'
import { admit } from './admit.ts'
import type { Ctx, LaneStep, SubmitStep } from './context.ts'
import { answerAgain, dropOverdue, enqueue, successOf } from './enqueue.ts'
import { isForeign, reportForeign } from './foreign.ts'
import { inspect, refuseChanged, reportChanged } from './inspect.ts'
import { recover } from './recover.ts'
import { scan } from './scan.ts'
import { settle } from './settle.ts'

function sendAgain(_: LaneStep<object>, ctx: Ctx): void {
  const family = ctx.duties(FAMILY)
  for (const key of family.keys()) family.tell(key, { type: 'transaction.SendAgain', payload: null })
}

/** Twice as long for each clash in a row; two programs that wait must not come back at the same moment. */
function contestedPause({ context: { clashes } }: LaneStep<object>, ctx: Ctx): number {
  return backoff(ctx.config.contested, clashes - 1, ctx.random)
}

export const laneHandlers = {
  'transactions.recover': recover,
  'transactions.scan': scan,
  'transactions.inspect': inspect,
  'transactions.enqueue': enqueue,
  'transactions.admit': admit,
  'transactions.dropOverdue': dropOverdue,
  'transactions.isDone': (step: SubmitStep, ctx: Ctx) => successOf(step, ctx) !== undefined,
  'transactions.answerAgain': answerAgain,
  'transactions.isForeign': isForeign,
  'transactions.reportForeign': reportForeign,
  'transactions.settle': settle,
  'transactions.hasPending': (_: LaneStep<object>, ctx: Ctx) => ctx.duties(FAMILY).size > 0,
  'transactions.sendAgain': sendAgain,
  'transactions.refuseForNow': ({ event }: LaneStep<{ ask: number }>, ctx: Ctx) =>
    ctx.refuse(event.ask, { reason: 'not-connected', retryable: true }),
  'transactions.refuseChanged': refuseChanged,
  'transactions.reportChanged': reportChanged,
  'transactions.retry': (_: LaneStep<object>, ctx: Ctx) => ctx.config.retryAfter,
  'transactions.contestedPause': contestedPause,
}
