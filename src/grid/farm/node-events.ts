import type { NodeFacts, NodeStatistics } from '../capacity/schemas.ts'
import type { PlacementRequest } from '../placement/request.ts'
import type { Claim } from './claims.ts'

/** What is forwarded to a node, stamped with the time in ms; who asked is answered by the number of the ask. */
export type NodeEvent =
  | { readonly type: 'node.Read'; readonly payload: { readonly facts: NodeFacts; readonly at: number } }
  | { readonly type: 'node.Answered'; readonly payload: { readonly statistics: NodeStatistics; readonly at: number } }
  | { readonly type: 'node.Silent'; readonly payload: { readonly at: number } }
  | {
      readonly type: 'node.Claim'
      readonly payload: {
        readonly claim: Claim
        readonly request: PlacementRequest
        readonly ask: number
        readonly at: number
      }
    }
  | {
      readonly type: 'node.Release'
      readonly payload: {
        readonly claim: string
        readonly isDeployed: boolean
        readonly ask: number
        readonly at: number
      }
    }
  | { readonly type: 'node.Wake'; readonly payload: { readonly ask: number; readonly at: number } }
  | { readonly type: 'node.Sleep'; readonly payload: { readonly ask: number; readonly at: number } }
