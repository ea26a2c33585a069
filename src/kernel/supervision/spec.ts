import type { Duration } from '../clock/duration.ts'
import type { RestartPolicy } from '../unit/unit.ts'

/**
 * Who is restarted when one crashes: it alone, it and those started after it, or all of them. Those that go along end at once
 * and start again together with it, in order.
 */
export type Strategy = 'one_for_one' | 'rest_for_one' | 'one_for_all'

/** A supervisor ends itself when a significant child, or the last of them, has ended. */
export type AutoShutdown = 'never' | 'any_significant' | 'all_significant'

/** A group of actors that live and fail together. */
export interface SupervisorSpec {
  readonly name: string
  /** The supervisor above; the root if absent. */
  readonly under?: string
  readonly strategy?: Strategy
  /** More restarts of its children than this within `within`, all counted together, fail the group; no limit if absent. */
  readonly intensity?: number
  readonly within?: Duration
  /** How the group comes back as a child of the supervisor above. */
  readonly restart?: RestartPolicy
  readonly autoShutdown?: AutoShutdown
}

export const DEFAULT_WITHIN = '60s'
