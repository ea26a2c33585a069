import { SubmitTransaction, TransactionSettled } from '../events.ts'
import type { Intent, Settlement } from '../journal/journal.ts'
import type { Ctx } from './context.ts'

export interface Ending {
  readonly intent: Intent
  readonly settlement: Settlement
}

/** Writes down how intents ended, and tells those who wait for them. */
export function end(ctx: Ctx, endings: readonly Ending[]): void {
  if (endings.length === 0) return
  const { journal, askers } = ctx.ports
  journal.settle(new Map(endings.map(({ intent, settlement }) => [intent.key, settlement])))
  for (const { intent, settlement } of endings) {
    const { key, call } = intent
    const asks = askers.get(key) ?? []
    askers.delete(key)
    for (const ask of asks) {
      if (settlement.end === 'landed') ctx.reply(SubmitTransaction, ask, settlement.landed)
      else ctx.refuse(ask, refusalOf(settlement))
    }
    ctx.emit(TransactionSettled, { key, call: { pallet: call.pallet, name: call.name }, ...reportOf(settlement) })
  }
}

const FOR_GOOD: ReadonlySet<Settlement['end']> = new Set(['late', 'invalid'])

const refusalOf = (settlement: Exclude<Settlement, { end: 'landed' }>) => ({
  reason: settlement.end,
  retryable: !FOR_GOOD.has(settlement.end),
  ...(settlement.reason === undefined ? {} : { detail: settlement.reason }),
})

function reportOf(settlement: Settlement) {
  if (settlement.end !== 'landed')
    return { outcome: settlement.end, ...(settlement.reason === undefined ? {} : { error: settlement.reason }) }
  const { outcome, block } = settlement.landed
  const error = outcome.result === 'failed' ? { error: `${outcome.error.pallet}.${outcome.error.name}` } : {}
  return { outcome: outcome.result, block: block.number, ...error }
}
