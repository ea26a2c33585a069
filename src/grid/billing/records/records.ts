import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { decode, encode, inTransaction, migrate, openDatabase } from '../../../kernel/index.ts'
import type { Hash } from '../../evidence/hash.ts'
import type { BillLeaf } from '../../evidence/leaf.ts'
import type { BillState } from '../events.ts'
import { createFates, type Fates } from './fates.ts'
import { type ReceiptRecords, receiptRecords } from './receipts.ts'
import { BILLS_SCHEMA } from './schema.ts'

/** Of a bill without leaves. */
export const NO_ROOT: Hash = `0x${'00'.repeat(32)}`

/** What was made of some periods, both included. */
export interface Bill {
  readonly payer: string
  readonly first: number
  readonly last: number
  readonly state: BillState
  readonly root: Hash
  /** What its leaves come to. */
  readonly total: bigint
  /** What the bill before has left to it. */
  readonly carried: bigint
  /** What the chain is asked to pay. */
  readonly asked: bigint
  /** Tells on the chain whether it has been billed: what the contract's last bill was before. */
  readonly mark: number
  readonly block: number | null
}

/** The span of a bill does not begin where the one before ended: time would be billed twice, or never. */
export class SpanError extends Error {
  readonly code = 'span'
  readonly payer: string
  readonly first: number

  constructor({ payer, first, last }: Pick<Bill, 'payer' | 'first' | 'last'>, before: number) {
    super(`a bill of ${payer} from ${first} to ${last} does not follow one up to ${before}`)
    this.name = 'SpanError'
    this.payer = payer
    this.first = first
  }
}

/** The bills that were made: of each payer one after the other, without a gap, written before anything is asked of the chain. */
export interface BillRecords extends ReceiptRecords, Pick<Fates, 'pay' | 'slash' | 'void'> {
  lastOf(payer: string): Bill | undefined
  /** Bills that were drawn and are not known to be on the chain. */
  open(): Bill[]
  /** Bills of a payer that are on the chain and, as far as is known, neither paid nor void. */
  unpaid(payer: string): Bill[]
  /** The bill that a period is in. */
  covering(payer: string, period: number): Bill | undefined
  /** @throws SpanError */
  draw(bill: Bill, leaves: readonly BillLeaf[]): void
  settle(bill: Pick<Bill, 'payer' | 'first'>, state: 'billed' | 'paid' | 'missed', block: number | null): void
  /** What all bills that are on the chain or paid come to for one agreement, those included whose leaves are forgotten. */
  spent(payer: string, agreement: bigint): bigint
  /**
   * The leaves of bills before this period: they cannot be shown any more. That there were those bills is kept, and the leaves of
   * one that may still become void.
   */
  forget(period: number): void
  /** In their order in the tree. */
  leaves(bill: Pick<Bill, 'payer' | 'first'>): BillLeaf[]
  close(): void
}

/**
 * Keeps them in an SQLite file, through a loss of power too; `:memory:` forgets them with the process.
 *
 * @throws when the file cannot be opened, is no database, or was written by a later version
 */
