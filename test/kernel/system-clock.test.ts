import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSystemClock } from '../../src/kernel/index.ts'

const DAY = 86_400_000

describe("the machine's own time", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** A clock whose timers note their names, and how many milliseconds after its beginning they came. */
  function stage() {
    const clock = createSystemClock()
    const began = clock.now()
    const fired: string[] = []
    const set = (name: string, delay: number) =>
      clock.setTimeout(() => void fired.push(`${name} ${Math.round(clock.now() - began)}`), delay)
    return { clock, fired, set }
  }

  it('fires each timer when its time has come, whatever the order in which they were set', () => {
    const { fired, set } = stage()
    set('second', 20)
    set('first', 10)
    set('third', 30)
    set('overdue', -5)
    vi.advanceTimersByTime(9)
    expect(fired).toEqual(['overdue 0'])
    vi.advanceTimersByTime(100)
    expect(fired).toEqual(['overdue 0', 'first 10', 'second 20', 'third 30'])
  })

  it('has one timer of the machine for all of its own, and none when there is nothing to wait for', () => {
    const { clock, fired, set } = stage()
    const timers = [30, 10, 20].map((delay) => set('cancelled', delay))
    set('kept', 40)
    expect(vi.getTimerCount()).toBe(1)
    for (const timer of timers) clock.clearTimeout(timer)
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(40)
    expect(fired).toEqual(['kept 40'])
    expect(vi.getTimerCount()).toBe(0)
    clock.clearTimeout(set('cancelled', 10))
    expect(vi.getTimerCount()).toBe(0)
  })

  it('waits longer than a timer of the machine can', () => {
    const { fired, set } = stage()
    set('late', 60 * DAY)
    vi.advanceTimersByTime(60 * DAY - 1)
    expect(fired).toEqual([])
    vi.advanceTimersByTime(1)
    expect(fired).toEqual([`late ${60 * DAY}`])
  })

  it('fires what is due when asked, and then waits for the next', () => {
    const { clock, fired, set } = stage()
    set('due', 0)
    set('later', 10)
    clock.runDue()
    expect(fired).toEqual(['due 0'])
    clock.runDue()
    expect(fired).toEqual(['due 0'])
    vi.advanceTimersByTime(10)
    expect(fired).toEqual(['due 0', 'later 10'])
    clock.runDue()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('fires in turn what a timer sets', () => {
    const { clock, fired, set } = stage()
    clock.setTimeout(() => {
      set('at once', 0)
      set('later', 5)
    }, 10)
    vi.advanceTimersByTime(10)
    expect(fired).toEqual(['at once 10'])
    vi.advanceTimersByTime(5)
    expect(fired).toEqual(['at once 10', 'later 15'])
  })

  it('calls back once the event loop has served the others', () => {
    const { clock } = stage()
    const order: string[] = []
    clock.defer(() => void order.push('deferred'))
    order.push('now')
    vi.advanceTimersByTime(0)
    vi.runAllTicks()
    vi.runOnlyPendingTimers()
    expect(order).toEqual(['now', 'deferred'])
  })

  it('counts from 1970, by the monotonic clock', () => {
    const { clock } = stage()
    expect(clock.now()).toBe(performance.timeOrigin + performance.now())
    const before = clock.now()
    vi.advanceTimersByTime(7)
    expect(clock.now() - before).toBeCloseTo(7)
  })
})
