import { cryptoWaitReady } from '#polkadot'
import { migrate, openDatabase } from '../../kernel/index.ts'
import { type BucketRow, createBucketTable } from './buckets.ts'
import { StoreError } from './errors.ts'
import { createHistory } from './history.ts'
import { createNodeTable, treeNode } from './nodes.ts'
import { createObjectTable } from './objects.ts'
import { createPrunedTable } from './pruned.ts'
import { readObject } from './read.ts'
import { STORE_SCHEMA } from './schema.ts'
import type { BucketState, ContentStore, Hash } from './types.ts'
import { createUpdates } from './updates.ts'
import { createWrites } from './writes.ts'

const nameOf = (bucketId: bigint): string => String(bucketId)

/** Like `createContentStore`, once hashes are worked out at full speed: before, it takes twenty times as long. */
export async function openContentStore(path: string, now: () => number): Promise<ContentStore> {
  await cryptoWaitReady()
  return createContentStore(path, now)
}

/**
 * A content store in an SQLite file, chunks and all. What was answered is on disk, through a loss of power too.
 *
 * @param now milliseconds; only `sweep` goes by it
 * @throws when the file cannot be opened, is no database, or was written by a later version
 */
export function createContentStore(path: string, now: () => number): ContentStore {
  const database = openDatabase(path, 'FULL')
  migrate(database, STORE_SCHEMA)
  const nodes = createNodeTable(database)
  const objects = createObjectTable(database, nodes)
  const history = createHistory(database)
  const buckets = createBucketTable(database)
  const pruned = createPrunedTable(database)
  const updates = createUpdates({ nodes, objects, history, buckets, pruned, now })
  const write = createWrites(database)
  const stateOf = (row: BucketRow): BucketState => ({
    ...updates.commitmentOf(row),
    bucketId: BigInt(row.id),
    nodeCount: BigInt(row.nodes),
    bytesStored: BigInt(row.bytes),
    quota: row.quota === null ? null : BigInt(row.quota),
  })

  return {
    buckets: async () => buckets.all().map(stateOf),
    async bucket(bucketId) {
      const row = buckets.find(nameOf(bucketId))
      return row === undefined ? null : stateOf(row)
    },
    setQuota: (bucketId, bytes) => write(() => updates.setQuota(nameOf(bucketId), bytes)),
    putNode: (bucketId, node) => write(() => updates.put(nameOf(bucketId), node)),
    async node(hash) {
      const found = nodes.get(hash)
      return found && treeNode(hash, found)
    },
    async missing(bucketId, hashes) {
      const bucket = nameOf(bucketId)
      const isSound = (hash: Hash) => nodes.has(hash) && !nodes.isDamaged(hash) && objects.isSound(hash)
      return hashes.filter((hash) => !isSound(hash) || !nodes.isHeld(bucket, hash))
    },
    commit: (bucketId, dataRoots) => write(() => updates.commit(nameOf(bucketId), dataRoots)),
    adopt: (bucketId, startSeq, leaves) => write(() => updates.adopt(nameOf(bucketId), Number(startSeq), leaves)),
    read: (dataRoot, offset, length) => readObject(objects, dataRoot, Number(offset), Number(length)),
    async objectSize(dataRoot) {
      return nodes.has(dataRoot) ? BigInt(objects.shape(dataRoot).size) : null
    },
    async chunkProof(dataRoot, chunkIndex) {
      const found = objects.chunk(dataRoot, Number(chunkIndex))
      if (found === null) throw new StoreError('not_found', `${dataRoot} has no chunk ${chunkIndex}`)
      return { chunkHash: found.hash, chunk: found.data, proof: found.proof }
    },
    async peaks(bucketId) {
      const { epoch, leafCount } = buckets.get(nameOf(bucketId))
      return history.peaks(epoch.id, leafCount)
    },
    async leaves(bucketId, fromIndex, count) {
      const { id, epoch, leafCount } = buckets.get(nameOf(bucketId))
      const from = Math.min(Number(fromIndex), leafCount)
      return history.leaves(id, epoch.startSeq + from, Math.min(Number(count), leafCount - from))
    },
    commitmentsTo: async (bucketId, mmrRoot) => history.commitmentsTo(nameOf(bucketId), mmrRoot),
    mmrProof: async (bucketId, commitment, leafIndex) => history.prove(nameOf(bucketId), commitment, leafIndex),
    prune: (bucketId, newStartSeq, receipt) =>
      write(() => updates.prune(nameOf(bucketId), Number(newStartSeq), receipt)),
    prunedRanges: async (bucketId) => pruned.held(nameOf(bucketId)),
    receiptFor: async (bucketId, seq) => pruned.receiptFor(nameOf(bucketId), Number(seq)),
    erase: ({ bucketId, fromSeq, toSeq }) =>
      write(() => updates.erase(nameOf(bucketId), Number(fromSeq), Number(toSeq))),
    forget: (bucketId) => write(() => updates.forget(nameOf(bucketId))),
    sweep: (olderThan) => write(() => nodes.sweep(now() - olderThan)),
    async close() {
      if (database.isOpen) database.close()
    },
  }
}
