import type { Wake, WakeCounts } from './wakes.ts'

/** How often a node was woken for no need, with the day and the month (UTC) for which that counts. */
export interface NodeWakes extends WakeCounts {
  readonly node: number
  readonly day: number
  readonly month: number
}

const NONE: WakeCounts = { today: 0, randomThisMonth: 0 }

const DAY = 24 * 60 * 60_000
const dayOf = (at: number): number => Math.floor(at / DAY)
const monthOf = (at: number): number => new Date(at).getUTCFullYear() * 12 + new Date(at).getUTCMonth()

/** As of now: what was counted for another day or month counts no more. */
const asOf = (each: NodeWakes, at: number): NodeWakes => ({
  ...each,
  day: dayOf(at),
  month: monthOf(at),
  today: each.day === dayOf(at) ? each.today : 0,
  randomThisMonth: each.month === monthOf(at) ? each.randomThisMonth : 0,
})

/** @param at milliseconds since 1970 */
export function countsAt(wakes: readonly NodeWakes[], at: number): (node: number) => WakeCounts {
  const byNode = new Map(wakes.map((each) => [each.node, asOf(each, at)]))
  return (node) => byNode.get(node) ?? NONE
}

/** Counts these too, and forgets what counts no more. */
export function counted(wakes: readonly NodeWakes[], more: readonly Wake[], at: number): NodeWakes[] {
  const byNode = new Map(wakes.map((each) => [each.node, asOf(each, at)]))
  for (const { node, reason } of more) {
    const { today, randomThisMonth } = byNode.get(node) ?? NONE
    byNode.set(node, {
      node,
      day: dayOf(at),
      month: monthOf(at),
      today: today + 1,
      randomThisMonth: randomThisMonth + (reason === 'random' ? 1 : 0),
    })
  }
  return [...byNode.values()].filter(({ today, randomThisMonth }) => today + randomThisMonth > 0)
}
