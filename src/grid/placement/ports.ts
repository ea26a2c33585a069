import type { Negotiator } from './negotiator.ts'
import { createPool, type Pool } from './pool.ts'

export interface PlacementPorts extends PlacementMemory {
  /** Used by the strategy `nodes`. */
  readonly negotiator: Negotiator
}

/** What the placement actor and its placements know together; nothing of it outlives the process. */
export interface PlacementMemory {
  readonly pool: Pool
  /** Who waits for which placement: the numbers of their asks. */
  readonly asks: Map<string, number[]>
}

export const placementMemory = (): PlacementMemory => ({ pool: createPool(), asks: new Map() })

/** The placements of the unit, by their names. */
export const FAMILY = 'placement'
