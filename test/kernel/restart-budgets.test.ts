import { describe, expect, it } from 'vitest'
import type { RestartPolicy } from '../../src/kernel/index.ts'
import { createRestartBudget, createRestartWindow } from '../../src/kernel/supervision/restart-budget.ts'

/** Some time in this century. */
const NOW = 1_700_000_000_000

/** How long an actor waits that crashes at these times; undefined where it may not come back. */
const delays = (policy: RestartPolicy, times: readonly number[], random = 1) => {
  const budget = createRestartBudget(policy, () => random)
  return times.map((time) => {
    const verdict = budget.spend(NOW + time)
    return verdict.restart ? verdict.delay : undefined
  })
}

const verdicts = (spec: Parameters<typeof createRestartWindow>[0], times: readonly number[]) => {
  const window = createRestartWindow(spec)
  return times.map((time) => window.spend(NOW + time).restart)
}

describe('the restarts of an actor', () => {
  it('wait twice as long each time, up to the most, and half of it with the least luck', () => {
    const times = [0, 1, 2, 3, 4, 5]
    const backoff = { min: 100, max: 900 }
    expect(delays({ backoff, intensity: 9 }, times)).toEqual([100, 200, 400, 800, 900, 900])
    expect(delays({ backoff, intensity: 9 }, times, 0)).toEqual([50, 100, 200, 400, 450, 450])
  })

  it('wait as little as at first after a quiet time, when that is over and not before', () => {
    const policy = { backoff: { min: 100, max: 10_000 }, resetAfter: '10s', intensity: 9 } as const
    expect(delays(policy, [0, 9_999, 19_998, 29_998])).toEqual([100, 200, 400, 100])
  })

  it('are so many in a period, counted from each of them', () => {
    const policy = { backoff: { min: 1, max: 1 }, intensity: 2, within: '10s' } as const
    expect(delays(policy, [0, 5_000, 10_000, 14_999])).toEqual([1, 1, 1, undefined])
  })

  it('are five in a minute, from 200 ms to 10 s apart, unless it is said', () => {
    expect(delays({}, [0, 1, 2, 3, 4, 59_999])).toEqual([200, 400, 800, 1_600, 3_200, undefined])
    expect(delays({}, [0, 1, 2, 3, 4, 60_000])).toEqual([200, 400, 800, 1_600, 3_200, 200])
  })
})

describe('the restarts of a group', () => {
  it('are so many in a period, all of its actors counted together', () => {
    expect(verdicts({ intensity: 2, within: '10s' }, [0, 5_000, 10_000, 14_999])).toEqual([true, true, true, false])
    expect(verdicts({ intensity: 1 }, [0, 60_000, 119_999])).toEqual([true, true, false])
  })

  it('are not counted unless it is said', () => {
    expect(verdicts({}, Array(100).fill(0))).toEqual(Array(100).fill(true))
  })
})
