import type { NodeView } from '../../../src/grid/capacity/node-view.ts'
import { KINDS, NOTHING, plus, type Resources } from '../../../src/grid/capacity/resources.ts'
import type { PlacementRequest } from '../../../src/grid/placement/request.ts'

/** Keeps account of what was promised, apart from whoever promises. */
export interface Ledger {
  /** @throws Error where a node has not got that much, or the name has its nodes already */
  promise(name: string, requests: readonly PlacementRequest[], nodes: readonly number[]): void
  readonly names: ReadonlyMap<string, readonly number[]>
  used(nodeId: number): Resources
}

export function createLedger(nodes: readonly NodeView[]): Ledger {
  const names = new Map<string, readonly number[]>()
  const taken = new Map<number, Resources>()
  const totals = new Map(nodes.map(({ id, total }) => [id, total]))
  const used = (nodeId: number) => taken.get(nodeId) ?? NOTHING

  return {
    names,
    used,
    promise(name, requests, placed) {
      const before = names.get(name)
      if (before !== undefined) {
        if (String(before) !== String(placed)) throw new Error(`${name} is at ${before}, and at ${placed}`)
        return
      }
      if (placed.length !== requests.length) throw new Error(`${name} has ${placed.length} of ${requests.length} nodes`)
      names.set(name, placed)
      for (const [part, nodeId] of placed.entries()) {
        const sum = plus(used(nodeId), requests[part]!.resources)
        if (exceeds(sum, totals.get(nodeId)!)) throw new Error(`node ${nodeId} was promised twice: ${name}`)
        taken.set(nodeId, sum)
      }
    },
  }
}

export const exceeds = (used: Resources, total: Resources): boolean => KINDS.some((kind) => used[kind] > total[kind])
