import type { NoNode } from './planner.ts'
import type { Loss } from './verdicts.ts'

/** Of which request of a group, and what was tried for it. */
interface Where {
  readonly request: number
  readonly tried: readonly Loss[]
}

/**
 * Why a placement came to nothing: the `reason` of the refusal of its command is the code, and the rest is the detail. Other
 * refusals: `name-taken`, by a placement of something else; `busy`, which passes.
 */
export type PlacementRefusal = (NoNode & Where) | ({ readonly code: 'timeout' | 'cancelled' } & Where)
