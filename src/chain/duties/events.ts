import { z } from 'zod'
import { fact } from '../../kernel/index.ts'

/**
 * - `due`: known, and not to be done before something else has happened. `running`: being done.
 * - `done`: as one hopes. `missed`: its deadline passed without. `dropped`: no longer ours, or nothing was to be done.
 */
export const DUTY_STATES = ['due', 'running', 'done', 'missed', 'dropped'] as const
export type DutyState = (typeof DUTY_STATES)[number]

/** Whether nothing more is to come of it. */
export const isEnded = (state: DutyState): boolean => state !== 'due' && state !== 'running'

/**
 * Something this account owes has come to another state. `key` names it among those of its kind, by the chain's own
 * numbers. `deadline`: number of the last block in which it can be done, where there is one; `by`: milliseconds since 1970
 * until which it can, where that goes by the clock. `outcome`: how it ended, a word of a
 * few that its kind has, where its last state does not say it all. `detail` is for people.
 */
export const DutyChanged = fact('duty.Changed', {
  payload: z.object({
    kind: z.string(),
    key: z.string(),
    state: z.enum(DUTY_STATES),
    deadline: z.number().optional(),
    by: z.number().optional(),
    outcome: z.string().optional(),
    detail: z.string().optional(),
  }),
})
