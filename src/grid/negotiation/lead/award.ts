import type { RoundContext } from '../../../../machines/duties/negotiation-round.ts'
import type { TaskArgs, TaskContext } from '../../../kernel/index.ts'
import { within } from '../../messages/deadline.ts'
import type { Constraint } from '../../placement/constraints.ts'
import { askNode } from '../ask-node.ts'
import type { NegotiationConfig } from '../config.ts'
import { COMMANDS } from '../messages.ts'
import type { NegotiationPorts } from '../ports.ts'
import { type HoldAnswer, holdAnswer, releaseAnswer } from '../wire.ts'
import type { Award, Bids, Decision, OpenJob } from './job.ts'

type TaskCtx = TaskContext<NegotiationConfig, NegotiationPorts>
type Awarded = Extract<Decision, { kind: 'award' | 'waking' }>

/** Has what was decided held by the nodes, all of it at once; where one of them will not, the others let go of that job. */
export async function award({ context }: TaskArgs<RoundContext>, ctx: TaskCtx): Promise<readonly Award[]> {
  const decided = context.decisions.flatMap((decision) => (decision.kind === 'award' ? [decision] : []))
  return Promise.all(decided.map((decision) => awardOne(decision, context, ctx)))
}

async function awardOne({ job, nodes }: Awarded, { bids, tries }: RoundContext, ctx: TaskCtx): Promise<Award> {
  const deadline = within(ctx.config.holdWithin, ctx)
  // What is let go in one try is not what is held in the next.
  const turn = job.attempt + tries
  const lost = new Map<number, Constraint>()
  let isOutrun = false
  const targets = [...new Set(nodes)]
  const asked = targets.map(async (nodeId) => {
    const failed = await hold({ ...job, attempt: turn }, nodeId, nodes, deadline, ctx).catch(
      () => 'unreachable' as const,
    )
    if (failed === 'superseded') isOutrun = true
    else if (failed !== null) lost.set(nodeId, failed)
  })
  await Promise.all(asked)
  for (const nodeId of strays(job, targets, bids)) void letGo(job.name, nodeId, job.attempt - 1, ctx)
  if (lost.size === 0 && !isOutrun) return { job, nodes, lost, isOutrun }
  const keeps = (id: number) => bids.get(id)?.held.some(({ name, isConfirmed }) => name === job.name && isConfirmed)
  const granted = targets.filter((id) => !lost.has(id) && !keeps(id))
  // One that said nothing may hold it all the same; nobody waits for it again.
  for (const [nodeId, failed] of lost) if (failed === 'unreachable') void letGo(job.name, nodeId, turn, ctx)
  await Promise.all(granted.map((nodeId) => letGo(job.name, nodeId, turn, ctx)))
  return { job, nodes, lost, isOutrun }
}

async function hold(
  job: OpenJob,
  nodeId: number,
  nodes: readonly number[],
  deadline: AbortSignal,
  ctx: TaskCtx,
): Promise<HoldAnswer['failed']> {
  const parts = nodes.flatMap((node, part) => (node === nodeId ? [{ part, request: job.requests[part]! }] : []))
  const payload = { name: job.name, attempt: job.attempt, ttl: ctx.config.holdFor * 1_000, parts }
  const { failed } = await askNode(ctx, nodeId, { command: COMMANDS.hold, payload, answer: holdAnswer }, deadline)
  return failed
}

/** Where an earlier attempt holds something that this one does not use: who asks by a name has given up all it asked before. */
const strays = ({ name, attempt }: OpenJob, targets: readonly number[], bids: Bids): number[] =>
  [...bids].flatMap(([nodeId, { held }]) =>
    !targets.includes(nodeId) && held.some((each) => each.name === name && each.attempt < attempt) ? [nodeId] : [],
  )

/** What is not let go falls back by itself. */
async function letGo(name: string, nodeId: number, attempt: number, ctx: TaskCtx): Promise<void> {
  const ask = { command: COMMANDS.release, payload: { name, attempt }, answer: releaseAnswer }
  await askNode(ctx, nodeId, ask, within(ctx.config.holdWithin, ctx)).catch(() => {})
}
