import type { FactEvent } from '../../kernel/index.ts'
import type { NodeView } from '../capacity/node-view.ts'
import type { TOUCHING } from '../chain-facts.ts'

export type TouchingFact = FactEvent<(typeof TOUCHING)[number]>

/** What is known of a farm by who hears of its nodes. */
export interface KnownFarm {
  readonly farmId: number
  isKnown(nodeId: number): boolean
  /** Nodes that are let as a whole. */
  rented(): readonly number[]
}

export const rentedIn = (nodes: ReadonlyMap<number, Pick<NodeView, 'isRented'>>): number[] =>
  [...nodes].filter(([, { isRented }]) => isRented).map(([id]) => id)

/** The nodes that a fact of the chain may be about, as far as they are of this farm or may become so. */
export function touchedNodes({ type, payload }: TouchingFact, { farmId, isKnown, rented }: KnownFarm): number[] {
  const ours = (id: number) => (isKnown(id) ? [id] : [])
  switch (type) {
    case 'tfgrid.NodeStored':
    case 'tfgrid.NodeUpdated':
      return payload[0].farmId === farmId ? [payload[0].id] : ours(payload[0].id)
    case 'tfgrid.NodeDeleted':
    case 'tfgrid.NodePublicConfigStored':
      return ours(payload[0])
    case 'contracts.ContractCreated': {
      const { contractType } = payload[0]
      return contractType.kind === 'name' ? [] : ours(contractType.nodeId)
    }
    case 'contracts.RentContractCanceled':
      // It does not say which node.
      return [...rented()]
    default:
      return ours(payload.nodeId)
  }
}
