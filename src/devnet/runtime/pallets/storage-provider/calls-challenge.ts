import { u64 } from '../../../scale/index.ts'
import { call, signedBy } from '../../pallet/index.ts'
import { accountId, h256, multiSignature, verifySignature } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { ensureAnswers } from './answers.ts'
import { type ChallengeRules, challengeFor, openChallenge, settle } from './challenges.ts'
import { failure } from './errors.ts'
import { agreementOf, bucketOf, providerOf, sameAccount } from './rules.ts'
import { signersIn } from './snapshot.ts'
import { challengeId, challengeResponse, commitmentBytes } from './types.ts'

const target = { bucket_id: u64, provider: accountId } as const
const place = { leaf_index: u64, chunk_index: u64 } as const

/** Having providers prove that they hold what they signed for. */
export const challengeCalls = (rules: ChallengeRules) => ({
  challenge_checkpoint: call(
    {
      index: 40,
      args: { ...target, ...place },
      weight: () => nominalWeight(4, 3),
      docs: 'Challenge a provider on the last checkpoint that it has signed.',
    },
    (execution, origin, { bucket_id, provider, leaf_index, chunk_index }) => {
      const challenger = signedBy(origin)
      const bucket = bucketOf(execution, bucket_id)
      const { snapshot } = bucket
      if (snapshot === undefined) throw failure.NoSnapshot()
      if (!signersIn(bucket).some((signer) => sameAccount(signer, provider))) throw failure.ProviderNotInSnapshot()
      if (leaf_index >= snapshot.leaf_count) throw failure.LeafBeyondCanonical()
      const { mmr_root, start_seq } = snapshot
      const subject = { bucket_id, provider, challenger, mmr_root, start_seq, leaf_index, chunk_index }
      openChallenge(execution, subject, rules)
    },
  ),

  respond_to_challenge: call(
    {
      index: 41,
      args: { challenge_id: challengeId, response: challengeResponse },
      weight: () => nominalWeight(5, 4),
      docs: 'Answer a challenge as its provider.',
    },
    (execution, origin, { challenge_id, response }) => {
      const challenge = challengeFor(execution, challenge_id, signedBy(origin), rules)
      ensureAnswers(execution, challenge, response)
      settle(execution, challenge_id, challenge, rules)
    },
  ),

  challenge_offchain: call(
    {
      index: 42,
      args: { ...target, mmr_root: h256, start_seq: u64, ...place, provider_signature: multiSignature },
      weight: () => nominalWeight(5, 3),
      docs: 'Challenge a provider on what it has signed away from the chain.',
    },
    (execution, origin, { provider_signature, ...subject }) => {
      const challenger = signedBy(origin)
      const { bucket_id, provider, mmr_root, start_seq } = subject
      bucketOf(execution, bucket_id)
      const { public_key } = providerOf(execution, provider)
      // How many leaves it had is not among the arguments, and so is not part of what was signed.
      const payload = commitmentBytes({ bucket_id, mmr_root, start_seq, leaf_count: 0n })
      if (!verifySignature(payload, provider_signature, public_key)) throw failure.InvalidSignature()
      openChallenge(execution, { ...subject, challenger }, rules)
    },
  ),

  challenge_replica: call(
    {
      index: 43,
      args: { ...target, ...place },
      weight: () => nominalWeight(4, 3),
      docs: 'Challenge a replica on what it has last synced to.',
    },
    (execution, origin, { bucket_id, provider, ...where }) => {
      const challenger = signedBy(origin)
      const { role } = agreementOf(execution, bucket_id, provider)
      if (role.type !== 'Replica') throw failure.NotReplica()
      if (role.value.last_sync === undefined) throw failure.NoSnapshot()
      const [mmr_root] = role.value.last_sync
      const subject = { bucket_id, provider, challenger, mmr_root, start_seq: 0n, ...where }
      openChallenge(execution, subject, rules)
    },
  ),
})
