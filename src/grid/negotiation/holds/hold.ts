import type { NodeView } from '../../capacity/node-view.ts'
import { plus, type Resources } from '../../capacity/resources.ts'
import { type Constraint, failedBy } from '../../placement/constraints.ts'
import { claimOf, type PlacementRequest } from '../../placement/request.ts'

/** Room kept at this node, for one part of what is to be placed under a name. */
export interface Hold {
  readonly name: string
  readonly part: number
  /** The latest one it was asked for by. */
  readonly attempt: number
  readonly resources: Resources
  readonly publicIps: number
  /** Milliseconds; then it falls back. */
  readonly until: number
  readonly isConfirmed: boolean
}

/** An attempt that was given up. What of it is still on its way must not take anything. */
export interface GivenUp {
  readonly name: string
  readonly attempt: number
  readonly until: number
}

/** A request as it is taken off this node. */
export interface HeldPart {
  readonly part: number
  readonly request: PlacementRequest
  readonly resources: Resources
  readonly publicIps: number
}

export const partOf = (part: number, request: PlacementRequest, here: NodeView): HeldPart => ({
  part,
  request,
  resources: claimOf(request, here),
  publicIps: request.publicIps,
})

/** A node with what was taken of it. */
export const taking = (
  node: NodeView,
  taken: readonly { readonly resources: Resources; readonly publicIps: number }[],
): NodeView =>
  taken.length === 0
    ? node
    : {
        ...node,
        used: taken.reduce((sum, { resources }) => plus(sum, resources), node.used),
        publicIpsUsed: taken.reduce((sum, { publicIps }) => sum + publicIps, node.publicIpsUsed),
        openClaims: node.openClaims + taken.length,
      }

/** The constraint that one of these parts fails, each beside those before it. What is held already is not asked again. */
export function failedByParts(
  node: NodeView,
  parts: readonly HeldPart[],
  held: readonly Hold[],
): Constraint | undefined {
  let left = node
  for (const each of parts) {
    if (held.some(({ part }) => part === each.part)) continue
    const failed = failedBy(left, each.request)
    if (failed !== undefined) return failed
    left = taking(left, [each])
  }
  return undefined
}
