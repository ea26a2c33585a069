import type { TaskContext } from '../../kernel/index.ts'
import type { Found } from './planner.ts'
import type { PlacementRequest } from './request.ts'

/** Finds a node by asking the nodes themselves. What it finds is claimed afterwards at the farm's actor, like what a planner finds. */
export interface Negotiator {
  /**
   * @param name of the placement: asked again by it while it runs or after, nothing is awarded twice
   * @param signal ends the negotiation, which then awards nothing
   * @throws what passes, such as nodes that nobody can reach: it is tried again later
   */
  place(name: string, request: PlacementRequest, options: { readonly signal: AbortSignal }): Promise<Found>
  /** Has the nodes let go of what was found by this name. What does not hear of it falls back by itself. */
  release(name: string, nodes: readonly number[]): Promise<void>
}

/** One who asks by what the actor who wants a node may ask. */
export type NegotiatorOf = (asker: Pick<TaskContext, 'ask'>) => Negotiator
