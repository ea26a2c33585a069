import type { NodeView } from '../../../src/grid/capacity/node-view.ts'
import { covers, minus, plus, type Resources } from '../../../src/grid/capacity/resources.ts'

/** Who is where, kept apart from those that are measured: no sum of theirs is believed. */
export interface Ledger {
  add(node: number, deployment: Resources): void
  remove(node: number, deployment: Resources): void
  /** Deployments that were put where there was no room for them. */
  readonly doubleBookings: number
  /** Nodes with anything on them. */
  nodesUsed(): number
}

export function createLedger(nodes: readonly NodeView[]): Ledger {
  const room = new Map(nodes.map(({ id, total, system }) => [id, minus(total, system)]))
  const on = new Map<number, number>()
  const taken = new Map<number, Resources>()
  let doubleBookings = 0
  return {
    add(node, deployment) {
      const sum = plus(taken.get(node) ?? minus(deployment, deployment), deployment)
      if (!covers(room.get(node)!, sum)) doubleBookings += 1
      taken.set(node, sum)
      on.set(node, (on.get(node) ?? 0) + 1)
    },
    remove(node, deployment) {
      taken.set(node, minus(taken.get(node)!, deployment))
      on.set(node, on.get(node)! - 1)
    },
    get doubleBookings() {
      return doubleBookings
    },
    nodesUsed: () => [...on.values()].filter((count) => count > 0).length,
  }
}
