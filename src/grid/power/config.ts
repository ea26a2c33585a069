import { z } from 'zod'

const percent = z.number().int().min(1).max(100)

/** When nodes are woken and sent to sleep. Shares in whole percent, times in minutes. */
export const powerConfig = z.strictObject({
  /** From one plan to the next, and from one round of wakes for no need to the next. */
  every: z.number().min(0.01).default(5),
  /** Seconds that changes of nodes are gathered before a plan is made for them. */
  calm: z.number().min(0).default(10),
  /** Above this share of what is up in use, more is woken. */
  wakeAbove: z.strictObject({ cru: percent, mru: percent, sru: percent, hru: percent }).partial().prefault({}),
  /** A node is sent to sleep only if without it the share in use stays this far below. */
  margin: z.number().int().min(0).max(50).default(10),
  /** A node is left alone for so long after it came up or was told to. */
  minimumOn: z.number().int().min(0).default(30),
  minimumOff: z.number().int().min(0).default(10),
  /** Nodes that stay on whatever happens. */
  keepOn: z.number().int().min(1).default(1),
  /** Minute of the day, UTC, from which each sleeping node is woken once. */
  periodicWakeAt: z.number().int().min(0).max(1_439).default(0),
  /** Nodes woken in one round for no need of their own; more where a day would not be enough for all. */
  wakesPerRound: z.number().int().min(1).default(1),
  /** Times that one node is woken a day for no need of its own; what is overdue is woken all the same. */
  wakesPerDay: z.number().int().min(1).default(2),
  /** Wakes at times that nobody can foresee, for each node and month. */
  randomWakesPerMonth: z.number().int().min(0).max(100).default(10),
  /** A node that was not up for so long is overdue. */
  overdueAfter: z
    .number()
    .int()
    .min(60)
    .default(23 * 60),
})
export type PowerConfig = z.output<typeof powerConfig>

/** Where nothing is said. */
export const WAKE_ABOVE = 80
