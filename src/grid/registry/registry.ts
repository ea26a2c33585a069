import type { NodeView, PowerState } from '../capacity/node-view.ts'
import type { Resources } from '../capacity/resources.ts'
import type { NodeFacts } from '../capacity/schemas.ts'
import type { Farm } from '../farm/read.ts'
import { type FarmFacts, slotOf } from '../negotiation/facts.ts'

/** What the chain does not say of a node, and is taken to be so. */
export interface Assumed {
  /** What a node needs for itself. */
  readonly system: Resources
  /** Times that a core is lent. */
  readonly overprovision: number
}

/** A farm as the chain has it, for those who plan by it. */
export interface Registry {
  readonly nodes: ReadonlyMap<number, NodeView>
  /** Nodes that are to be read again. */
  readonly stale: Set<number>
  /** Number of the last finalized block. */
  block: number
  /** None until all of it has been read. */
  farm: Farm | undefined
  put(facts: NodeFacts, assumed: Assumed): void
  remove(nodeId: number): void
  /** None until it has been read. */
  facts(): FarmFacts | undefined
}

const POWER: Readonly<Record<`${NodeFacts['state']}/${NodeFacts['target']}`, PowerState>> = {
  'Up/Up': 'on',
  'Up/Down': 'shuttingDown',
  'Down/Up': 'wakingUp',
  'Down/Down': 'off',
}

export function createRegistry(): Registry {
  const nodes = new Map<number, NodeView>()
  return {
    nodes,
    stale: new Set(),
    block: 0,
    farm: undefined,
    put: (facts, assumed) => void nodes.set(facts.id, viewOf(facts, assumed)),
    remove: (nodeId) => void nodes.delete(nodeId),
    facts() {
      const { farm, block } = this
      if (farm === undefined) return undefined
      const { id: farmId, twinId: farmerTwin, publicIps } = farm
      return { farmId, farmerTwin, publicIps: publicIps.length, slot: slotOf(block), nodes }
    },
  }
}

/** Nothing runs on a node as far as the chain knows; what does, the node itself says. */
function viewOf(facts: NodeFacts, { system, overprovision }: Assumed): NodeView {
  const { id, twinId, resources, isCertified, hasPublicConfig, isDedicated, isRented, contracts, state, target } = facts
  return {
    id,
    twinId,
    power: POWER[`${state}/${target}`],
    total: resources,
    used: system,
    system,
    overprovision,
    publicIpsUsed: 0,
    gpus: [],
    isCertified,
    isDedicated,
    hasPublicConfig,
    isRented,
    hasContracts: contracts > 0,
    isNeverShutDown: false,
    openClaims: 0,
    changedAt: 0,
    awakeAt: 0,
  }
}
