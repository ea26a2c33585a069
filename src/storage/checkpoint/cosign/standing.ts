import type { Commitment, ContentStore } from '../../store/types.ts'
import { endOf } from '../common.ts'
import type { BucketTerms } from '../read.ts'
import { isSame } from './words.ts'

/**
 * Why this provider cannot put its name under a commitment as a checkpoint of the bucket, in words; undefined when it can.
 *
 * It can under its live commitment, and under an earlier one whose leaves it still has, since every leaf of that is under the live
 * one too or kept as pruned: a leader that is a commit behind is answered, and one that has waited for others while the client went
 * on writing. It cannot under one that ends before the chain's snapshot, which would take back what was checkpointed, nor under one
 * that begins before what an admin has frozen, which the chain refuses.
 */
export async function objectionTo(
  store: ContentStore,
  { bucketId, snapshot, frozenStartSeq }: Pick<BucketTerms, 'bucketId' | 'snapshot' | 'frozenStartSeq'>,
  commitment: Commitment,
  live: Commitment,
): Promise<string | undefined> {
  if (snapshot !== null && endOf(commitment) < endOf(snapshot))
    return `it ends at leaf ${endOf(commitment)}, before the ${endOf(snapshot)} of the last checkpoint`
  if (frozenStartSeq !== null && commitment.startSeq < frozenStartSeq)
    return `it begins at leaf ${commitment.startSeq}, before the ${frozenStartSeq} that is frozen`
  if (isSame(commitment, live)) return undefined
  const known = await store.commitmentsTo(bucketId, commitment.mmrRoot)
  return known.some((each) => isSame(each, commitment)) ? undefined : 'it is of another state of the bucket'
}
