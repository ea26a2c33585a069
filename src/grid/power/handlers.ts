import { isDeepStrictEqual } from 'node:util'
import type { PowerContext } from '../../../machines/coordinators/power.ts'
import type { ActorContext, StepArgs, TaskArgs, TaskContext } from '../../kernel/index.ts'
import { DescribeFarm, SleepNode, WakeNode } from '../farm/events.ts'
import type { PowerConfig } from './config.ts'
import { decide, type PowerDecision } from './decide.ts'
import { CapacityShort } from './events.ts'
import type { PowerPorts } from './ports.ts'

type Ctx = ActorContext<PowerConfig, PowerPorts>
type TaskCtx = TaskContext<PowerConfig, PowerPorts>
type Step = StepArgs<PowerContext & object, { type: string }>
type Planned = StepArgs<PowerContext & object, { type: string; output: PowerDecision }>

const MINUTE = 60_000
/** What was planned by an earlier process is not carried out by another. */
const FRESH = MINUTE

async function plan({ context: { wakesAt } }: TaskArgs<PowerContext>, ctx: TaskCtx): Promise<PowerDecision> {
  const outcome = await ctx.ask(DescribeFarm, null)
  if (!outcome.ok) throw new Error(outcome.refusal.reason ?? outcome.refusal.code)
  const now = ctx.now()
  const counts = (node: number) => ctx.ports.wakes.of(node, now)
  return decide(outcome.value.nodes, ctx.config, { now, wakesAt, counts, random: ctx.random })
}

async function carryOut({ context: { decision } }: TaskArgs<PowerContext>, ctx: TaskCtx): Promise<void> {
  if (decision === null || ctx.now() - decision.at > FRESH) return
  for (const { node, reason } of decision.wake) {
    const takeBack = reason === 'demand' ? undefined : ctx.ports.wakes.count({ node, reason }, decision.at)
    const outcome = await ctx.ask(WakeNode, { nodeId: node, reason })
    ctx.log.info({ node, reason, told: outcome.ok }, 'a node is woken')
    if (!outcome.ok) takeBack?.()
  }
  for (const node of decision.sleep) {
    const outcome = await ctx.ask(SleepNode, { nodeId: node, reason: 'idle' })
    if (outcome.ok) ctx.log.info({ node }, 'a node is sent to sleep')
    else ctx.log.debug({ node, reason: outcome.refusal.reason }, 'a node is not sent to sleep')
  }
}

function reportShort({ context: { decision }, event: { output } }: Planned, ctx: Ctx): void {
  if (!isDeepStrictEqual(decision?.short ?? {}, output.short)) ctx.emit(CapacityShort, { short: output.short })
}

export const handlers = {
  'power.plan': plan,
  'power.carryOut': carryOut,
  'power.reportShort': reportShort,
  'power.every': (_: Step, ctx: Ctx) => ctx.config.every * MINUTE,
  'power.calm': (_: Step, ctx: Ctx) => ctx.config.calm * 1_000,
  'power.retry': (_: Step, ctx: Ctx) => Math.max(1, ctx.config.calm) * 1_000,
}
