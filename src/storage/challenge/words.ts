import type { ResponseKind, UndefendedReason } from './events.ts'
import type { ProofOutcome } from './prove.ts'

/** Answers that are given only where nothing better can be said. */
const LAST_RESORTS: ReadonlySet<ResponseKind> = new Set(['superseded', 'stand-in'])

const ANSWERS: Readonly<Record<ResponseKind, string>> = {
  proof: 'proof',
  deleted: 'deleted: an admin has let it go',
  superseded: 'superseded, as a last resort: what came in its place is held',
  'stand-in':
    'stand-in, as a last resort: what is under the root is shown for what never was, as silence costs the stake',
}

const REASONS: Readonly<Record<UndefendedReason, string>> = {
  'data-lost': 'what was committed to is lost or has changed',
  'commitment-unknown': 'this node has nothing under the challenged root',
  'no-such-place': 'it is about a place that never was, and nothing may or can be shown for it',
  refused: 'what this node has to say is not taken',
}

/** Whether an answer is a last resort. */
export const isLastResort = (answer: ResponseKind): boolean => LAST_RESORTS.has(answer)

/** An answer in plain words, with what stands against a proof. */
export function wordsOf(answer: ResponseKind, proof: ProofOutcome | null): string {
  return proof?.kind === 'missing' && isLastResort(answer) ? `${ANSWERS[answer]} (${proof.detail})` : ANSWERS[answer]
}

/** Why there is no answer, in plain words. */
export const lackOf = (reason: UndefendedReason, detail: string): string =>
  `no answer: ${reason}: ${REASONS[reason]} (${detail})`
