import { partOf, taking } from '../holds/hold.ts'
import type { Bid } from '../wire.ts'
import type { Award, Bids, OpenJob } from './job.ts'

/** Bids as they stand once awards were held: what was taken is off, and told as held. */
export function afterAwards(bids: Bids, awards: readonly Award[]): Bids {
  const after = new Map<number, Bid>(bids)
  for (const { job, nodes, lost, isOutrun } of awards) {
    if (lost.size > 0 || isOutrun) continue
    for (const [part, nodeId] of nodes.entries()) {
      const { view, ...rest } = after.get(nodeId)!
      const isNew = !rest.held.some((each) => each.name === job.name && each.part === part)
      const taken = view !== null && isNew ? taking(view, [partOf(part, job.requests[part]!, view)]) : view
      after.set(nodeId, { ...rest, view: taken })
    }
  }
  return after
}

/** What is left to be decided, without the nodes that would not. */
export const leftAfter = (awards: readonly Award[]): OpenJob[] =>
  awards.flatMap(({ job, lost, isOutrun }) =>
    lost.size === 0 || isOutrun ? [] : [{ ...job, ruledOut: new Map([...job.ruledOut, ...lost]) }],
  )
