import type { NodeView } from '../../capacity/node-view.ts'
import { createBestFit } from '../../placement/best-fit.ts'
import type { Planner } from '../../placement/planner.ts'
import type { PlacementRequest } from '../../placement/request.ts'
import type { FarmFacts } from '../facts.ts'
import { partOf, taking } from '../holds/hold.ts'
import type { Awaited } from '../wire.ts'
import { type Book, explain } from './explain.ts'
import type { Bids, Decision, OpenJob } from './job.ts'

/** What a leader plans with. */
export interface Known {
  readonly facts: FarmFacts
  readonly bids: Bids
  /** What it has chosen itself of nodes that are asleep. */
  readonly awaited: readonly Awaited[]
}

/**
 * Decides on jobs, one after the other: by the rule of best fit, over nodes that are up as they bid and those that are asleep as
 * the chain has them. A job goes where an earlier attempt by its name is held, as far as it may.
 */
export function plan(jobs: readonly OpenJob[], known: Known): Decision[] {
  const book = viewsOf(jobs, known)
  const planner = createBestFit(known.facts.publicIps)
  for (const view of book.views.values()) planner.put(view)
  return jobs.map((job) => decide(job, known.bids, book, planner))
}

/** Each node as it counts in this round. What a node did not tell, because nothing would do, is none. */
function viewsOf(jobs: readonly OpenJob[], { facts, bids, awaited }: Known): Book {
  const names = new Set(jobs.map(({ name }) => name))
  const waits = [...bids.values()].flatMap((bid) => bid.awaited).concat(awaited)
  const taken = Map.groupBy(latest(waits.filter(({ name }) => !names.has(name))), ({ nodeId }) => nodeId)
  const views = new Map<number, NodeView>()
  for (const [id, node] of facts.nodes) {
    if (node.power !== 'on') views.set(id, taking(node, taken.get(id) ?? []))
    else if (!bids.has(id)) views.set(id, { ...node, power: 'unreachable' })
    else {
      const { view } = bids.get(id)!
      // It may say of itself what it likes, but not that it is another.
      if (view !== null) views.set(id, { ...view, id, twinId: node.twinId, power: 'on' })
    }
  }
  return { facts, bids, views }
}

/** The same may be told by two: by who led when it was asked for, and by who led when it was asked for again. */
function latest(waits: readonly Awaited[]): Awaited[] {
  const found = new Map<string, Awaited>()
  for (const each of waits) {
    const key = `${each.part} ${each.name}`
    if ((found.get(key)?.until ?? 0) < each.until) found.set(key, each)
  }
  return [...found.values()]
}

function decide(job: OpenJob, bids: Bids, book: Book, planner: Planner): Decision {
  const before = new Map<number, NodeView>()
  const nodes: number[] = []
  const holders = holdersOf(job, bids)
  const beyond = Math.max(0, ...[...holders.values()].map(({ attempt }) => attempt))
  if (beyond >= job.attempt) return { job, kind: 'outrun', beyond }
  for (const [part, request] of job.requests.entries()) {
    const holder = holders.get(part)
    if (holder !== undefined) {
      nodes.push(holder.nodeId)
      continue
    }
    const excluded = [...request.excluded, ...job.ruledOut.keys()]
    const found = planner.find({ ...request, excluded })
    if ('refusal' in found) {
      const { refusal } = found
      const reason = refusal.code === 'no-node' ? explain(job, part, book) : refusal
      for (const [id, view] of before) put(id, view, book, planner)
      return { job, kind: 'refused', refusal: reason }
    }
    const view = book.views.get(found.node)!
    if (!before.has(found.node)) before.set(found.node, view)
    put(found.node, taking(view, [partOf(part, request, view)]), book, planner)
    nodes.push(found.node)
  }
  const asleep = nodes.filter((id) => book.facts.nodes.get(id)?.power !== 'on')
  if (asleep.length > 0) return { job, kind: 'waking', nodes }
  return { job, kind: 'award', nodes }
}

function put(id: number, view: NodeView, book: Book, planner: Planner): void {
  book.views.set(id, view)
  planner.put(view)
}

interface Holder {
  readonly nodeId: number
  readonly attempt: number
  readonly isConfirmed: boolean
}

/** Where each part is held by this name: the latest attempt counts, what is confirmed before what is not. */
function holdersOf({ name, requests, ruledOut }: OpenJob, bids: Bids): Map<number, Holder> {
  const holders = new Map<number, Holder>()
  for (const [nodeId, { held }] of bids)
    for (const { part, attempt, isConfirmed, ...each } of held) {
      const request: PlacementRequest | undefined = requests[part]
      if (each.name !== name || request === undefined) continue
      if (request.excluded.includes(nodeId) || ruledOut.has(nodeId)) continue
      const other = holders.get(part)
      if (other !== undefined && !isBefore({ nodeId, attempt, isConfirmed }, other)) continue
      holders.set(part, { nodeId, attempt, isConfirmed })
    }
  return holders
}

const isBefore = (one: Holder, other: Holder): boolean => {
  if (one.isConfirmed !== other.isConfirmed) return one.isConfirmed
  return one.attempt === other.attempt ? one.nodeId < other.nodeId : one.attempt > other.attempt
}
