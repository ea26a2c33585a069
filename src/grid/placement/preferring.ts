import { type NodeView, POWER_STATES } from '../capacity/node-view.ts'
import type { Found, NoNode, Planner } from './planner.ts'

/**
 * Some nodes come before the others of the same power state; which of them is up to the strategy.
 *
 * @param create makes a planner of a farm with so many public addresses
 */
export function createPreferring(
  preferred: readonly number[],
  create: (publicIps: number) => Planner,
  publicIps: number,
): Planner {
  const isPreferred = new Set(preferred)
  const nodes = new Map<number, NodeView>()
  // Neither of them knows what the other's nodes have of the farm's addresses.
  const first = create(Number.POSITIVE_INFINITY)
  const others = create(Number.POSITIVE_INFINITY)
  const ofNode = (id: number) => (isPreferred.has(id) ? first : others)
  const rankOf = (found: Found) =>
    'node' in found ? POWER_STATES.indexOf(nodes.get(found.node)!.power) : POWER_STATES.length
  let used = 0

  return {
    put(node) {
      used += node.publicIpsUsed - (nodes.get(node.id)?.publicIpsUsed ?? 0)
      nodes.set(node.id, node)
      ofNode(node.id).put(node)
    },
    remove(id) {
      used -= nodes.get(id)?.publicIpsUsed ?? 0
      nodes.delete(id)
      ofNode(id).remove(id)
    },
    find(request) {
      const free = publicIps - used
      if (request.publicIps > free)
        return { refusal: { code: 'not-enough-public-ips', wanted: request.publicIps, free } }
      const [a, b] = [first.find(request), others.find(request)]
      if ('refusal' in a && 'refusal' in b) return { refusal: together(a.refusal, b.refusal) }
      return rankOf(a) <= rankOf(b) ? a : b
    },
  }
}

function together(a: NoNode, b: NoNode): NoNode {
  if (a.code !== 'no-node' || b.code !== 'no-node') return a
  const sums = Object.entries(b.failed).map(([name, count]) => [
    name,
    count + (a.failed[name as keyof typeof a.failed] ?? 0),
  ])
  return { code: 'no-node', failed: { ...a.failed, ...Object.fromEntries(sums) } }
}
