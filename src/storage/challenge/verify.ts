import { commitmentPayload } from '../commitment/payloads.ts'
import { MAX_CHUNK } from '../store/chunk-tree.ts'
import { isChunkOf, isLeafAt, isLeafUnder } from '../store/verify.ts'
import type { ChallengeCase } from './choose.ts'
import { challengedSeq } from './evidence.ts'
import { isSignedBy } from './multi-signature.ts'
import type { ChallengeResponse, HeldProof } from './response.ts'

type Known = Pick<ChallengeCase, 'challenge' | 'layout' | 'evidence'>

/** Whether the chain would take an answer; if not, why. */
export type Verification = { readonly holds: true } | { readonly holds: false; readonly problem: string }

/**
 * Checks an answer by the chain's own rules. Where a wrong answer costs the stake at once, which is where challenges have numbers
 * of their own, the stricter rules of that chain hold.
 */
export function verify(response: ChallengeResponse, known: Known): Verification {
  const problem = problemWith(response, known)
  return problem === null ? { holds: true } : { holds: false, problem }
}

function problemWith(response: ChallengeResponse, known: Known): string | null {
  if (response.kind === 'proof') return proofProblem(response, known)
  return response.kind === 'deleted' ? deletionProblem(response, known) : supersessionProblem(known)
}

function proofProblem({ commitment, mmrProof, chunkProof }: HeldProof, { challenge, layout }: Known): string | null {
  const { mmrRoot, leafIndex, chunkIndex } = challenge
  if (chunkProof.chunk.length > MAX_CHUNK)
    return `a chunk has ${MAX_CHUNK} bytes at most, not ${chunkProof.chunk.length}`
  const isUnder =
    layout === 'map' ? isLeafAt(mmrRoot, commitment.leafCount, leafIndex, mmrProof) : isLeafUnder(mmrRoot, mmrProof)
  if (!isUnder) return 'the leaf is not under the challenged root'
  const isThere =
    isChunkOf(mmrProof.leaf.dataRoot, chunkProof.chunk, chunkIndex, chunkProof.proof) &&
    (layout === 'list' || chunkIndex < 2n ** BigInt(chunkProof.proof.path.length))
  return isThere ? null : "the chunk is not at its place under the leaf's object"
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
