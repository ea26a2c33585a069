import { milliseconds } from '../clock/duration.ts'
import type { Random } from '../clock/random.ts'
import type { RestartPolicy } from '../unit/unit.ts'
import { DEFAULT_WITHIN, type SupervisorSpec } from './spec.ts'

export const DEFAULT_RESTART = {
  type: 'permanent',
  intensity: 5,
  within: '60s',
  backoff: { min: '200ms', max: '10s' },
  resetAfter: '30s',
} as const satisfies RestartPolicy

export type RestartVerdict = { readonly restart: true; readonly delay: number } | { readonly restart: false }

/** Counts one actor's restarts and says whether, and how soon, it may have another. */
export interface RestartBudget {
  /** Asks for a restart at time `now`; counts it, also when it is then not granted. */
  spend(now: number): RestartVerdict
}

export function createRestartBudget(policy: RestartPolicy, random: Random): RestartBudget {
  const intensity = policy.intensity ?? DEFAULT_RESTART.intensity
  const within = milliseconds(policy.within ?? DEFAULT_RESTART.within)
  const min = milliseconds(policy.backoff?.min ?? DEFAULT_RESTART.backoff.min)
  const max = milliseconds(policy.backoff?.max ?? DEFAULT_RESTART.backoff.max)
  const resetAfter = milliseconds(policy.resetAfter ?? DEFAULT_RESTART.resetAfter)
  let recent: number[] = []
  let attempt = 0
  let last = Number.NEGATIVE_INFINITY

  return {
    spend(now) {
      if (now - last >= resetAfter) attempt = 0
      recent = recent.filter((time) => now - time < within)
      recent.push(now)
      last = now
      if (recent.length > intensity) return { restart: false }
      const ceiling = Math.min(max, min * 2 ** attempt)
      attempt += 1
      // Between half and all of it: actors that failed together do not come back together.
      return { restart: true, delay: ceiling * (0.5 + random() / 2) }
    },
  }
}

/** Counts the restarts of a whole group; no delay, and no limit unless the group has one. */
export function createRestartWindow({
  intensity = Number.POSITIVE_INFINITY,
  within = DEFAULT_WITHIN,
}: Pick<SupervisorSpec, 'intensity' | 'within'>): RestartBudget {
  const period = milliseconds(within)
  let recent: number[] = []
  return {
    spend(now) {
      recent = [...recent.filter((time) => now - time < period), now]
      return recent.length > intensity ? { restart: false } : { restart: true, delay: 0 }
    },
  }
}
