import type { NodeView } from '../capacity/node-view.ts'
import type { Constraint } from './constraints.ts'
import type { PlacementRequest } from './request.ts'

/** Why no node will do: how many of the nodes each constraint rules out, or what the farm lacks as a whole. */
export type NoNode =
  | { readonly code: 'no-node'; readonly failed: Readonly<Partial<Record<Constraint, number>>> }
  | { readonly code: 'not-enough-public-ips'; readonly wanted: number; readonly free: number }

export type Found = { readonly node: number } | { readonly refusal: NoNode }

/** Chooses nodes by one strategy. It claims nothing: what was claimed it learns as a node that has changed. */
export interface Planner {
  /** A node as it is now, new or known. */
  put(node: NodeView): void
  remove(id: number): void
  find(request: PlacementRequest): Found
}