export function openBillRecords(path: string): BillRecords {
  const database = openDatabase(path, 'FULL')
  migrate(database, BILLS_SCHEMA)
  const last = database.prepare('SELECT * FROM bills WHERE payer = ? ORDER BY first DESC LIMIT 1')
  const open = database.prepare("SELECT * FROM bills WHERE state = 'drawn' ORDER BY payer, first")
  const at = database.prepare('SELECT * FROM bills WHERE payer = ? AND first <= ? AND last >= ? LIMIT 1')
  const unpaid = database.prepare("SELECT * FROM bills WHERE payer = ? AND state = 'billed' ORDER BY first")
  const leaves = database.prepare('SELECT leaf FROM leaves WHERE payer = ? AND first = ? ORDER BY place')
  const forget = database.prepare(
    "DELETE FROM leaves WHERE (payer, first) IN (SELECT payer, first FROM bills WHERE last < ? AND state <> 'billed')",
  )
  const draw = drawing(database)
  const settle = settling(database)
  const leavesOf = ({ payer, first }: Pick<Bill, 'payer' | 'first'>) =>
    leaves.all(payer, first).map((row) => decode(row['leaf'] as string) as BillLeaf)
  const fates = createFates(database, (bill) => settle.count(bill, leavesOf(bill), -1n))
  return {
    pay: fates.pay,
    slash: fates.slash,
    void: fates.void,
    unpaid: (payer) => unpaid.all(payer).map(billOf),
    ...receiptRecords(database),
    lastOf: (payer) => oneOf(last, payer),
    open: () => open.all().map(billOf),
    covering: (payer, period) => oneOf(at, payer, period, period),
    draw(bill, of) {
      const before = this.lastOf(bill.payer)
      if (bill.last < bill.first || (before !== undefined && before.last + 1 !== bill.first))
        throw new SpanError(bill, before?.last ?? bill.first - 1)
      draw(bill, of)
    },
    settle(bill, state, block) {
      inTransaction(database, () => {
        if (!settle.end(bill, state, block)) return
        if (state !== 'missed') settle.count(bill, leavesOf(bill), 1n)
        if (state === 'billed') fates.catchUp(bill, block)
      })
    },
    spent: settle.spent,
    forget(period) {
      forget.run(period)
      fates.forget(period)
    },
    leaves: leavesOf,
    close() {
      if (database.isOpen) database.close()
    },
  }
}

function drawing(database: DatabaseSync) {
  const add = database.prepare(
    `INSERT INTO bills (payer, first, last, state, root, total, carried, asked, mark, block)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const leaf = database.prepare('INSERT INTO leaves (payer, first, place, leaf) VALUES (?, ?, ?, ?)')
  return (bill: Bill, leaves: readonly BillLeaf[]) =>
    inTransaction(database, () => {
      const { payer, first, last, state, root, total, carried, asked, mark, block } = bill
      add.run(payer, first, last, state, root, String(total), String(carried), String(asked), mark, block)
      for (const [place, each] of leaves.entries()) leaf.run(payer, first, place, encode(each))
    })
}

function settling(database: DatabaseSync) {
  const end = database.prepare(
    "UPDATE bills SET state = ?, block = ? WHERE payer = ? AND first = ? AND state = 'drawn'",
  )
  const sum = database.prepare('SELECT amount FROM spent WHERE payer = ? AND agreement = ?')
  const put = database.prepare('INSERT OR REPLACE INTO spent (payer, agreement, amount) VALUES (?, ?, ?)')
  const spent = (payer: string, agreement: bigint) =>
    BigInt((sum.get(payer, String(agreement))?.['amount'] as string | undefined) ?? 0)
  return {
    spent,
    /** @returns whether it was open */
    end: ({ payer, first }: Pick<Bill, 'payer' | 'first'>, state: string, block: number | null): boolean =>
      end.run(state, block, payer, first).changes > 0,
    /** Adds so many times what the leaves come to. */
    count({ payer }: Pick<Bill, 'payer'>, leaves: readonly BillLeaf[], times: bigint): void {
      for (const [agreement, of] of Map.groupBy(leaves, (leaf) => leaf.agreement)) {
        const amount = of.reduce((all, each) => all + each.amount, 0n)
        put.run(payer, String(agreement), String(spent(payer, agreement) + times * amount))
      }
    },
  }
}

function oneOf(statement: StatementSync, ...keys: readonly (string | number)[]): Bill | undefined {
  const row = statement.get(...keys)
  return row === undefined ? undefined : billOf(row)
}

const billOf = (row: Record<string, unknown>): Bill => ({
  payer: String(row['payer']),
  first: Number(row['first']),
  last: Number(row['last']),
  state: row['state'] as BillState,
  root: String(row['root']),
  total: BigInt(row['total'] as string),
  carried: BigInt(row['carried'] as string),
  asked: BigInt(row['asked'] as string),
  mark: Number(row['mark']),
  block: row['block'] as number | null,
})
