import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTimerQueue } from '../../src/kernel/clock/timer-queue.ts'
import { milliseconds } from '../../src/kernel/index.ts'

type Step =
  | { readonly kind: 'add'; readonly due: number }
  | { readonly kind: 'cancel'; readonly which: number }
  | { readonly kind: 'take'; readonly now: number }

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), due: fc.nat(1_000) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(5_000) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('take' as const), now: fc.nat(300) }) },
  ),
  { minLength: 200, maxLength: 1_500, size: 'max' },
)

/** The same by a list that is looked through each time. */
function createList() {
  const timers: Array<{ readonly due: number; readonly name: number; live: boolean }> = []
  const first = () => timers.filter(({ live }) => live).sort((a, b) => a.due - b.due || a.name - b.name)[0]
  return {
    add: (due: number) => void timers.push({ due, name: timers.length, live: true }),
    cancel(name: number) {
      if (timers[name] !== undefined) timers[name].live = false
    },
    next: () => first()?.due,
    take(now: number): number | undefined {
      const timer = first()
      if (timer === undefined || timer.due > now) return undefined
      timer.live = false
      return timer.name
    },
  }
}

describe('the timer queue', () => {
  it('does as a plain list would, however many are set, cancelled and taken', () => {
    fc.assert(
      fc.property(steps, (list: readonly Step[]) => {
        const queue = createTimerQueue()
        const model = createList()
        const ids: ReturnType<typeof queue.add>[] = []
        let taken: number | undefined
        for (const step of list) {
          if (step.kind === 'add') {
            const name = ids.length
            ids.push(queue.add(step.due, () => void (taken = name)))
            model.add(step.due)
          } else if (step.kind === 'cancel') {
            const name = ids.length === 0 ? 0 : step.which % ids.length
            if (ids[name] !== undefined) queue.cancel(ids[name])
            model.cancel(name)
          } else {
            taken = undefined
            queue.take(step.now)?.()
            expect(taken).toBe(model.take(step.now))
          }
          expect(queue.next()).toBe(model.next())
        }
      }),
      { numRuns: 30 },
    )
  })

  it('gives none that was cancelled, nor is one cancelled twice counted twice', () => {
    const queue = createTimerQueue()
    queue.add(5, () => {})
    for (let n = 0; n < 1_000; n += 1) {
      const id = queue.add(1_000 + n, () => {})
      queue.cancel(id)
      // A second time changes nothing.
      queue.cancel(id)
    }
    expect(queue.next()).toBe(5)
    expect(queue.take(4)).toBeUndefined()
    expect(queue.take(5)).toBeDefined()
    expect(queue.next()).toBeUndefined()
    expect(queue.take(10_000)).toBeUndefined()
  })

  it('gives one that is due exactly now, once', () => {
    const queue = createTimerQueue()
    const id = queue.add(7, () => {})
    expect(queue.take(6)).toBeUndefined()
    expect(queue.take(7)).toBeDefined()
    expect(queue.take(7)).toBeUndefined()
    queue.cancel(id)
    expect(queue.next()).toBeUndefined()
  })
})

describe('a duration', () => {
  it.each([
    [0, 0],
    [250, 250],
    ['0ms', 0],
    ['1.25s', 1_250],
    ['2m', 120_000],
    ['3h', 10_800_000],
    ['1d', 86_400_000],
  ] as const)('%s is %i milliseconds', (duration, expected) => {
    expect(milliseconds(duration as never)).toBe(expected)
  })

  it.each([-1, Number.NaN, '', '5', 's', '5 s', 'x5s', '5sx', '5s5', '1.s', '-1s'])('is not %j', (text) => {
    expect(() => milliseconds(text as never)).toThrow()
  })
})
