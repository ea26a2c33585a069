import type { NodeView } from '../capacity/node-view.ts'
import type { PowerConfig } from './config.ts'
import { type PowerPlan, planPower } from './plan.ts'
import { type Wake, type WakeCounts, type WakeReason, wakesDue } from './wakes.ts'

const MINUTE = 60_000

/** What is to be done about the power of a farm, and why. */
export interface PowerDecision {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly wake: readonly { readonly node: number; readonly reason: WakeReason | 'demand' }[]
  readonly sleep: readonly number[]
  readonly short: NonNullable<PowerPlan['short']>
  /** Whether it was seen to nodes that are woken for no need. */
  readonly isWakeRound: boolean
}

/** What is known besides the nodes. */
export interface Situation {
  readonly now: number
  readonly wakesAt: number
  /** As of now. */
  counts(node: number): WakeCounts
  random(): number
}

/** The plan for what is in use, and the wakes that are due: these go by the clock, however often there is a plan. */
export function decide(nodes: readonly NodeView[], config: PowerConfig, situation: Situation): PowerDecision {
  const { now, wakesAt, counts, random } = situation
  const every = config.every * MINUTE
  const plan = planPower(nodes, config, now)
  const isWakeRound = now - wakesAt >= every
  const round = { now, every, random, counts }
  const needed = new Set(plan.wake)
  const due: readonly Wake[] = isWakeRound ? wakesDue(nodes, config, round).filter(({ node }) => !needed.has(node)) : []
  return {
    at: now,
    wake: [...plan.wake.map((node) => ({ node, reason: 'demand' as const })), ...due],
    sleep: plan.sleep,
    short: plan.short ?? {},
    isWakeRound,
  }
}
