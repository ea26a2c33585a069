import { POWER_STATES } from '../capacity/node-view.ts'
import { KINDS } from '../capacity/resources.ts'
import { createFleet } from './fleet.ts'
import { createMaximumTree, type MaximumTree } from './maximum-tree.ts'
import type { Planner } from './planner.ts'

/**
 * The rule of the farmerbots: of the nodes that fit the first one, those that are on before those that are waking up, off, or
 * shutting down; in the order in which the farm has them.
 *
 * @param publicIps that the farm has
 */
export function createFirstFit(publicIps: number): Planner {
  const fleet = createFleet(publicIps)
  const trees: readonly MaximumTree[] = POWER_STATES.map(createMaximumTree)

  return {
    put(node) {
      const slot = fleet.put(node)
      const rank = fleet.rank(slot)
      const amounts = KINDS.map((_, kind) => fleet.free(slot, kind))
      for (const [each, tree] of trees.entries()) each === rank ? tree.set(slot, amounts) : tree.clear(slot)
    },
    remove(id) {
      const slot = fleet.remove(id)
      if (slot !== undefined) for (const tree of trees) tree.clear(slot)
    },
    find(request) {
      const free = fleet.publicIpsFree()
      if (request.publicIps > free)
        return { refusal: { code: 'not-enough-public-ips', wanted: request.publicIps, free } }
      const wanted = fleet.wanted(request)
      for (const tree of trees) {
        const slot = tree.first(wanted.amounts, (each) => fleet.fits(each, wanted))
        if (slot !== undefined) return { node: fleet.node(slot)!.id }
      }
      return { refusal: fleet.explain(request) }
    },
  }
}
