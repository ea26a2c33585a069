import type { NodeView } from '../../../src/grid/capacity/node-view.ts'
import { plus } from '../../../src/grid/capacity/resources.ts'
import { createBestFit } from '../../../src/grid/placement/best-fit.ts'
import { randomOf, simulate, someNodes, someWish, type Wish } from './simulation.ts'

export interface WorkloadOptions {
  readonly seed?: number
  /** Nodes of the farm, as many of which are asleep at first. */
  readonly nodes: number
  readonly sleepers?: number
  readonly placements: number
  /** Placements that are asked for together; then the next ones, once all of these are answered. */
  readonly atOnce?: number
  /** Milliseconds that a message takes. */
  readonly delay?: number
}

export interface WorkloadReport {
  readonly placed: number
  readonly refused: number
  /** Of real time, all nodes in one process. */
  readonly placementsPerSecond: number
  readonly messagesPerPlacement: number
  readonly bytesPerPlacement: number
  /** Milliseconds of virtual time for one placement: what messages and waking take. */
  readonly answeredIn: { readonly p50: number; readonly p99: number }
  /** Nodes that anything was placed on; `centrally`: by one planner that knows everything, for the same requests. */
  readonly nodesUsed: { readonly byNodes: number; readonly centrally: number }
  /** What was promised twice or not kept; there must be none. */
  readonly wrongs: readonly string[]
}

/** Places the same things on the same nodes by negotiation, and centrally by best fit. */
export async function runWorkload(options: WorkloadOptions): Promise<WorkloadReport> {
  const { seed = 1, placements, atOnce = 1, delay = 20 } = options
  const random = randomOf(seed)
  const nodes = someNodes(random, options.nodes, options.sleepers ?? 0)
  const wishes = Array.from({ length: placements }, (_, index) => someWish(random, index, 0))
  const { farm, ask, finish, fates, ledger, wrongs } = simulate({
    seed,
    nodes,
    faults: { delay: [delay, delay] },
    config: { confirmedFor: 30 * 86_400 },
    isWatched: false,
  })
  // The systems of all nodes begin.
  await farm.pass(1)
  const times: number[] = []
  const before = performance.now()
  for (let start = 0; start < wishes.length; start += atOnce) {
    const begun = farm.time.now()
    const some = wishes.slice(start, start + atOnce)
    for (const wish of some) ask(wish)
    await finish()
    for (const _ of some) times.push(farm.time.now() - begun)
  }
  const seconds = (performance.now() - before) / 1_000
  const { messages, bytes } = farm.network.count
  times.sort((a, b) => a - b)
  const used = new Set([...ledger.names.values()].flat())
  return {
    placed: ledger.names.size,
    refused: [...fates.values()].filter((fate) => 'refusal' in fate).length,
    placementsPerSecond: placements / seconds,
    messagesPerPlacement: messages / placements,
    bytesPerPlacement: bytes / placements,
    answeredIn: { p50: times[Math.floor(times.length / 2)]!, p99: times[Math.floor(times.length * 0.99)]! },
    nodesUsed: { byNodes: used.size, centrally: usedCentrally(nodes, wishes) },
    wrongs: wrongs(),
  }
}

function usedCentrally(nodes: readonly NodeView[], wishes: readonly Wish[]): number {
  const planner = createBestFit(0)
  const views = new Map(nodes.map((node) => [node.id, node]))
  for (const node of nodes) planner.put(node)
  const used = new Set<number>()
  for (const { requests } of wishes) {
    const found = planner.find(requests[0]!)
    if ('refusal' in found) continue
    const view = views.get(found.node)!
    used.add(found.node)
    const after = { ...view, used: plus(view.used, requests[0]!.resources) }
    // What was asleep is woken for it.
    views.set(found.node, { ...after, power: 'on' })
    planner.put(views.get(found.node)!)
  }
  return used.size
}
