import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '../../../kernel/index.ts'

/** What the chain had about a deployment: with its end the contract is gone there, before its node is asked what it used. */
export interface NotedContract {
  readonly deployment: bigint
  readonly twinId: number
  readonly nodeId: number
  readonly hash: string
}

export interface ContractRecords {
  noteContract(contract: NotedContract): void
  /** One that the chain has as of some block: what is known of it already, its end too, stays. */
  findContract(contract: NotedContract): void
  /** The chain has it no more since this block. */
  endContract(deployment: bigint, nodeId: number, block: number): void
  /** Those that have ended up to a block did so in this period at the latest; those on other nodes are forgotten. */
  dateContracts(period: number, block: number, nodes: readonly number[]): void
  /** As it was last, if it can have been used in that period. */
  contractIn(deployment: bigint, period: number): NotedContract | undefined
  /** Those that ended before this period. */
  forgetContracts(period: number): void
}

export function contractRecords(database: DatabaseSync): ContractRecords {
  const columns = 'contracts (deployment, twin, node, hash)'
  const note = database.prepare(`INSERT OR REPLACE INTO ${columns} VALUES (?, ?, ?, ?)`)
  const known = database.prepare(`INSERT OR IGNORE INTO ${columns} VALUES (?, ?, ?, ?)`)
  // Of one that nobody has noted its end is all that is known.
  const end = database.prepare(
    `INSERT INTO contracts (deployment, twin, node, hash, over_at) VALUES (?, 0, ?, '', ?)
     ON CONFLICT DO UPDATE SET over_at = excluded.over_at`,
  )
  const date = database.prepare('UPDATE contracts SET ended = ? WHERE over_at <= ? AND ended IS NULL')
  const nodesOf = database.prepare('SELECT DISTINCT node FROM contracts')
  const drop = database.prepare('DELETE FROM contracts WHERE node = ?')
  const find = database.prepare(
    'SELECT twin, node, hash FROM contracts WHERE deployment = ? AND twin > 0 AND (ended IS NULL OR ended >= ?)',
  )
  const forget = database.prepare('DELETE FROM contracts WHERE ended < ?')
  return {
    noteContract: ({ deployment, twinId, nodeId, hash }) => void note.run(String(deployment), twinId, nodeId, hash),
    findContract: ({ deployment, twinId, nodeId, hash }) => void known.run(String(deployment), twinId, nodeId, hash),
    endContract: (deployment, nodeId, block) => void end.run(String(deployment), nodeId, block),
    dateContracts: (period, block, nodes) =>
      inTransaction(database, () => {
        date.run(period, block)
        const ours = new Set(nodes)
        for (const { node } of nodesOf.all()) if (!ours.has(Number(node))) drop.run(node!)
      }),
    contractIn(deployment, period) {
      const row = find.get(String(deployment), period)
      if (row === undefined) return undefined
      return { deployment, twinId: Number(row['twin']), nodeId: Number(row['node']), hash: row['hash'] as string }
    },
    forgetContracts: (period) => void forget.run(period),
  }
}
