import type { Execution } from '../../pallet/index.ts'
import { type AccountId, type MultiSignature, verifySignature } from '../../primitives/index.ts'
import { failure } from './errors.ts'
import { sameAccount } from './rules.ts'
import { bitsOf, hasSigned } from './signer-bits.ts'
import { storage } from './storage.ts'
import type { Bucket } from './types.ts'

export interface Commitment {
  readonly mmr_root: Uint8Array
  readonly start_seq: bigint
  readonly leaf_count: bigint
}

/** A slot of history keeps a root for as long as the block number divided by its prime stays the same. */
const PRIMES = [3, 7, 11, 23, 47, 113]

/** Which primaries have signed. Signatures are counted as they come, one that is given twice too. @throws for any that does not hold */
export function signersOf(
  { storage: access }: Execution,
  bucket: Bucket,
  signatures: ReadonlyArray<readonly [AccountId, MultiSignature]>,
  payload: Uint8Array,
): AccountId[] {
  return signatures.map(([signer, signature]) => {
    if (!bucket.primary_providers.some((each) => sameAccount(each, signer))) throw failure.InvalidSignature()
    const provider = storage.Providers.get(access, signer)
    if (provider === undefined) throw failure.ProviderNotFound()
    if (!verifySignature(payload, signature, provider.public_key)) throw failure.InvalidSignature()
    return signer
  })
}

/** What the bucket's primaries hold from now on, by those who signed. */
export function takeSnapshot(
  { storage: access, blockNumber }: Execution,
  bucketId: bigint,
  bucket: Bucket,
  { mmr_root, start_seq, leaf_count }: Commitment,
  signers: readonly AccountId[],
): void {
  const historical_roots = bucket.historical_roots.map(([quotient, root], slot): [number, Uint8Array] => {
    const now = Math.floor(blockNumber / PRIMES[slot]!)
    return now === quotient ? [quotient, root] : [now, mmr_root]
  })
  storage.Buckets.set(access, bucketId, {
    ...bucket,
    historical_roots,
    total_snapshots: bucket.total_snapshots + 1,
    snapshot: {
      mmr_root,
      start_seq,
      leaf_count,
      checkpoint_block: blockNumber,
      primary_signers: bitsFor(bucket, signers),
    },
  })
}

/** A bit for each primary that is among the signers. */
export const bitsFor = ({ primary_providers }: Bucket, signers: readonly AccountId[]): Uint8Array =>
  bitsOf(primary_providers.map((each) => signers.some((signer) => sameAccount(each, signer))))

/** Primaries whose bit is set in the snapshot. */
export const signersIn = ({ primary_providers, snapshot }: Bucket): AccountId[] =>
  snapshot === undefined ? [] : primary_providers.filter((_, index) => hasSigned(snapshot.primary_signers, index))
