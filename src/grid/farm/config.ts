import { z } from 'zod'
import { overprovision, systemNeeds } from '../capacity/schemas.ts'

const ids = z.array(z.number().int().min(1)).default([])
const minutes = (otherwise: number) => z.number().min(0).default(otherwise)

/** Which nodes are managed, and how long is waited for them; times in minutes. */
export const farmConfig = z.strictObject({
  farmId: z.number().int().min(1),
  /** Without any, all of the farm but the excluded. */
  included: ids,
  excluded: ids,
  /** First among those that are equal otherwise. */
  priority: ids,
  neverShutDown: ids,
  /** Times that a core is lent. */
  overprovision,
  /** What a node is taken to need for itself until it has said so: one that sleeps may be claimed before. */
  system: systemNeeds,
  /** From one round of asking all nodes how they are to the next. */
  pollEvery: minutes(5),
  /** Seconds in which a node has to answer; all are asked at once. */
  answerWithin: z.number().min(0.1).default(30),
  /** Rounds in a row without an answer after which a node that should be up counts as unreachable. */
  silentRounds: z.number().int().min(1).default(2),
  /** What was claimed and is no deployment by then falls back. */
  claimFor: minutes(30),
  /** A node that was told to come up is told again after so long, so often. */
  wakeWithin: minutes(30),
  wakeAttempts: z.number().int().min(1).default(3),
  /** A node that was told to go down and is still up is told to stay up. */
  sleepWithin: minutes(30),
  /** A node is not told to go down so soon after its last change. */
  minimumOn: minutes(30),
})
export type FarmConfig = z.output<typeof farmConfig>

export const isManaged = ({ included, excluded }: Pick<FarmConfig, 'included' | 'excluded'>, id: number): boolean =>
  (included.length === 0 || included.includes(id)) && !excluded.includes(id)
