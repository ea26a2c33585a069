import { isUnused, type NodeView, POWER_STATES } from '../capacity/node-view.ts'
import { GIB, KINDS } from '../capacity/resources.ts'
import { createFleet, type Fleet } from './fleet.ts'
import type { Planner } from './planner.ts'
import { gpusWanted, type PlacementRequest } from './request.ts'
import { createShelves, type Shelves } from './shelves.ts'

/** Nodes of one kind: those that are up anyway by their scarcest resource, and those that could sleep by what they can hold. */
interface Shelving {
  readonly begun: readonly Shelves[]
  readonly unused: Shelves
}

/** What few nodes have is kept for those who ask for it: HDD, and GPUs, which take the whole node. */
type Profile = 'plain' | 'special'

/**
 * The fullest node that fits, so that others stay empty and can sleep: nodes that are on before those that are waking up, off, or
 * shutting down. How full a node is, is told by its scarcest resource, the one it has the smallest share left of: nodes are looked
 * up by that, and of the best by each resource the one is taken that has the least to spare afterwards. Where a node has to be
 * begun, it is the one with room for most: fewer will be begun after it.
 *
 * @param publicIps that the farm has
 */
export function createBestFit(publicIps: number): Planner {
  const fleet = createFleet(publicIps)
  const shelving = (): Shelving => ({ begun: KINDS.map(createShelves), unused: createShelves() })
  const rows = POWER_STATES.map(() => ({ plain: shelving(), special: shelving() }))
  /** By slot, where it stands. */
  const standsOn: Shelves[] = []

  function place(node: NodeView, slot: number): { shelves: Shelves; amount: number } {
    const { begun, unused } = rows[fleet.rank(slot)]![profileOf(node)]
    if (canSleep(node)) return { shelves: unused, amount: roomOf(node) }
    const kind = scarcest(fleet, slot)
    return { shelves: begun[kind]!, amount: fleet.free(slot, kind) }
  }

  return {
    put(node) {
      const slot = fleet.put(node)
      const { shelves, amount } = place(node, slot)
      if (standsOn[slot] !== shelves) standsOn[slot]?.remove(slot)
      shelves.put(slot, amount)
      standsOn[slot] = shelves
    },
    remove(id) {
      const slot = fleet.remove(id)
      if (slot !== undefined) standsOn[slot]?.remove(slot)
    },
    find(request) {
      const free = fleet.publicIpsFree()
      if (request.publicIps > free)
        return { refusal: { code: 'not-enough-public-ips', wanted: request.publicIps, free } }
      const wanted = fleet.wanted(request)
      const passes = (slot: number) => fleet.fits(slot, wanted)
      const profiles: readonly Profile[] = wantsSpecial(request) ? ['special'] : ['plain', 'special']
      for (const row of rows)
        for (const profile of profiles) {
          const { begun, unused } = row[profile]
          const slot = fullest(fleet, begun, wanted.amounts, passes) ?? unused.last(passes)
          if (slot !== undefined) return { node: fleet.node(slot)!.id }
        }
      return { refusal: fleet.explain(request) }
    },
  }
}

const profileOf = ({ total, gpus }: NodeView): Profile => (total.hru > 0 || gpus.length > 0 ? 'special' : 'plain')

const wantsSpecial = (request: PlacementRequest): boolean => request.resources.hru > 0 || gpusWanted(request) > 0

/** What has a public config or must not be shut down is up whether it is used or not. */
const canSleep = (node: NodeView): boolean => isUnused(node) && !node.hasPublicConfig && !node.isNeverShutDown

function fullest(
  fleet: Fleet,
  byKind: readonly Shelves[],
  amounts: readonly number[],
  passes: (slot: number) => boolean,
): number | undefined {
  let best: number | undefined
  let least = Number.POSITIVE_INFINITY
  for (let kind = 0; kind < KINDS.length; kind += 1) {
    const slot = byKind[kind]!.first(amounts[kind]!, passes)
    if (slot === undefined) continue
    const left = leftOver(fleet, slot, amounts)
    if (left >= least) continue
    best = slot
    least = left
  }
  return best
}

/** Cores with memory to them. */
const roomOf = ({ total, overprovision }: NodeView): number =>
  Math.min(total.cru * overprovision, total.mru / (2 * GIB))

/** The resource of which the smallest share is left; what a node has none of does not count. */
function scarcest(fleet: Fleet, slot: number): number {
  let found = 0
  let smallest = Number.POSITIVE_INFINITY
  for (let kind = 0; kind < KINDS.length; kind += 1) {
    const total = fleet.total(slot, kind)
    const share = total === 0 ? Number.POSITIVE_INFINITY : fleet.free(slot, kind) / total
    if (share >= smallest) continue
    found = kind
    smallest = share
  }
  return found
}

/** The share that would be left of what a node has, over all its resources. */
function leftOver(fleet: Fleet, slot: number, amounts: readonly number[]): number {
  let left = 0
  let kinds = 0
  for (let kind = 0; kind < KINDS.length; kind += 1) {
    const total = fleet.total(slot, kind)
    if (total === 0) continue
    left += (fleet.free(slot, kind) - amounts[kind]!) / total
    kinds += 1
  }
  return left / kinds
}
