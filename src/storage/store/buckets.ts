import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from './errors.ts'
import type { Epoch } from './history.ts'

/** A bucket's live MMR, and what it holds. */
export interface BucketRow {
  readonly id: string
  readonly epoch: Epoch
  readonly leafCount: number
  readonly nodes: number
  readonly bytes: number
  readonly quota: number | null
}

export interface BucketTable {
  all(): BucketRow[]
  find(id: string): BucketRow | undefined
  /** @throws StoreError `bucket_not_found` */
  get(id: string): BucketRow
  open(id: string, epoch: Epoch): void
  /** From now on its live MMR is this. */
  move(id: string, epoch: Epoch, leafCount: number): void
  setQuota(id: string, bytes: number | null): void
  remove(id: string): void
}

export function createBucketTable(database: DatabaseSync): BucketTable {
  const columns = 'SELECT id, epoch, start_seq, leaf_count, nodes, bytes, quota FROM buckets'
  const all = database.prepare(`${columns} ORDER BY length(id), id`)
  const one = database.prepare(`${columns} WHERE id = ?`)
  const insert = database.prepare('INSERT INTO buckets (id, epoch, start_seq, leaf_count) VALUES (?, ?, ?, 0)')
  const move = database.prepare('UPDATE buckets SET epoch = ?, start_seq = ?, leaf_count = ? WHERE id = ?')
  const limit = database.prepare('UPDATE buckets SET quota = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM buckets WHERE id = ?')

  const find = (id: string) => {
    const row = one.get(id)
    return row === undefined ? undefined : bucketOf(row)
  }

  return {
    all: () => all.all().map(bucketOf),
    find,
    get(id) {
      const found = find(id)
      if (found === undefined) throw new StoreError('bucket_not_found', `bucket ${id} is not here`, { bucket: id })
      return found
    },
    open: (id, epoch) => void insert.run(id, epoch.id, epoch.startSeq),
    move: (id, epoch, leafCount) => void move.run(epoch.id, epoch.startSeq, leafCount, id),
    setQuota: (id, bytes) => void limit.run(bytes, id),
    remove: (id) => void remove.run(id),
  }
}

const bucketOf = ({ id, epoch, start_seq, leaf_count, nodes, bytes, quota }: Record<string, unknown>): BucketRow => ({
  id: String(id),
  epoch: { id: Number(epoch), startSeq: Number(start_seq) },
  leafCount: Number(leaf_count),
  nodes: Number(nodes),
  bytes: Number(bytes),
  quota: quota === null ? null : Number(quota),
})
