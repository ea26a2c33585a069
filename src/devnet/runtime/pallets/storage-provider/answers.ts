import type { Execution } from '../../pallet/index.ts'
import { verifySignature } from '../../primitives/index.ts'
import { failure } from './errors.ts'
import { isChunkOf, isLeafUnder } from './proofs.ts'
import { bucketOf, sameAccount } from './rules.ts'
import { storage } from './storage.ts'
import { type Challenge, type ChallengeResponse, commitmentBytes } from './types.ts'

type Kind<T extends ChallengeResponse['type']> = Extract<ChallengeResponse, { type: T }>

/** @throws unless the response answers the challenge */
export function ensureAnswers(execution: Execution, challenge: Challenge, response: ChallengeResponse): void {
  if (response.type === 'Proof') ensureProof(challenge, response)
  else if (response.type === 'Deleted') ensureDeleted(execution, challenge, response)
  else ensureSuperseded(execution, challenge)
}

function ensureProof({ mmr_root, chunk_index }: Challenge, { value }: Kind<'Proof'>): void {
  const { chunk_data, mmr_proof, chunk_proof } = value
  const isHeld =
    isLeafUnder(mmr_root, mmr_proof) && isChunkOf(mmr_proof.leaf.data_root, chunk_data, chunk_index, chunk_proof)
  if (!isHeld) throw failure.InvalidChallengeProof()
}

/** An admin has signed that it may go. The key is looked up among providers, so the admin has to be one. */
function ensureDeleted(
  execution: Execution,
  { bucket_id, start_seq, leaf_index }: Challenge,
  { value: { new_mmr_root, new_start_seq, admin, admin_signature } }: Kind<'Deleted'>,
): void {
  const { members } = bucketOf(execution, bucket_id)
  const isAdmin = members.some(({ account, role }) => role.type === 'Admin' && sameAccount(account, admin))
  if (!isAdmin || start_seq + leaf_index >= new_start_seq) throw failure.InvalidDeletionProof()
  const signer = storage.Providers.get(execution.storage, admin)
  const payload = commitmentBytes({ bucket_id, mmr_root: new_mmr_root, start_seq: new_start_seq, leaf_count: 0n })
  if (signer === undefined || !verifySignature(payload, admin_signature, signer.public_key))
    throw failure.InvalidDeletionProof()
}

/** The bucket's present snapshot reaches beyond what was challenged. */
function ensureSuperseded(execution: Execution, { bucket_id, start_seq, leaf_index }: Challenge): void {
  const { snapshot } = bucketOf(execution, bucket_id)
  if (snapshot === undefined) throw failure.NoSnapshot()
  if (start_seq + leaf_index >= snapshot.start_seq + snapshot.leaf_count) throw failure.InvalidChallengeProof()
}
