import type { TransactionContext } from '../../../../machines/duties/transaction.ts'
import type { DutyFinished, DutyGaveUp } from '../../../kernel/index.ts'
import { likenessOf } from '../costs/likeness.ts'
import type { DispatchOutcome } from '../events.ts'
import type { Intent, Settlement } from '../journal/journal.ts'
import type { FoundExtrinsic } from '../outcome/scan.ts'
import type { SignedTransaction } from '../sign.ts'
import { noteDearest } from '../transaction/afford.ts'
import type { Ctx, LaneStep } from './context.ts'
import { end } from './end.ts'

/** An extrinsic has come to its end: so have the intents that it carried, or they go back to where they waited. */
export function settle({ event }: LaneStep<DutyFinished | DutyGaveUp>, ctx: Ctx): void {
  const { underWay, queue, nonces } = ctx.ports
  for (const [hash, owner] of underWay) if (owner === event.payload.key) underWay.delete(hash)
  // What may be on its way is not known any more but from the journal: the lane begins anew from that.
  if (event.type === 'duty.Failed')
    throw new Error(`the extrinsic of ${event.payload.key} gave up: ${event.payload.error}`)
  const { state, context } = event.payload
  const { items, landed, reason, signed } = context as TransactionContext
  if (landed !== null && signed !== null) learnFee(landed, signed, items, ctx)
  const { batch } = items[0]!
  if (batch !== undefined) queue.release(batch.stream)
  // Until another extrinsic takes this nonce, none with a higher one can land.
  if (state === 'expired') nonces.giveBack(signed!.nonce)
  if (state === 'expired') sendBack(ctx, items, { end: 'expired' })
  else if (state === 'late' || state === 'yielded') sendBack(ctx, items, undefined)
  else
    end(
      ctx,
      items.map((intent, position) => ({ intent, settlement: settlementOf(position) })),
    )

  function settlementOf(position: number): Settlement {
    if (landed !== null) return landing(landed, position, items.length)
    if (state === 'withheld') return { end: reason === 'below-floor' ? reason : 'runtime-changed' }
    return reason === 'unaffordable' ? { end: reason } : { end: 'invalid', reason }
  }
}

/** What was paid may be more than what the price was thought to be: the next ones are counted with that. */
function learnFee(
  { hash, fee }: FoundExtrinsic,
  signed: SignedTransaction,
  items: readonly Intent[],
  { ports: { journal, prices, signer } }: Ctx,
): void {
  // Of one that was replaced it is not at hand which tip the fee was paid with.
  if (fee === undefined || hash !== signed.hash) return
  noteDearest(fee, journal)
  const calls = items.map(({ call }) => call)
  prices.paid(likenessOf({ calls, actsFor: signer.actsFor, hex: signed.hex }), fee - signed.tip)
}

/** One of a batch that went on has an outcome of its own; of any other extrinsic, that of the whole is everybody's. */
function landing(
  { hash, block, index, whole, items, fee }: FoundExtrinsic,
  position: number,
  count: number,
): Settlement {
  const outcome: DispatchOutcome = (count > 1 ? items[position] : undefined) ?? whole
  return { end: 'landed', landed: { hash, block, index, outcome, ...(fee === undefined ? {} : { fee }) } }
}

/**
 * Back into the queue, each to its old place, what is still of use; what is not ends, late or as `otherwise` says. One that asks
 * for no deadline and belongs to no stream is its asker's to repeat.
 */
function sendBack(ctx: Ctx, items: readonly Intent[], otherwise: Settlement | undefined): void {
  const { journal, queue, link } = ctx.ports
  const now = link.head?.number ?? 0
  const isLate = ({ deadline }: Intent) => deadline !== undefined && deadline <= now
  const isAskers = ({ deadline, batch }: Intent) => deadline === undefined && batch === undefined
  const late = items.filter(isLate).map((intent) => ({ intent, settlement: { end: 'late' } as const }))
  const done = otherwise === undefined ? [] : items.filter(isAskers)
  const rest = items.filter((intent) => !isLate(intent) && !done.includes(intent))
  journal.release(rest.map(({ key }) => key))
  for (const intent of rest) queue.add(intent, now)
  end(ctx, [...late, ...done.map((intent) => ({ intent, settlement: otherwise! }))])
}
