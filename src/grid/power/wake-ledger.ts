import { z } from 'zod'
import { createMemoryStore, decode, encode, type SnapshotStore } from '../../kernel/index.ts'
import type { Wake, WakeCounts } from './wakes.ts'

const whole = z.number().int().min(0)

/** With the day and the month (UTC) for which the counts are. `lastPeriodic`: milliseconds since 1970. */
const nodeWakes = z.object({
  day: whole,
  month: whole,
  today: whole,
  randomThisMonth: whole,
  lastPeriodic: z.number().nullable(),
})
type NodeWakes = z.infer<typeof nodeWakes>

/** What is known of the wakes of one node. */
export interface WakesOfNode extends WakeCounts {
  /** Milliseconds since 1970; null while it never was. */
  readonly lastPeriodic: number | null
}

/** How often each node was woken for no need of its own: through the end of the process too, for nobody else knows it. */
export interface WakeLedger {
  /** As of a time: what was counted for another day or month counts no more. @param at milliseconds since 1970 */
  of(node: number, at: number): WakesOfNode
  /**
   * Counts one that is about to be told: one too many where the process ends meanwhile, never one too few.
   *
   * @returns what takes it back, where it could not be told
   */
  count(wake: Wake, at: number): () => void
}

const PREFIX = 'power.wakes'
const DAY = 24 * 60 * 60_000
const dayOf = (at: number): number => Math.floor(at / DAY)
const monthOf = (at: number): number => new Date(at).getUTCFullYear() * 12 + new Date(at).getUTCMonth()

export function createWakeLedger(store: SnapshotStore = createMemoryStore()): WakeLedger {
  const nameOf = (node: number) => `${PREFIX}/${node}`
  const known = new Map<string, NodeWakes>()
  for (const name of store.names(`${PREFIX}/`)) known.set(name, nodeWakes.parse(decode(store.get(name)!)))

  function write(name: string, value: NodeWakes | undefined): void {
    if (value === undefined) {
      known.delete(name)
      store.delete(name)
      return
    }
    known.set(name, value)
    store.put([[name, encode(value)]])
  }

  function of(node: number, at: number): WakesOfNode {
    const found = known.get(nameOf(node))
    return {
      today: found?.day === dayOf(at) ? found.today : 0,
      randomThisMonth: found?.month === monthOf(at) ? found.randomThisMonth : 0,
      lastPeriodic: found?.lastPeriodic ?? null,
    }
  }

  return {
    of,
    count({ node, reason }, at) {
      const name = nameOf(node)
      const before = known.get(name)
      const { today, randomThisMonth, lastPeriodic } = of(node, at)
      write(name, {
        day: dayOf(at),
        month: monthOf(at),
        today: today + 1,
        randomThisMonth: randomThisMonth + (reason === 'random' ? 1 : 0),
        lastPeriodic: reason === 'periodic' ? at : lastPeriodic,
      })
      return () => write(name, before)
    },
  }
}
