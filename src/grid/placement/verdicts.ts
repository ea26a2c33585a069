import type { NoNode } from './planner.ts'

/** A node that was tried and given up: why, and whether it may do later. */
export interface Loss {
  readonly node: number
  readonly reason: string
  readonly passes: boolean
}

/**
 * What became of a claim. `unknown`: nobody said, so that it may stand. `lacking`: what the farm has too little of as a whole, so
 * that no other node will do either.
 */
export type ClaimVerdict =
  | { readonly verdict: 'granted'; readonly isUp: boolean }
  | ({ readonly verdict: 'refused' | 'unknown' } & Omit<Loss, 'node'>)
  | { readonly verdict: 'lacking'; readonly refusal: NoNode }

/** All nodes of a placement are up, or one of its parts has lost its own. */
export interface WakeVerdict {
  readonly lost: null | { readonly part: number; readonly reason: string }
}
