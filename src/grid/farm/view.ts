import type { NodeView } from '../capacity/node-view.ts'
import { withClaims } from './claims.ts'
import type { FarmConfig } from './config.ts'
import type { GridNodeContext } from './node-context.ts'

/** A node as those see it who plan with it; none while the chain has not been read. */
export function viewOf(context: GridNodeContext, config: FarmConfig): NodeView | undefined {
  const { facts, statistics, claims, nodeId, power, changedAt, awakeAt } = context
  if (facts === null) return undefined
  return {
    id: nodeId,
    twinId: facts.twinId,
    power,
    total: statistics?.total ?? facts.resources,
    used: withClaims(statistics?.used ?? config.system, claims),
    system: statistics?.system ?? config.system,
    overprovision: config.overprovision,
    publicIpsUsed: (statistics?.publicIpsUsed ?? 0) + claims.reduce((sum, { publicIps }) => sum + publicIps, 0),
    gpus: statistics?.gpus ?? [],
    isCertified: facts.isCertified,
    isDedicated: facts.isDedicated,
    hasPublicConfig: facts.hasPublicConfig,
    isRented: facts.isRented,
    hasContracts: facts.contracts > 0,
    isNeverShutDown: config.neverShutDown.includes(nodeId),
    openClaims: claims.length,
    ...(claims.length > 0 && { claimedUntil: Math.max(...claims.map(({ until }) => until)) }),
    changedAt,
    awakeAt,
  }
}
