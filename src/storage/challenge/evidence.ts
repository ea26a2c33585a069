import { readHead, readState } from '../../chain/reader/read.ts'
import type { TaskContext } from '../../kernel/index.ts'
import type { ContentStore, DeletionReceipt } from '../store/types.ts'
import { type BucketSnapshot, bucket, type Challenge, providerContact } from '../types.ts'
import type { ProofOutcome } from './prove.ts'

/** What there is to answer by when there is no proof, as of one block. */
export interface Evidence {
  /** An admin's word that the challenged leaf may go. */
  readonly receipt: DeletionReceipt | null
  /** Whether who gave it is an admin of the bucket now. */
  readonly isByAdmin: boolean
  /** The key that the chain has for them, hex; it knows those of providers only. */
  readonly adminKey: string | null
  /** What the bucket's primaries have signed last; null also when there is no such bucket. */
  readonly snapshot: BucketSnapshot | null
  /** Whether this node holds what they have signed last. */
  readonly holdsSnapshot: boolean
}

/** The sequence number that the chain reckons with. */
export const challengedSeq = ({ startSeq, leafIndex }: Challenge): bigint => startSeq + leafIndex

/** @throws ReadFailed, and what the store throws when it cannot be read now */
export async function gather(
  ctx: Pick<TaskContext, 'ask'>,
  store: ContentStore,
  challenge: Challenge,
  proof: ProofOutcome,
): Promise<Evidence> {
  const { bucketId, leafIndex } = challenge
  const seq = proof.commitment === null ? challengedSeq(challenge) : proof.commitment.startSeq + leafIndex
  const receipt = await store.receiptFor(bucketId, seq)
  const { hash: at } = await readHead(ctx)
  const [row, contact] = await Promise.all([
    readState(ctx, bucket.nullable(), { pallet: 'StorageProvider', item: 'Buckets', keys: [bucketId], at }),
    receipt === null
      ? null
      : readState(ctx, providerContact.nullable(), {
          pallet: 'StorageProvider',
          item: 'Providers',
          keys: [receipt.admin],
          at,
        }),
  ])
  const snapshot = row?.snapshot ?? null
  return {
    receipt,
    isByAdmin: row?.members.some(({ account, role }) => role === 'Admin' && account === receipt?.admin) ?? false,
    adminKey: contact?.publicKey ?? null,
    snapshot,
    holdsSnapshot: snapshot !== null && (await store.commitmentsTo(bucketId, snapshot.mmrRoot)).length > 0,
  }
}
