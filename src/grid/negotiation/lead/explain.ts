import type { NodeView } from '../../capacity/node-view.ts'
import { CONSTRAINTS, type Constraint, failedBy } from '../../placement/constraints.ts'
import type { NoNode } from '../../placement/planner.ts'
import type { FarmFacts } from '../facts.ts'
import type { Bids, OpenJob } from './job.ts'

/** Nodes as they count while a round is planned. */
export interface Book {
  readonly facts: FarmFacts
  readonly bids: Bids
  /** Of each that may come into question. */
  readonly views: Map<number, NodeView>
}

/** What rules each of the nodes out for a part of a job. */
export function explain({ index, requests, ruledOut }: OpenJob, part: number, { facts, bids, views }: Book): NoNode {
  const request = requests[part]!
  const failed = new Map<Constraint, number>()
  for (const id of facts.nodes.keys()) {
    const view = views.get(id)
    const told = bids.get(id)?.failed[index]?.[part] ?? undefined
    const constraint = ruledOut.get(id) ?? (view === undefined ? told : failedBy(view, request))
    if (constraint !== undefined) failed.set(constraint, (failed.get(constraint) ?? 0) + 1)
  }
  return {
    code: 'no-node',
    failed: Object.fromEntries(CONSTRAINTS.flatMap((name) => (failed.has(name) ? [[name, failed.get(name)]] : []))),
  }
}
