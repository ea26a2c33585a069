import { isNothing, minus, type Resources } from './resources.ts'

/**
 * - `on`: up, and to stay so. `wakingUp`: told to come up. `off`: down, as told. `shuttingDown`: told to go down.
 * - `unreachable`: up by what the chain says, and silent.
 */
export const POWER_STATES = ['on', 'wakingUp', 'off', 'shuttingDown', 'unreachable'] as const
export type PowerState = (typeof POWER_STATES)[number]

export interface Gpu {
  readonly vendor: string
  readonly device: string
}

/** A node as those see it who plan with it. Times in milliseconds since 1970. */
export interface NodeView {
  readonly id: number
  readonly twinId: number
  readonly power: PowerState
  readonly total: Resources
  /** Taken: by what the node reports, its own needs included, or by claims, whichever is known. */
  readonly used: Resources
  /** What the node itself needs. */
  readonly system: Resources
  /** A core is lent this often. */
  readonly overprovision: number
  readonly publicIpsUsed: number
  readonly gpus: readonly Gpu[]
  readonly isCertified: boolean
  /** Only let as a whole. */
  readonly isDedicated: boolean
  readonly hasPublicConfig: boolean
  readonly isRented: boolean
  readonly hasContracts: boolean
  readonly isNeverShutDown: boolean
  /** Claims that are not deployments yet. */
  readonly openClaims: number
  /** When the last of them falls back; none without any. */
  readonly claimedUntil?: number | undefined
  readonly changedAt: number
  /** When it was last known to be up. */
  readonly awakeAt: number
}

/** What can be claimed of it altogether. */
export const lentOf = ({ total, overprovision }: Pick<NodeView, 'total' | 'overprovision'>): Resources => ({
  ...total,
  cru: total.cru * overprovision,
})

/** What can still be claimed. */
export const freeOf = (node: NodeView): Resources => minus(lentOf(node), node.used)

/** Whether nothing runs on it but itself. */
export const isUnused = ({ used, system, isRented }: NodeView): boolean => !isRented && isNothing(minus(used, system))
