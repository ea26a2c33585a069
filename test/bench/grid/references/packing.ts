import type { NodeView } from '../../../../src/grid/capacity/node-view.ts'
import { covers, KINDS, type Kind, minus, type Resources } from '../../../../src/grid/capacity/resources.ts'
import { sumOf } from '../workload.ts'

/** Fewer nodes cannot hold it all: for each resource the largest nodes that have enough of it together; the worst of them. */
export function fewestNodes(nodes: readonly NodeView[], deployments: readonly Resources[]): number {
  const wanted = sumOf(deployments)
  return Math.max(...KINDS.map((kind) => fewestFor(kind, nodes, wanted[kind])))
}

function fewestFor(kind: Kind, nodes: readonly NodeView[], wanted: number): number {
  const sizes = nodes.map(({ total, system }) => total[kind] - system[kind]).sort((a, b) => b - a)
  let left = wanted
  let count = 0
  while (left > 0) left -= sizes[count++]!
  return count
}

/**
 * First-fit-decreasing: who knows all deployments beforehand takes those first that need most of any one resource. Nodes of several
 * kinds have no one order: the best of those by each resource is taken. @returns nodes with anything on them
 */
export const firstFitDecreasing = (nodes: readonly NodeView[], deployments: readonly Resources[]): number => {
  const whole = sumOf(nodes.map(({ total }) => total))
  const sizeOf = (of: Resources) => Math.max(...KINDS.map((kind) => of[kind] / Math.max(1, whole[kind])))
  const decreasing = [...deployments].sort((a, b) => sizeOf(b) - sizeOf(a))
  const orders = KINDS.map((kind) => nodes.toSorted((a, b) => b.total[kind] - a.total[kind]))
  return Math.min(...orders.map((inOrder) => firstFit(inOrder, decreasing)))
}

function firstFit(nodes: readonly NodeView[], deployments: readonly Resources[]): number {
  const bins = nodes.map(({ total, system }) => minus(total, system))
  const used = new Set<number>()
  for (const deployment of deployments) {
    const at = bins.findIndex((room) => covers(room, deployment))
    if (at < 0) throw new Error('it does not fit')
    bins[at] = minus(bins[at]!, deployment)
    used.add(at)
  }
  return used.size
}
