import type { NodeView } from '../capacity/node-view.ts'
import type { PowerConfig } from './config.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** All nodes can have their daily wake within so long, however many they are. */
const SPREAD = 20 * HOUR

export type WakeReason = 'overdue' | 'never-off' | 'periodic' | 'random'

export interface Wake {
  readonly node: number
  readonly reason: WakeReason
}

/** How often a node was woken for no need of its own, in this day and this month (UTC). */
export interface WakeCounts {
  readonly today: number
  readonly randomThisMonth: number
}

/** Asked for each round. */
export interface WakeRound {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Milliseconds from one round to the next. */
  readonly every: number
  counts(node: number): WakeCounts
  /** From 0 up to 1. */
  random(): number
}

/**
 * Sleeping nodes that are to be woken though nothing needs them: those that were not up for too long and those that are never to
 * be off, all of them; then, a few a round, those whose daily time has come, and some at random, so that nobody can tell when a node
 * will be looked at. Those that were asleep the longest come first.
 */
export function wakesDue(nodes: readonly NodeView[], config: PowerConfig, round: WakeRound): Wake[] {
  const { now } = round
  const asleep = nodes.filter(({ power }) => power === 'off').sort((a, b) => a.awakeAt - b.awakeAt || a.id - b.id)
  const musts = asleep.flatMap((node): Wake[] => {
    if (node.isNeverShutDown || node.isRented) return [{ node: node.id, reason: 'never-off' }]
    return now - node.awakeAt >= config.overdueAfter * MINUTE ? [{ node: node.id, reason: 'overdue' }] : []
  })
  const must = new Set(musts.map(({ node }) => node))
  const start = startOf(now, config.periodicWakeAt)
  const others = asleep
    .filter(({ id, changedAt }) => !must.has(id) && now - changedAt >= config.minimumOff * MINUTE)
    .filter(({ id }) => round.counts(id).today < config.wakesPerDay)
    .flatMap((node): Wake[] => {
      // Who has just been up, overdue before its time had come, is not looked at twice.
      if (now >= start && node.awakeAt < start - config.minimumOn * MINUTE)
        return [{ node: node.id, reason: 'periodic' }]
      return isDrawn(round, node.id, config) ? [{ node: node.id, reason: 'random' }] : []
    })
  // What is due by the clock goes before what chance has drawn.
  const inOrder = [
    ...others.filter(({ reason }) => reason === 'periodic'),
    ...others.filter(({ reason }) => reason === 'random'),
  ]
  const limit = Math.max(config.wakesPerRound, Math.ceil((asleep.length * round.every) / SPREAD))
  return [...musts, ...inOrder.slice(0, limit)]
}

/** Today's time of the periodic wakes, in milliseconds. */
const startOf = (now: number, minute: number): number => Math.floor(now / DAY) * DAY + minute * MINUTE

/** So likely that what is left of the month's wakes spreads over what is left of the month. */
function isDrawn({ now, every, counts, random }: WakeRound, node: number, config: PowerConfig): boolean {
  const left = config.randomWakesPerMonth - counts(node).randomThisMonth
  if (left <= 0) return false
  const date = new Date(now)
  const end = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
  const rounds = Math.max(1, Math.floor((end - now) / every))
  return random() < left / rounds
}
