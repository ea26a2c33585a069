import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '../../../kernel/index.ts'

type Key = { readonly payer: string; readonly first: number }

/** What becomes of bills that are on the chain: they are paid, or void with the bond of who made them. */
export interface Fates {
  /** A bill of this period was paid. It may be told before it is known here that the bill is on the chain at all. */
  pay(bill: Key): void
  /** All bills up to this block that are not paid are void. @returns their first periods */
  slash(payer: string, block: number): number[]
  /** @returns whether it was one that is on the chain and neither paid nor void */
  void(bill: Key): boolean
  /** What is known already of a bill that is found on the chain. */
  catchUp(bill: Key, block: number | null): void
  /** What was told of bills before this period that were never made here. */
  forget(period: number): void
}

/** @param giveBack what was counted as spent by a bill, which is free again */
export function createFates(database: DatabaseSync, giveBack: (bill: Key) => void): Fates {
  const end = database.prepare("UPDATE bills SET state = ? WHERE payer = ? AND first = ? AND state = 'billed'")
  const early = database.prepare(`
    INSERT OR REPLACE INTO paid_early (payer, first) SELECT ?1, ?2
    WHERE NOT EXISTS (SELECT 1 FROM bills WHERE payer = ?1 AND first = ?2 AND state <> 'drawn')
  `)
  const forgetEarly = database.prepare('DELETE FROM paid_early WHERE first < ?')
  const wasEarly = database.prepare('DELETE FROM paid_early WHERE payer = ? AND first = ?')
  const slashed = database.prepare(
    'INSERT INTO slashes (payer, block) VALUES (?, ?) ON CONFLICT (payer) DO UPDATE SET block = max(block, excluded.block)',
  )
  const slashOf = database.prepare('SELECT block FROM slashes WHERE payer = ?')
  const upTo = database.prepare("SELECT first FROM bills WHERE payer = ? AND state = 'billed' AND block <= ?")

  const paid = ({ payer, first }: Key): boolean => end.run('paid', payer, first).changes > 0

  function voided({ payer, first }: Key): boolean {
    if (end.run('void', payer, first).changes === 0) return false
    giveBack({ payer, first })
    return true
  }

  return {
    pay: (bill) =>
      inTransaction(database, () => {
        if (!paid(bill)) early.run(bill.payer, bill.first)
      }),
    slash(payer, block) {
      let gone: number[] = []
      inTransaction(database, () => {
        slashed.run(payer, block)
        const firsts = upTo.all(payer, block).map((row) => Number(row['first']))
        gone = firsts.filter((first) => voided({ payer, first }))
      })
      return gone
    },
    void(bill) {
      let isVoid = false
      inTransaction(database, () => {
        isVoid = voided(bill)
      })
      return isVoid
    },
    forget: (period) => void forgetEarly.run(period),
    catchUp(bill, block) {
      if (wasEarly.run(bill.payer, bill.first).changes > 0) paid(bill)
      const slash = slashOf.get(bill.payer)?.['block']
      if (block !== null && typeof slash === 'number' && block <= slash) voided(bill)
    },
  }
}
