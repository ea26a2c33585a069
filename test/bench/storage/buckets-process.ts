/** Opens a store and uses every bucket. Argument: its file. */
import { openContentStore } from '../../../src/storage/store/content-store.ts'
import type { ContentStore } from '../../../src/storage/store/types.ts'
import { answer } from '../../child.ts'
import { memory } from '../follower/readers.ts'

let store: ContentStore

const methods = {
  memory,
  async open() {
    store = await openContentStore(process.argv[2]!, Date.now)
  },
  /** Reads an object of each bucket, and proves it. @returns how many buckets there are */
  async touch(): Promise<number> {
    const all = await store.buckets()
    for (const { bucketId } of all) {
      const commitment = (await store.bucket(bucketId))!
      const { leaf } = await store.mmrProof(bucketId, commitment, commitment.leafCount - 1n)
      await store.chunkProof(leaf.dataRoot, 0n)
      await store.commitmentsTo(bucketId, commitment.mmrRoot)
      await store.prunedRanges(bucketId)
    }
    return all.length
  },
}

export type BucketsProcess = typeof methods
answer(methods)
