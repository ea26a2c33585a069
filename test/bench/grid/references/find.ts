import type { NodeView } from '../../../../src/grid/capacity/node-view.ts'
import { covers, minus, type Resources } from '../../../../src/grid/capacity/resources.ts'
import type { Planner } from '../../../../src/grid/placement/planner.ts'

/** In the order in which the farmerbots prefer them. */
const ORDER = ['on', 'wakingUp', 'off', 'shuttingDown']

/**
 * How both farmerbots find a node for what needs nothing but resources: they look at all nodes in the order of the farm, and take
 * the first that fits of the best power state.
 */
export function createBotFind(): Pick<Planner, 'put' | 'find'> {
  const nodes: NodeView[] = []
  const places = new Map<number, number>()
  return {
    put(node) {
      const place = places.get(node.id) ?? nodes.length
      places.set(node.id, place)
      nodes[place] = node
    },
    find({ resources }) {
      let best: NodeView | undefined
      for (const node of nodes) {
        if (!canClaim(node, resources)) continue
        if (best === undefined || ORDER.indexOf(node.power) < ORDER.indexOf(best.power)) best = node
        if (best.power === 'on') break
      }
      return best ? { node: best.id } : { refusal: { code: 'no-node', failed: {} } }
    },
  }
}

function canClaim({ total, used, overprovision, isRented, isDedicated }: NodeView, wanted: Resources): boolean {
  if (isRented || isDedicated || total.cru < wanted.cru) return false
  return covers(minus({ ...total, cru: total.cru * overprovision }, used), wanted)
}
