import type { ActorContext } from '../../kernel/index.ts'
import type { FarmConfig } from './config.ts'
import type { FarmFact } from './handlers.ts'
import type { FarmPorts } from './ports.ts'

/** The nodes that a fact of the chain may be about, as far as they are of this farm or may become so. */
export function touchedNodes(
  { type, payload }: FarmFact,
  { config, ports }: Pick<ActorContext<FarmConfig, FarmPorts>, 'config' | 'ports'>,
): number[] {
  const ours = (id: number) => (ports.views.has(id) ? [id] : [])
  switch (type) {
    case 'tfgrid.NodeStored':
    case 'tfgrid.NodeUpdated':
      return payload[0].farmId === config.farmId ? [payload[0].id] : ours(payload[0].id)
    case 'tfgrid.NodeDeleted':
    case 'tfgrid.NodePublicConfigStored':
      return ours(payload[0])
    case 'contracts.ContractCreated': {
      const { contractType } = payload[0]
      return contractType.kind === 'name' ? [] : ours(contractType.nodeId)
    }
    case 'contracts.RentContractCanceled':
      // It does not say which node.
      return [...ports.views.values()].filter(({ isRented }) => isRented).map(({ id }) => id)
    default:
      return ours(payload.nodeId)
  }
}
