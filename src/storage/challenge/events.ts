import { z } from 'zod'
import { command, fact } from '../../kernel/index.ts'
import { hash, u32, u64 } from '../types.ts'

/** What a challenge can be answered by. `stand-in`: what is under the root, for a place that never was. */
export const RESPONSE_KINDS = ['proof', 'deleted', 'superseded', 'stand-in'] as const
export type ResponseKind = (typeof RESPONSE_KINDS)[number]

/**
 * - `data-lost`: what was committed to is not here, or not as it was. `commitment-unknown`: this node has nothing under that root.
 * - `no-such-place`: the challenge names a leaf or a chunk that never was, and there is nothing that the chain could take for it.
 * - `refused`: the chain has refused all that this node has to say.
 */
export const UNDEFENDED_REASONS = ['data-lost', 'commitment-unknown', 'no-such-place', 'refused'] as const
export type UndefendedReason = (typeof UNDEFENDED_REASONS)[number]

/**
 * A challenge that cannot be answered as things stand; while there is time they may change. `key`: of its duty. `deadline`, and
 * `blocksLeft` in which an answer would be taken: in what the chain counts deadlines in. `detail` is for people. Told once for each reason.
 */
export const ChallengeUndefended = fact('storage.ChallengeUndefended', {
  priority: 'high',
  payload: z.object({
    key: z.string(),
    bucketId: u64,
    deadline: u32,
    mmrRoot: hash,
    startSeq: u64,
    leafIndex: u64,
    chunkIndex: u64,
    reason: z.enum(UNDEFENDED_REASONS),
    detail: z.string(),
    blocksLeft: z.number(),
  }),
})

/**
 * - `defended`: answered in time. `slashed`: it cost the stake. `dropped`: no longer ours to answer, for the chain keeps its
 *   challenges otherwise than before; it goes on under another key.
 */
export const CHALLENGE_OUTCOMES = ['defended', 'slashed', 'dropped'] as const
export type ChallengeOutcome = (typeof CHALLENGE_OUTCOMES)[number]

/**
 * A challenge of this provider came to its end. `response`: what this run of the node has answered last, if anything.
 * `blocksTaken`: from the challenge to its answer, where both are known.
 */
export const ChallengeEnded = fact('storage.ChallengeEnded', {
  payload: z.object({
    key: z.string(),
    bucketId: u64,
    deadline: u32,
    outcome: z.enum(CHALLENGE_OUTCOMES),
    response: z.enum(RESPONSE_KINDS).nullable(),
    blocksTaken: z.number().nullable(),
  }),
})

/**
 * How many challenges of this provider on a bucket are open, as far as this node knows: what must not lose its data. Refused with
 * `unavailable`, which passes, before they have been read from the chain.
 */
export const CountChallenges = command('storage.CountChallenges', {
  category: 'observe',
  payload: z.object({ bucketId: z.bigint() }),
  result: z.object({ open: z.number() }),
})
