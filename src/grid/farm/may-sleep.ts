import type { ActorContext } from '../../kernel/index.ts'
import { isUnused, type NodeView } from '../capacity/node-view.ts'
import type { FarmConfig } from './config.ts'
import type { FarmPorts } from './ports.ts'

const MINUTE = 60_000

/** Why a node is not to be sent to sleep now; none when it may. */
export function refusalToSleep(
  node: NodeView | undefined,
  ctx: Pick<ActorContext<FarmConfig, FarmPorts>, 'config' | 'ports' | 'now'>,
): string | undefined {
  if (node === undefined) return 'unreachable'
  if (node.isNeverShutDown) return 'never-shutdown'
  if (node.hasPublicConfig) return 'public-config'
  if (node.openClaims > 0) return 'claimed'
  if (node.isRented) return 'rented'
  if (node.hasContracts) return 'contracts'
  if (!isUnused(node)) return 'in-use'
  if (![...ctx.ports.views.values()].some(({ id, power }) => power === 'on' && id !== node.id)) return 'last-node'
  return ctx.now() - node.changedAt < ctx.config.minimumOn * MINUTE ? 'changed-recently' : undefined
}
