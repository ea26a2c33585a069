import type { NegotiatorOf } from './negotiator.ts'
import { createPool, type Pool } from './pool.ts'
import { createTurns, type Turns } from './turns.ts'

export interface PlacementPorts extends PlacementMemory {
  /** Used by the strategy `nodes`. */
  readonly negotiator: NegotiatorOf
}

/** What the placement actor and its placements know together; nothing of it outlives the process. */
export interface PlacementMemory {
  readonly pool: Pool
  readonly turns: Turns
  /** Who waits for which placement: the numbers of their asks. */
  readonly asks: Map<string, number[]>
  /** Until when those are to be done that wait for nodes to come up: milliseconds since 1970. */
  readonly waiting: Map<string, number>
}

export const placementMemory = (): PlacementMemory => ({
  pool: createPool(),
  turns: createTurns(),
  asks: new Map(),
  waiting: new Map(),
})

/** The placements of the unit, by their names. */
export const FAMILY = 'placement'
