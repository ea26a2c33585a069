import type { DatabaseSync } from 'node:sqlite'
import type { Commitment, DeletionReceipt, PrunedRange } from './types.ts'

/** Leaves that were dropped, and who has said that they may be. */
export interface PrunedTable {
  add(bucket: string, fromSeq: number, next: Commitment, receipt: DeletionReceipt | null): void
  /** Gives the receipt to what was dropped up to there, if it has none. */
  attest(bucket: string, commitment: Commitment, receipt: DeletionReceipt): void
  /** Those whose data is still held. */
  held(bucket: string): PrunedRange[]
  /** @returns whether there was such a range, held until now */
  erase(bucket: string, fromSeq: number, toSeq: number): boolean
  receiptFor(bucket: string, seq: number): DeletionReceipt | null
  /** All of a bucket but for the receipts. */
  forget(bucket: string): void
}

export function createPrunedTable(database: DatabaseSync): PrunedTable {
  const insert = database.prepare(`
    INSERT OR REPLACE INTO pruned (bucket, from_seq, to_seq, root, leaf_count, admin, signature)
    VALUES (?, ?, ?, ?, ?, ?, ?)
  `)
  const held = database.prepare('SELECT * FROM pruned WHERE bucket = ? AND is_erased = 0 ORDER BY from_seq')
  const attest = database.prepare(
    'UPDATE pruned SET root = ?, leaf_count = ?, admin = ?, signature = ? WHERE bucket = ? AND to_seq = ? AND admin IS NULL',
  )
  const erase = database.prepare(
    'UPDATE pruned SET is_erased = 1 WHERE bucket = ? AND from_seq = ? AND to_seq = ? AND is_erased = 0',
  )
  const covering = database.prepare(
    'SELECT * FROM pruned WHERE bucket = ? AND to_seq > ? AND admin IS NOT NULL ORDER BY to_seq LIMIT 1',
  )
  const drop = database.prepare('DELETE FROM pruned WHERE bucket = ? AND admin IS NULL')
  const keep = database.prepare('UPDATE pruned SET is_erased = 1 WHERE bucket = ?')

  return {
    add: (bucket, fromSeq, { mmrRoot, startSeq, leafCount }, receipt) =>
      void insert.run(
        bucket,
        fromSeq,
        Number(startSeq),
        mmrRoot,
        Number(leafCount),
        receipt?.admin ?? null,
        receipt?.signature ?? null,
      ),
    attest: (bucket, { mmrRoot, startSeq, leafCount }, { admin, signature }) =>
      void attest.run(mmrRoot, Number(leafCount), admin, signature, bucket, Number(startSeq)),
    held: (bucket) =>
      held.all(bucket).map((row) => ({
        bucketId: BigInt(bucket),
        fromSeq: BigInt(row['from_seq'] as number),
        toSeq: BigInt(row['to_seq'] as number),
        receipt: receiptOf(row),
      })),
    erase: (bucket, fromSeq, toSeq) => Number(erase.run(bucket, fromSeq, toSeq).changes) > 0,
    receiptFor(bucket, seq) {
      const row = covering.get(bucket, seq)
      return row === undefined ? null : receiptOf(row)
    },
    forget(bucket) {
      drop.run(bucket)
      keep.run(bucket)
    },
  }
}

const receiptOf = ({ root, to_seq, leaf_count, admin, signature }: Record<string, unknown>): DeletionReceipt | null =>
  admin === null
    ? null
    : {
        commitment: {
          mmrRoot: String(root),
          startSeq: BigInt(to_seq as number),
          leafCount: BigInt(leaf_count as number),
        },
        admin: String(admin),
        signature: String(signature),
      }
