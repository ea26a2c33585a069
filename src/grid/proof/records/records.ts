import type { DatabaseSync } from 'node:sqlite'
import type { Signature } from '../../../chain/signing/signer.ts'
import { decode, encode, inTransaction, migrate, openDatabase } from '../../../kernel/index.ts'
import type { Used } from '../../evidence/used.ts'
import type { Usage, UsageDispute } from '../events.ts'
import { type ContractRecords, contractRecords } from './contracts.ts'
import { USAGE_SCHEMA } from './schema.ts'

/** What a node has signed, with why it does not hold where it does not. */
export interface KeptStatement {
  readonly agreement: bigint
  readonly deployment: bigint
  readonly used: Used
  readonly signature: Signature
  readonly dispute: UsageDispute | null
}

export interface Round {
  readonly period: number
  readonly node: number
}

export interface UsageQuery {
  /** Periods, both included. */
  readonly first: number
  readonly last: number
  /** Null for all of them. */
  readonly agreement: bigint | null
}

export interface GatheredUsage {
  readonly isAsked: boolean
  readonly open: number[]
  readonly missing: number[]
  readonly usages: Usage[]
}

/** What nodes have said, as they have signed it, and who is still to be asked. */
export interface UsageRecords extends ContractRecords {
  /** The last period whose nodes are asked. */
  last(): number | undefined
  /** From now on these nodes are to be asked for the period. Nothing happens to one that was begun before. */
  begin(period: number, nodes: readonly number[]): void
  open(): Round[]
  openOf(node: number): Round[]
  isOpen(period: number): boolean
  /** What the node said, and that it did; all of it or nothing. What was kept before of the same stays. */
  keep(round: Round, statements: readonly KeptStatement[]): void
  giveUp(round: Round): void
  /** All that the node has said of the period. */
  statements(round: Round): KeptStatement[]
  gather(query: UsageQuery): GatheredUsage
  note(agreement: bigint, deployment: bigint, hash: string): void
  hashOf(agreement: bigint, deployment: bigint): string | undefined
  /** Periods before this one. */
  forget(period: number): void
  close(): void
}

/**
 * Keeps them in an SQLite file, through a loss of power too; `:memory:` forgets them with the process.
 *
 * @throws when the file cannot be opened, is no database, or was written by a later version
 */
export function openUsageRecords(path: string): UsageRecords {
  const database = openDatabase(path, 'FULL')
  migrate(database, USAGE_SCHEMA)
  return {
    ...rounds(database),
    ...statements(database),
    ...deployments(database),
    ...contractRecords(database),
    close: () => shut(database),
  }
}

function shut(database: DatabaseSync): void {
  if (database.isOpen) database.close()
}

function rounds(
  database: DatabaseSync,
): Pick<UsageRecords, 'last' | 'begin' | 'open' | 'openOf' | 'isOpen' | 'giveUp' | 'forget'> {
  const last = database.prepare('SELECT max(period) AS period FROM periods')
  const begin = database.prepare('INSERT OR IGNORE INTO periods (period) VALUES (?)')
  const ask = database.prepare("INSERT OR IGNORE INTO rounds (period, node, state) VALUES (?, ?, 'open')")
  const open = database.prepare("SELECT period, node FROM rounds WHERE state = 'open' ORDER BY period, node")
  const openOf = database.prepare("SELECT period, node FROM rounds WHERE state = 'open' AND node = ? ORDER BY period")
  const isOpen = database.prepare("SELECT 1 FROM rounds WHERE state = 'open' AND period = ? LIMIT 1")
  const end = database.prepare("UPDATE rounds SET state = 'missing' WHERE period = ? AND node = ? AND state = 'open'")
  const forget = ['periods', 'rounds', 'statements'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE period < ?`),
  )
  return {
    last: () => (last.get()!['period'] as number | null) ?? undefined,
    begin: (period, nodes) =>
      inTransaction(database, () => {
        if (begin.run(period).changes === 0) return
        for (const node of nodes) ask.run(period, node)
      }),
    open: () => open.all().map(roundOf),
    isOpen: (period) => isOpen.get(period) !== undefined,
    openOf: (node) => openOf.all(node).map(roundOf),
    giveUp: ({ period, node }) => void end.run(period, node),
    forget: (period) =>
      inTransaction(database, () => {
        for (const each of forget) each.run(period)
      }),
  }
}

const roundOf = (row: Record<string, unknown>): Round => ({ period: Number(row['period']), node: Number(row['node']) })

const COLUMNS = 'agreement, deployment, used, signature_type, signature, dispute'

function statements(database: DatabaseSync): Pick<UsageRecords, 'keep' | 'statements' | 'gather'> {
  const add = database.prepare(
    `INSERT OR IGNORE INTO statements (period, node, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const proven = database.prepare(
    "INSERT INTO rounds (period, node, state) VALUES (?, ?, 'proven') ON CONFLICT DO UPDATE SET state = 'proven'",
  )
  const of = database.prepare(`SELECT ${COLUMNS} FROM statements WHERE period = ? AND node = ?`)
  const sound = database.prepare(
    `SELECT period, node, agreement, deployment, used FROM statements
     WHERE period BETWEEN ?1 AND ?2 AND dispute IS NULL AND (?3 IS NULL OR agreement = ?3)`,
  )
  // They are begun in order: what was left out before the last never will be.
  const asked = database.prepare('SELECT 1 FROM periods WHERE period >= ? LIMIT 1')
  const among = database.prepare(
    'SELECT DISTINCT node FROM rounds WHERE state = ? AND period BETWEEN ? AND ? ORDER BY node',
  )
  const nodesIn = (state: string, first: number, last: number) =>
    among.all(state, first, last).map((row) => Number(row['node']))
  return {
    keep: ({ period, node }, said) =>
      inTransaction(database, () => {
        for (const { agreement, deployment, used, signature, dispute } of said)
          add.run(
            period,
            node,
            String(agreement),
            String(deployment),
            encode(used),
            signature.type,
            signature.value,
            dispute,
          )
        proven.run(period, node)
      }),
    statements: ({ period, node }) =>
      of.all(period, node).map((row) => ({
        agreement: BigInt(row['agreement'] as string),
        deployment: BigInt(row['deployment'] as string),
        used: decode(row['used'] as string) as Used,
        signature: { type: row['signature_type'], value: row['signature'] } as Signature,
        dispute: row['dispute'] as UsageDispute | null,
      })),
    gather: ({ first, last, agreement }) => ({
      isAsked: asked.get(last) !== undefined,
      open: nodesIn('open', first, last),
      missing: nodesIn('missing', first, last),
      usages: sound.all(first, last, agreement === null ? null : String(agreement)).map((row) => ({
        period: Number(row['period']),
        node: Number(row['node']),
        agreement: BigInt(row['agreement'] as string),
        deployment: BigInt(row['deployment'] as string),
        used: decode(row['used'] as string) as Used,
      })),
    }),
  }
}

function deployments(database: DatabaseSync): Pick<UsageRecords, 'note' | 'hashOf'> {
  const note = database.prepare('INSERT OR REPLACE INTO deployments (agreement, deployment, hash) VALUES (?, ?, ?)')
  const hash = database.prepare('SELECT hash FROM deployments WHERE agreement = ? AND deployment = ?')
  return {
    note: (agreement, deployment, text) => void note.run(String(agreement), String(deployment), text),
    hashOf: (agreement, deployment) => hash.get(String(agreement), String(deployment))?.['hash'] as string | undefined,
  }
}
