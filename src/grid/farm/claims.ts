import { plus, type Resources } from '../capacity/resources.ts'

/** What is kept of a node for a deployment that is to come. */
export interface Claim {
  readonly id: string
  readonly resources: Resources
  readonly publicIps: number
  /** Milliseconds; then it falls back. */
  readonly until: number
  /** It is there, and counted once the node tells of it. */
  readonly isDeployed: boolean
}

export const withClaims = (used: Resources, claims: readonly Claim[]): Resources =>
  claims.reduce((sum, { resources }) => plus(sum, resources), used)
