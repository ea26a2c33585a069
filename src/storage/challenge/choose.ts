import type { Challenge } from '../types.ts'
import type { LastResorts } from './config.ts'
import type { ResponseKind, UndefendedReason } from './events.ts'
import { challengedSeq, type Evidence } from './evidence.ts'
import type { ChallengeLayout } from './open-challenge.ts'
import type { ProofOutcome } from './prove.ts'

/** All that is known about a challenge when its answer is to be chosen. */
export interface ChallengeCase {
  readonly challenge: Challenge
  readonly layout: ChallengeLayout
  readonly proof: ProofOutcome
  /** Looked up only when a proof alone will not do. */
  readonly evidence: Evidence | null
  /** Answers that did not hold, or that the chain has refused. */
  readonly refused: readonly ResponseKind[]
}

export type ResponseChoice =
  | { readonly answer: ResponseKind }
  | { readonly answer: 'none'; readonly reason: UndefendedReason; readonly detail: string }

/**
 * The default policy: the data itself; if an admin has let it go, the admin's word; else, where it is allowed and true, that it was
 * superseded; and for a place that never was, where that is allowed, what can be shown in its stead.
 */
export function choose(known: ChallengeCase, policy: LastResorts): ResponseChoice {
  const { proof, evidence, refused } = known
  const may = (kind: ResponseKind) => !refused.includes(kind)
  if (proof.kind === 'proof' && may('proof')) return { answer: 'proof' }
  if (evidence?.receipt && may('deleted')) return { answer: 'deleted' }
  if (policy.superseded === 'last-resort' && may('superseded') && isSuperseded(known)) return { answer: 'superseded' }
  if (policy.standIn === 'last-resort' && may('stand-in') && proof.kind === 'missing' && proof.standIn !== null)
    return { answer: 'stand-in' }
  if (refused.length > 0) return { answer: 'none', reason: 'refused', detail: `not taken: ${refused.join(', ')}` }
  if (proof.kind === 'missing') return { answer: 'none', reason: proof.reason, detail: proof.detail }
  return { answer: 'none', reason: 'refused', detail: 'no answer holds' }
}

/**
 * Whether something else has come in the place of what is challenged, and this node holds that: the root is not the bucket's any
 * more, and what it stood for is given up here, or lies before the bucket's first leaf, or never was. Data that is lost is not
 * superseded.
 */
function isSuperseded({ challenge, proof, evidence }: ChallengeCase): boolean {
  if (evidence === null || evidence.snapshot === null || !evidence.holdsSnapshot) return false
  if (evidence.snapshot.mmrRoot === challenge.mmrRoot || proof.kind === 'proof') return false
  if (proof.reason === 'commitment-unknown' || proof.reason === 'no-such-place') return true
  return challengedSeq(challenge) < evidence.snapshot.startSeq
}
