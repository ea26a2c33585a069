import type { PowerState } from '../capacity/node-view.ts'
import type { NodeFacts, NodeStatistics } from '../capacity/schemas.ts'
import type { Claim } from './claims.ts'

export interface GridNodeInput {
  readonly nodeId: number
}

export interface GridNodeContext {
  readonly nodeId: number
  readonly power: PowerState
  /** As the chain has it; null until it has been read. */
  readonly facts: NodeFacts | null
  /** What it last said of itself. */
  readonly statistics: NodeStatistics | null
  readonly claims: readonly Claim[]
  /** Milliseconds: of its last change of power, and when it was last known to be up. */
  readonly changedAt: number
  readonly awakeAt: number
  /** Rounds in a row in which it did not answer. */
  readonly silences: number
  /** Times it was told to come up since it was last up. */
  readonly attempts: number
  /** Times another node of the farm was asked to wake it since then. */
  readonly calls: number
}
