import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTimerQueue } from '../../src/kernel/clock/timer-queue.ts'
import { createRandom, createSystemClock, createVirtualClock, milliseconds } from '../../src/kernel/index.ts'

describe('the timer queue', () => {
  it('gives what is due in order of time, then of setting, without what was cancelled', () => {
    const timers = fc.array(fc.record({ due: fc.integer({ min: 0, max: 50 }), cancelled: fc.boolean() }), {
      maxLength: 300,
    })
    fc.assert(
      fc.property(timers, fc.integer({ min: 0, max: 50 }), (list, now) => {
        const queue = createTimerQueue()
        const fired: number[] = []
        const ids = list.map(({ due }, index) => queue.add(due, () => void fired.push(index)))
        for (const [index, { cancelled }] of list.entries()) if (cancelled) queue.cancel(ids[index]!)
        for (let next = queue.take(now); next !== undefined; next = queue.take(now)) next()
        const expected = list
          .map((timer, index) => ({ ...timer, index }))
          .filter(({ due, cancelled }) => !cancelled && due <= now)
          .sort((a, b) => a.due - b.due || a.index - b.index)
          .map(({ index }) => index)
        expect(fired).toEqual(expected)
        const rest = list.filter(({ due, cancelled }) => !cancelled && due > now).map(({ due }) => due)
        expect(queue.next()).toBe(rest.length === 0 ? undefined : Math.min(...rest))
      }),
    )
  })
})

describe('virtual time', () => {
  it('runs each timer at its own time, those that timers set too', () => {
    const clock = createVirtualClock(1_000)
    const seen: number[] = []
    clock.setTimeout(() => {
      seen.push(clock.now())
      clock.setTimeout(() => seen.push(clock.now()), 5)
    }, 10)
    clock.setTimeout(() => seen.push(clock.now()), 12)
    clock.advance(20)
    expect(seen).toEqual([1_010, 1_012, 1_015])
    expect(clock.now()).toBe(1_020)
  })
})

describe("the machine's own time", () => {
  it('fires timers, in order, and runs due ones when asked between handlers', async () => {
    const clock = createSystemClock()
    const order: string[] = []
    const last = new Promise<void>((resolve) => {
      clock.setTimeout(() => {
        order.push('second')
        resolve()
      }, 2)
    })
    clock.setTimeout(() => order.push('first'), 1)
    const cancelled = clock.setTimeout(() => order.push('never'), 1)
    clock.clearTimeout(cancelled)
    clock.setTimeout(() => order.push('due'), 0)
    clock.runDue()
    expect(order).toEqual(['due'])
    await last
    expect(order).toEqual(['due', 'first', 'second'])
  })
})

describe('durations', () => {
  it.each([
    [5, 5],
    ['250ms', 250],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
  ] as const)('%s is %d milliseconds', (text, expected) => {
    expect(milliseconds(text)).toBe(expected)
  })

  it.each(['5 s', 'soon', '-1s', ''])('refuses "%s"', (text) => {
    expect(() => milliseconds(text as never)).toThrow('is not a duration')
  })
})

describe('seeded randomness', () => {
  it('repeats with its seed and stays in [0, 1)', () => {
    const [a, b, c] = [createRandom(7), createRandom(7), createRandom(8)]
    const numbers = Array.from({ length: 1_000 }, a)
    expect(Array.from({ length: 1_000 }, b)).toEqual(numbers)
    expect(Array.from({ length: 1_000 }, c)).not.toEqual(numbers)
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers)).toBeLessThan(1)
    expect(numbers.reduce((sum, number) => sum + number, 0) / 1_000).toBeCloseTo(0.5, 1)
  })
})
