import type { Constraint } from '../../placement/constraints.ts'
import type { NoNode } from '../../placement/planner.ts'
import type { PlacementRequest } from '../../placement/request.ts'
import type { Bid } from '../wire.ts'

/** What is to be placed under one name: all of it, or nothing. */
export interface Job {
  readonly name: string
  readonly attempt: number
  readonly requests: readonly PlacementRequest[]
  /** By whom it is asked for, here: the number of the ask. */
  readonly ask: number
}

/** A job in a round, at its place among those that bids were called for. */
export interface OpenJob extends Job {
  readonly index: number
  /** Nodes that would not hold it in this round, with the constraint they named. */
  readonly ruledOut: ReadonlyMap<number, Constraint>
}

/** By nodes; of those that are up and not here, nothing was heard. */
export type Bids = ReadonlyMap<number, Bid>

/**
 * What a leader makes of a job. `award`: to be held at these nodes, one for each request. `waking`: they are asleep, or some of
 * them. `outrun`: somebody else asked for it since, whose clock may be ahead.
 */
export type Decision = { readonly job: OpenJob } & (
  | { readonly kind: 'award' | 'waking'; readonly nodes: readonly number[] }
  | { readonly kind: 'refused'; readonly refusal: NoNode }
  | { readonly kind: 'outrun'; readonly beyond: number }
)

/** What became of an award: with nothing lost, all of it is held; unless it is outrun, by what was asked for since. */
export interface Award {
  readonly job: OpenJob
  readonly nodes: readonly number[]
  readonly lost: ReadonlyMap<number, Constraint>
  readonly isOutrun: boolean
}
