import type { Resources } from '../capacity/resources.ts'

/** What is looked for. */
export interface PlacementRequest {
  readonly resources: Resources
  readonly publicIps: number
  /** With a public config of its own. */
  readonly publicConfig: boolean
  readonly certified: boolean
  /** A node for this deployment alone. */
  readonly dedicated: boolean
  readonly gpus: { readonly count: number; readonly vendors: readonly string[]; readonly devices: readonly string[] }
  /** Node ids that will not do. */
  readonly excluded: readonly number[]
}

/** Who names a GPU wants one, also without saying how many. */
export const gpusWanted = ({ gpus: { count, vendors, devices } }: PlacementRequest): number =>
  count === 0 && vendors.length + devices.length > 0 ? 1 : count

/** What is taken of the node: all of it, where it is let as a whole or its GPUs are passed through. */
export const claimOf = (request: PlacementRequest, node: { total: Resources; isDedicated: boolean }): Resources =>
  node.isDedicated || gpusWanted(request) > 0 ? node.total : request.resources
