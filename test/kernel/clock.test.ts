import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTimerQueue } from '../../src/kernel/clock/timer-queue.ts'
import { createRandom, createVirtualClock, milliseconds } from '../../src/kernel/index.ts'

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

  it('stands still unless it is told: what is due runs when asked, what is deferred when flushed', () => {
    const clock = createVirtualClock()
    const order: string[] = []
    const note = (what: string) => () => void order.push(what)
    clock.setTimeout(note('late'), 1)
    clock.setTimeout(note('overdue'), -5)
    clock.setTimeout(note('due'), 0)
    clock.clearTimeout(clock.setTimeout(note('cancelled'), 0))
    clock.defer(() => {
      order.push('deferred')
      clock.defer(note('deferred in turn'))
    })
    expect(order).toEqual([])
    clock.runDue()
    expect(order).toEqual(['overdue', 'due'])
    clock.flush()
    expect(order.slice(2)).toEqual(['deferred', 'deferred in turn'])
    expect(clock.now()).toBe(0)
  })

  it('lets what is deferred have its turn before the next timer', () => {
    const clock = createVirtualClock()
    const order: string[] = []
    clock.defer(() => void order.push('before'))
    clock.setTimeout(() => clock.defer(() => void order.push(`deferred ${clock.now()}`)), 1)
    clock.setTimeout(() => void order.push('second'), 2)
    clock.setTimeout(() => void order.push('third'), 4)
    clock.advance(3)
    expect(order).toEqual(['before', 'deferred 1', 'second'])
  })

  it('does not go back for a timer that is overdue', () => {
    const clock = createVirtualClock()
    const seen: number[] = []
    clock.setTimeout(() => {
      clock.setTimeout(() => void seen.push(clock.now()), 1)
      clock.advance(10)
      seen.push(clock.now())
    }, 5)
    clock.advance(5)
    expect(seen).toEqual([6, 15])
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
  it('is the same in every version: a trace can be made again by its seed', () => {
    const random = createRandom(7)
    expect([random(), random(), random()]).toEqual([0.011704753153026104, 0.06195825757458806, 0.97690763277933])
  })

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
