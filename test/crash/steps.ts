/** Moments in the life of an intent at which a process may die. */
export const STEPS = [
  'before the intent is noted',
  'after the intent is noted',
  'before signing',
  'after signing',
  'after the journal, before the send',
  'while it is sent',
  'after the send',
  'landed, before it is settled',
  'after it is settled',
] as const

/** When a process goes on with what another has left. */
export const RECOVERY_STEPS = ['before recovery', 'after recovery'] as const

export type Step = (typeof STEPS)[number] | (typeof RECOVERY_STEPS)[number]

/** When a process is to die: at the step, the `count`th time it comes to it. */
export interface Death {
  readonly step: Step
  readonly count: number
}

const VARIABLE = 'CRASH_AT'

export const environmentOf = (death: Death | undefined): Record<string, string> =>
  death === undefined ? {} : { [VARIABLE]: JSON.stringify(death) }

const given = process.env[VARIABLE]
const death = given === undefined ? undefined : (JSON.parse(given) as Death)
let passed = 0

/** Dies here, as a process does without power, if this is where it is to. */
export function mayDie(step: Step): void {
  if (step !== death?.step) return
  passed += 1
  if (passed === death.count) process.kill(process.pid, 'SIGKILL')
}
