import { hashOf } from '../store/hashing.ts'
import type { Challenge } from '../types.ts'

/**
 * How the runtime keeps open challenges. `list`: those of one deadline in a list, in which the rest move up when one is answered.
 * `map`: each under a number of its own, which it keeps.
 */
export type ChallengeLayout = 'list' | 'map'

/** A challenge of ours as the chain has it at some block. */
export interface OpenChallenge {
  /** Number of the last block in which it can be answered. */
  readonly deadline: number
  /** Names it, with the deadline, in a response. In a list only until another of that deadline is answered. */
  readonly index: number
  readonly challenge: Challenge
}

/** All of a challenge: equal for two that nothing but their place tells apart. */
export const contentOf = ({
  bucketId,
  provider,
  challenger,
  mmrRoot,
  startSeq,
  leafIndex,
  chunkIndex,
}: Challenge): string => [bucketId, provider, challenger, mmrRoot, startSeq, leafIndex, chunkIndex].join('|')

/** Digits are enough to tell those of one deadline and bucket apart; should two have the same, they are numbered like twins. */
const digestOf = (challenge: Challenge): string => hashOf(Buffer.from(contentOf(challenge))).slice(2, 14)

/**
 * The key of a challenge's duty: by what does not change while it is open.
 *
 * @param isTaken whether another duty has the key: equal challenges are numbered in the order of their places
 */
export function keyOf(
  layout: ChallengeLayout,
  { deadline, index, challenge }: OpenChallenge,
  isTaken: (key: string) => boolean,
): string {
  if (layout === 'map') return `${deadline}/${index}`
  const key = `${deadline}/${challenge.bucketId}/${digestOf(challenge)}`
  for (let occurrence = 0; ; occurrence += 1) {
    const numbered = occurrence === 0 ? key : `${key}/${occurrence}`
    if (!isTaken(numbered)) return numbered
  }
}
