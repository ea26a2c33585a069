import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from './errors.ts'
import { leafHash } from './leaf.ts'
import { append, bag, type MmrNodes, peaksOf, proofOf } from './mmr.ts'
import type { Commitment, Hash, MmrLeaf, MmrProof } from './types.ts'

/** The MMR of a bucket from one first leaf on. */
export interface Epoch {
  readonly id: number
  readonly startSeq: number
}

/** Leaves of buckets by their sequence numbers, and every MMR that there was over them. */
export interface History {
  begin(bucket: string, startSeq: number): Epoch
  leaf(bucket: string, seq: number): MmrLeaf | undefined
  leaves(bucket: string, fromSeq: number, count: number): MmrLeaf[]
  /** Adds a leaf behind `count` of the epoch. `isKnown`: its row is there already. */
  append(bucket: string, epoch: Epoch, count: number, leaf: MmrLeaf, isKnown: boolean): void
  peaks(epoch: number, count: number): Hash[]
  /** Notes that there was this root. */
  commit(bucket: string, epoch: number, count: number): Hash
  commitmentsTo(bucket: string, root: Hash): Commitment[]
  /** @throws StoreError `commitment_unknown`, `not_found` */
  prove(bucket: string, commitment: Commitment, leafIndex: bigint): MmrProof
  /** Gives up leaves before `toSeq` and all that needs them. @returns the roots of objects, one for each leaf */
  erase(bucket: string, fromSeq: number, toSeq: number): Hash[]
  forget(bucket: string): void
}

export function createHistory(database: DatabaseSync): History {
  const open = database.prepare('INSERT INTO epochs (bucket, start_seq) VALUES (?, ?) RETURNING id')
  const get = database.prepare('SELECT hash FROM mmr WHERE epoch = ? AND level = ? AND idx = ?')
  const set = database.prepare('INSERT OR REPLACE INTO mmr (epoch, level, idx, hash) VALUES (?, ?, ?, ?)')
  const find = database.prepare('SELECT root, size, total FROM leaves WHERE bucket = ? AND seq = ?')
  const range = database.prepare(
    'SELECT root, size, total FROM leaves WHERE bucket = ? AND seq >= ? AND seq < ? ORDER BY seq',
  )
  const add = database.prepare('INSERT INTO leaves (bucket, seq, root, size, total) VALUES (?, ?, ?, ?, ?)')
  const note = database.prepare(
    'INSERT OR REPLACE INTO commitments (bucket, root, epoch, leaf_count) VALUES (?, ?, ?, ?)',
  )
  const known = database.prepare(`
    SELECT epoch, start_seq, leaf_count FROM commitments JOIN epochs ON epochs.id = epoch
    WHERE commitments.bucket = ? AND root = ? ORDER BY epoch DESC
  `)
  const removeLeaves = database.prepare('DELETE FROM leaves WHERE bucket = ? AND seq >= ? AND seq < ? RETURNING root')
  const epochsBefore = database.prepare('SELECT id, start_seq FROM epochs WHERE bucket = ? AND start_seq < ?')
  const removeCommitments = database.prepare(
    'DELETE FROM commitments WHERE bucket = ? AND epoch = ? AND leaf_count > ?',
  )
  const isNeeded = database.prepare('SELECT 1 FROM commitments WHERE bucket = ? AND epoch = ? LIMIT 1')
  const removeNodes = database.prepare('DELETE FROM mmr WHERE epoch = ?')
  const removeEpoch = database.prepare('DELETE FROM epochs WHERE id = ?')

  const nodesOf = (epoch: number): MmrNodes => ({
    get: (level, index) => String(get.get(epoch, level, index)!['hash']),
    set: (level, index, hash) => void set.run(epoch, level, index, hash),
  })
  const rootOf = (epoch: number, count: number) => bag(peaksOf(nodesOf(epoch), count))

  /** Commitments that reach into a range of leaves, and MMRs that none is left of. */
  function giveUp(bucket: string, fromSeq: number, toSeq: number): void {
    for (const { id, start_seq } of epochsBefore.all(bucket, toSeq)) {
      removeCommitments.run(bucket, id!, fromSeq - Number(start_seq))
      if (isNeeded.get(bucket, id!) !== undefined) continue
      removeNodes.run(id!)
      removeEpoch.run(id!)
    }
  }

  return {
    begin: (bucket, startSeq) => ({ id: Number(open.get(bucket, startSeq)!['id']), startSeq }),
    leaf(bucket, seq) {
      const row = find.get(bucket, seq)
      return row === undefined ? undefined : leafOf(row)
    },
    leaves: (bucket, fromSeq, count) => range.all(bucket, fromSeq, fromSeq + count).map(leafOf),
    append(bucket, { id, startSeq }, count, leaf, isKnown) {
      const { dataRoot, dataSize, totalSize } = leaf
      if (!isKnown) add.run(bucket, startSeq + count, dataRoot, dataSize, totalSize)
      append(nodesOf(id), count, leafHash(leaf))
    },
    peaks: (epoch, count) => peaksOf(nodesOf(epoch), count),
    commit(bucket, epoch, count) {
      const root = rootOf(epoch, count)
      note.run(bucket, root, epoch, count)
      return root
    },
    commitmentsTo: (bucket, root) =>
      known.all(bucket, root).map(({ start_seq, leaf_count }) => ({
        mmrRoot: root,
        startSeq: BigInt(start_seq as number),
        leafCount: BigInt(leaf_count as number),
      })),
    prove(bucket, { mmrRoot, startSeq, leafCount }, leafIndex) {
      const rows = known.all(bucket, mmrRoot)
      const row = rows.find((each) => BigInt(each['start_seq'] as number) === startSeq)
      if (row === undefined || BigInt(row['leaf_count'] as number) !== leafCount)
        throw new StoreError('commitment_unknown', `bucket ${bucket} never had this commitment, or has given it up`, {
          mmrRoot,
          startSeq: String(startSeq),
        })
      const leaf =
        leafIndex < 0n || leafIndex >= leafCount ? undefined : this.leaf(bucket, Number(startSeq + leafIndex))
      if (leaf === undefined)
        throw new StoreError('not_found', `there is no leaf ${leafIndex} under this commitment of ${leafCount}`)
      const nodes = nodesOf(Number(row['epoch']))
      const count = Number(leafCount)
      return { peaks: peaksOf(nodes, count), leaf, leafProof: proofOf(nodes, count, Number(leafIndex)) }
    },
    erase(bucket, fromSeq, toSeq) {
      giveUp(bucket, fromSeq, toSeq)
      return removeLeaves.all(bucket, fromSeq, toSeq).map(({ root }) => String(root))
    },
    forget(bucket) {
      giveUp(bucket, -1, Number.MAX_SAFE_INTEGER)
      removeLeaves.all(bucket, 0, Number.MAX_SAFE_INTEGER)
    },
  }
}

const leafOf = ({ root, size, total }: Record<string, unknown>): MmrLeaf => ({
  dataRoot: String(root),
  dataSize: BigInt(size as number),
  totalSize: BigInt(total as number),
})
