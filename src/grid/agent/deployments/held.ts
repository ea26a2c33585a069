import type { TaskContext } from '../../../kernel/index.ts'
import { covers } from '../../capacity/resources.ts'
import { DescribeHolds, ReleaseHold } from '../../negotiation/holds/events.ts'
import { twinOfName } from '../../placement/claim-name.ts'
import type { Taken } from './capacity.ts'

/**
 * What was kept for a deployment is not kept beside it: of what is kept for its twin, the least that it fits into. What was found by a
 * name that tells no twin, or for another twin than the one that deploys, falls back in its own time.
 */
export async function settleHold(
  ctx: Pick<TaskContext, 'ask' | 'now'>,
  twinId: number,
  { resources, publicIps }: Taken,
): Promise<void> {
  const at = ctx.now()
  const described = await ctx.ask(DescribeHolds, { at })
  if (!described.ok) return
  const [hold] = described.value.holds
    .filter((each) => each.isConfirmed && twinOfName(each.name) === twinId)
    .filter((each) => covers(each.resources, resources) && each.publicIps >= publicIps)
    .toSorted((a, b) => (covers(a.resources, b.resources) ? 1 : -1))
  if (hold !== undefined) await ctx.ask(ReleaseHold, { name: hold.name, attempt: hold.attempt, at, until: hold.until })
}
