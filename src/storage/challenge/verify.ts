import { commitmentPayload } from '../commitment/payloads.ts'
import { MAX_CHUNK } from '../store/chunk-tree.ts'
import type { ChunkProof, Hash } from '../store/types.ts'
import { isChunkOf, isLeafAt, isLeafUnder } from '../store/verify.ts'
import type { ChallengeCase } from './choose.ts'
import { challengedSeq } from './evidence.ts'
import { isSignedBy } from './multi-signature.ts'
import type { ChallengeResponse, HeldProof } from './response.ts'

type Known = Pick<ChallengeCase, 'challenge' | 'layout' | 'evidence'>

/** Whether the chain would take an answer; if not, why. */
export type Verification = { readonly holds: true } | { readonly holds: false; readonly problem: string }

/**
 * Checks an answer by the chain's own rules, a proof by more than them: a wrong answer may cost the stake at once.
 */
export function verify(response: ChallengeResponse, known: Known): Verification {
  const problem = problemWith(response, known)
  return problem === null ? { holds: true } : { holds: false, problem }
}

function problemWith(response: ChallengeResponse, known: Known): string | null {
  if (response.kind === 'proof') return proofProblem(response, known)
  if (response.kind === 'stand-in') return standInProblem(response.shown, known)
  return response.kind === 'deleted' ? deletionProblem(response, known) : supersessionProblem(known)
}

function proofProblem({ commitment, mmrProof, chunkProof }: HeldProof, { challenge }: Known): string | null {
  const { mmrRoot, leafIndex, chunkIndex } = challenge
  if (!isLeafAt(mmrRoot, commitment.leafCount, leafIndex, mmrProof)) return 'the leaf is not under the challenged root'
  if (chunkIndex >= 2n ** BigInt(chunkProof.proof.path.length)) return "there is no such place under the leaf's object"
  return chunkProblem(mmrProof.leaf.dataRoot, chunkProof, chunkIndex)
}

/** A leaf that there is has to be the one that is meant; of one that is not, the chain asks only for one under the root. */
function standInProblem({ commitment, mmrProof, chunkProof }: HeldProof, { challenge }: Known): string | null {
  const { mmrRoot, leafIndex, chunkIndex } = challenge
  const isUnder =
    leafIndex < commitment.leafCount
      ? isLeafAt(mmrRoot, commitment.leafCount, leafIndex, mmrProof)
      : isLeafUnder(mmrRoot, mmrProof)
  return isUnder
    ? chunkProblem(mmrProof.leaf.dataRoot, chunkProof, chunkIndex)
    : 'the leaf is not under the challenged root'
}

function chunkProblem(dataRoot: Hash, { chunk, proof }: ChunkProof, chunkIndex: bigint): string | null {
  if (chunk.length > MAX_CHUNK) return `a chunk has ${MAX_CHUNK} bytes at most, not ${chunk.length}`
  return isChunkOf(dataRoot, chunk, chunkIndex, proof) ? null : "the chunk is not at its place under the leaf's object"
}

function deletionProblem(
  { receipt: { commitment, signature } }: Extract<ChallengeResponse, { kind: 'deleted' }>,
  { challenge, evidence }: Known,
): string | null {
  if (evidence?.isByAdmin !== true) return 'who has let it go is no admin of the bucket'
  if (challengedSeq(challenge) >= commitment.startSeq) return `leaves from ${commitment.startSeq} on were not let go`
  if (evidence.adminKey === null) return 'the chain knows no key of the admin: it looks it up among providers'
  const statement = commitmentPayload(challenge.bucketId, { ...commitment, leafCount: 0n })
  return isSignedBy(statement, signature, evidence.adminKey) ? null : "the signature is not the admin's"
}

function supersessionProblem({ challenge, layout, evidence }: Known): string | null {
  const snapshot = evidence?.snapshot ?? null
  if (snapshot === null) return 'the bucket has no snapshot'
  const seq = challengedSeq(challenge)
  const end = snapshot.startSeq + snapshot.leafCount
  if (seq >= end) return `the snapshot ends at ${end}`
  if (layout === 'list') return null
  if (snapshot.mmrRoot === challenge.mmrRoot) return "the root is the snapshot's"
  return seq < snapshot.startSeq ? `the snapshot begins at ${snapshot.startSeq}` : null
}
