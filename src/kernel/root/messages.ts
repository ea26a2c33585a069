import { z } from 'zod'
import { fact } from '../message/fact.ts'

/** Somebody asked the node to end. */
export const StopRequested = fact('root.StopRequested', {
  priority: 'high',
  payload: z.object({ reason: z.string() }),
})

/** How the actors ended when asked to. */
export interface DrainReport {
  /** Actors that were still busy when their time was up. */
  readonly late: readonly string[]
}

/** How a system ended. */
export interface SystemEnd {
  readonly outcome: 'stopped' | 'aborted'
  readonly reason: string
  /** Actors that were still busy when their time was up. */
  readonly late: readonly string[]
}
