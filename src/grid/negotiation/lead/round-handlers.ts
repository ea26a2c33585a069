import type { AwardsDone, RoundContext } from '../../../../machines/duties/negotiation-round.ts'
import type { ActorContext, StepArgs, TaskArgs, TaskContext } from '../../../kernel/index.ts'
import type { NegotiationConfig } from '../config.ts'
import { awaitedBy } from '../holds/awaited.ts'
import { partOf } from '../holds/hold.ts'
import type { NegotiationPorts } from '../ports.ts'
import type { PlaceAnswer } from '../wire.ts'
import { award } from './award.ts'
import { call } from './call.ts'
import { LeadPlacement } from './events.ts'
import type { Decision, OpenJob } from './job.ts'
import { plan } from './plan.ts'
import { afterAwards, leftAfter } from './settle.ts'

type Ctx = ActorContext<NegotiationConfig, NegotiationPorts>
type TaskCtx = TaskContext<NegotiationConfig, NegotiationPorts>
type Step<Event = object> = StepArgs<RoundContext & object, Event & { type: string }>
type Args = TaskArgs<RoundContext>

async function decide(
  { context: { jobs, bids } }: Args,
  ctx: TaskCtx,
): Promise<{ readonly decisions: readonly Decision[] }> {
  const awaited = awaitedBy(ctx.ports.awaited, ctx.now())
  return { decisions: plan(jobs, { facts: ctx.ports.facts()!, bids, awaited }) }
}

const answer = ({ ask }: OpenJob, value: PlaceAnswer, ctx: Ctx): void => ctx.reply(LeadPlacement, ask, value)

function answerDecided({ context: { decisions } }: Step, ctx: Ctx): void {
  for (const decision of decisions) {
    const { job, kind } = decision
    ctx.ports.awaited.delete(job.name)
    if (kind === 'award') continue
    if (kind === 'outrun') answer(job, { kind: 'again', beyond: decision.beyond }, ctx)
    else if (kind === 'refused') answer(job, { kind, refusal: decision.refusal }, ctx)
    else {
      awaitNodes(job, decision.nodes, ctx)
      answer(job, { kind, nodes: asleep(decision.nodes, ctx) }, ctx)
    }
  }
}

const asleep = (nodes: readonly number[], { ports }: Ctx): number[] => [
  ...new Set(nodes.filter((id) => ports.facts()!.nodes.get(id)?.power !== 'on')),
]

/** Counts on the nodes from now on, so that others who come meanwhile are not promised the same. */
function awaitNodes({ name, requests }: OpenJob, nodes: readonly number[], ctx: Ctx): void {
  const facts = ctx.ports.facts()!
  const until = ctx.now() + ctx.config.awaitFor * 1_000
  const parts = nodes.flatMap((nodeId, part) => {
    const node = facts.nodes.get(nodeId)
    if (node === undefined || node.power === 'on') return []
    const { resources, publicIps } = partOf(part, requests[part]!, node)
    return [{ name, part, nodeId, resources, publicIps, until }]
  })
  ctx.ports.awaited.set(name, parts)
}

async function awardAll(args: Args, ctx: TaskCtx): Promise<AwardsDone> {
  const awards = await award(args, ctx)
  return { awards, jobs: leftAfter(awards), bids: afterAwards(args.context.bids, awards) }
}

function answerHeld({ event }: Step<{ output: AwardsDone }>, ctx: Ctx): void {
  const { awards } = event.output
  for (const { job, nodes, lost, isOutrun } of awards)
    if (isOutrun) answer(job, { kind: 'again' }, ctx)
    else if (lost.size === 0) answer(job, { kind: 'placed', nodes }, ctx)
}

export const roundHandlers = {
  'negotiation.call': call,
  'negotiation.plan': decide,
  'negotiation.award': awardAll,
  'negotiation.mayTryAgain': ({ context }: Step, ctx: Ctx) => context.tries < ctx.config.tries,
  'negotiation.answerDecided': answerDecided,
  'negotiation.answerHeld': answerHeld,
  'negotiation.giveUp': ({ context: { jobs } }: Step, ctx: Ctx) => {
    for (const job of jobs) answer(job, { kind: 'again' }, ctx)
  },
}
