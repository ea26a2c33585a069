import { freeOf, isUnused, type NodeView, POWER_STATES } from '../capacity/node-view.ts'
import { KINDS } from '../capacity/resources.ts'
import { CONSTRAINTS, type Constraint, failedBy } from './constraints.ts'
import type { NoNode } from './planner.ts'
import { gpusWanted, type PlacementRequest } from './request.ts'

/** Bits of a node that a request may want set, or not set. */
const BIT = { certified: 1, publicConfig: 2, rented: 4, dedicated: 8, unused: 16 }

/** A request ready to be compared with many nodes. */
export interface Wanted {
  readonly request: PlacementRequest
  readonly amounts: readonly number[]
  readonly set: number
  readonly unset: number
  /** Whether bits and amounts do not tell it all. */
  readonly isSpecial: boolean
}

/**
 * The nodes of a farm by slots: what is asked of each for every placement lies in flat arrays. A slot's number follows the order in
 * which nodes came, and is used again when one is gone.
 */
export interface Fleet {
  readonly size: number
  /** @returns its slot */
  put(node: NodeView): number
  /** @returns the slot it had */
  remove(id: number): number | undefined
  node(slot: number): NodeView | undefined
  /** Place of its power state in `POWER_STATES`. */
  rank(slot: number): number
  free(slot: number, kind: number): number
  total(slot: number, kind: number): number
  wanted(request: PlacementRequest): Wanted
  fits(slot: number, wanted: Wanted): boolean
  /** Public addresses that the farm has left. */
  publicIpsFree(): number
  explain(request: PlacementRequest): NoNode
}

export function createFleet(publicIps: number): Fleet {
  const slots = new Map<number, number>()
  const vacant: number[] = []
  const nodes: Array<NodeView | undefined> = []
  const amounts = KINDS.map(() => [] as number[])
  const totals = KINDS.map(() => [] as number[])
  const bits: number[] = []
  const ranks: number[] = []
  let publicIpsUsed = 0

  function write(slot: number, node: NodeView): void {
    const free = freeOf(node)
    for (const [index, kind] of KINDS.entries()) {
      amounts[index]![slot] = free[kind]
      totals[index]![slot] = node.total[kind]
    }
    bits[slot] =
      (node.isCertified ? BIT.certified : 0) |
      (node.hasPublicConfig ? BIT.publicConfig : 0) |
      (node.isRented ? BIT.rented : 0) |
      (node.isDedicated ? BIT.dedicated : 0) |
      (isUnused(node) ? BIT.unused : 0)
    ranks[slot] = POWER_STATES.indexOf(node.power)
    publicIpsUsed += node.publicIpsUsed - (nodes[slot]?.publicIpsUsed ?? 0)
    nodes[slot] = node
  }

  return {
    get size() {
      return slots.size
    },
    put(node) {
      const slot = slots.get(node.id) ?? vacant.pop() ?? nodes.length
      slots.set(node.id, slot)
      write(slot, node)
      return slot
    },
    remove(id) {
      const slot = slots.get(id)
      if (slot === undefined) return undefined
      publicIpsUsed -= nodes[slot]!.publicIpsUsed
      slots.delete(id)
      nodes[slot] = undefined
      vacant.push(slot)
      return slot
    },
    node: (slot) => nodes[slot],
    rank: (slot) => ranks[slot]!,
    free: (slot, kind) => amounts[kind]![slot]!,
    total: (slot, kind) => totals[kind]![slot]!,
    wanted(request) {
      const { certified, publicConfig, dedicated, resources, excluded } = request
      const withGpus = gpusWanted(request) > 0
      return {
        request,
        amounts: KINDS.map((kind) => resources[kind]),
        set:
          (certified ? BIT.certified : 0) |
          (publicConfig ? BIT.publicConfig : 0) |
          (dedicated ? BIT.dedicated | BIT.unused : 0) |
          (withGpus ? BIT.unused : 0),
        unset: BIT.rented,
        isSpecial: withGpus || excluded.length > 0,
      }
    },
    fits(slot, { request, amounts: [cru, mru, sru, hru], set, unset, isSpecial }) {
      const has = bits[slot]!
      if ((has & set) !== set || (has & unset) !== 0) return false
      if (amounts[0]![slot]! < cru! || amounts[1]![slot]! < mru!) return false
      if (amounts[2]![slot]! < sru! || amounts[3]![slot]! < hru!) return false
      if (totals[0]![slot]! < cru! || ranks[slot] === UNREACHABLE) return false
      // The rest is rare, and asked in full.
      const isRare = isSpecial || (has & BIT.dedicated) !== 0
      return !isRare || failedBy(nodes[slot]!, request) === undefined
    },
    publicIpsFree: () => publicIps - publicIpsUsed,
    explain(request) {
      const failed: Partial<Record<Constraint, number>> = {}
      for (const node of nodes) {
        const constraint = node && failedBy(node, request)
        if (constraint !== undefined) failed[constraint] = (failed[constraint] ?? 0) + 1
      }
      return { code: 'no-node', failed: inOrder(failed) }
    },
  }
}

const UNREACHABLE = POWER_STATES.indexOf('unreachable')

const inOrder = (failed: Partial<Record<Constraint, number>>) =>
  Object.fromEntries(CONSTRAINTS.flatMap((name) => (failed[name] === undefined ? [] : [[name, failed[name]]])))
