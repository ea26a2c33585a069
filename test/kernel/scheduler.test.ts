import { describe, expect, it } from 'vitest'
import { createScheduler } from '../../src/kernel/bus/scheduler.ts'
import type { Worker } from '../../src/kernel/bus/worker.ts'
import { createVirtualClock } from '../../src/kernel/index.ts'
import type { Letter } from '../../src/kernel/message/letter.ts'

/** Time that passes only while handlers work, and whose deferred work is counted. */
function workingClock() {
  const virtual = createVirtualClock()
  let spent = 0
  let deferred = 0
  return {
    ...virtual,
    now: () => virtual.now() + spent,
    spend(milliseconds: number) {
      spent += milliseconds
    },
    defer(callback: () => void) {
      deferred += 1
      virtual.defer(callback)
    },
    get deferred() {
      return deferred
    },
  }
}

/** Handles the numbers it is given, by `handle`; pausing it keeps what waits. */
function workerOf(numbers: number[], handle: (n: number) => void, rank = 1): Worker & { paused: boolean } {
  return {
    paused: false,
    turn: -1,
    ticket: 0,
    rank,
    get ready() {
      return !this.paused && numbers.length > 0
    },
    get next() {
      return numbers.length === 0 ? undefined : ({ id: numbers[0], rank: 1 } as Letter)
    },
    handleNext: () => handle(numbers.shift()!),
  }
}

function stage() {
  const clock = workingClock()
  const scheduler = createScheduler(clock)
  const seen: string[] = []
  return { clock, scheduler, seen, note: (what: string) => void seen.push(what) }
}

const settled = async (promise: Promise<unknown>) => {
  const pending = Symbol('pending')
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending
}

describe('turns', () => {
  it('are asked for once of the event loop, however much there is to do', () => {
    const { clock, scheduler, seen, note } = stage()
    const worker = workerOf([1, 2, 3], (n) => note(`${n}`))
    scheduler.wake(worker)
    scheduler.wake(worker)
    expect(clock.deferred).toBe(1)
    clock.flush()
    expect(seen).toEqual(['1', '2', '3'])
    expect(clock.deferred).toBe(1)
    scheduler.wake(workerOf([4], (n) => note(`${n}`)))
    clock.flush()
    expect(seen).toEqual(['1', '2', '3', '4'])
    expect(clock.deferred).toBe(2)
  })

  it('leave the event loop to others after a few milliseconds', () => {
    const { clock, scheduler, seen, note } = stage()
    const handle = (n: number) => {
      note(`${n}`)
      clock.spend(2)
    }
    scheduler.wake(workerOf([1, 2, 3, 4, 5], handle))
    clock.defer(() => note('other'))
    clock.flush()
    expect(seen).toEqual(['1', '2', 'other', '3', '4', '5'])
  })

  it('are not taken inside of another', () => {
    const { clock, scheduler, seen, note } = stage()
    const handle = (n: number) => {
      note(`begin ${n}`)
      // As if the event loop went on inside a handler.
      clock.flush()
      note(`end ${n}`)
    }
    for (const n of [1, 2]) scheduler.wake(workerOf([n], handle))
    // The turns that the event loop was asked for come up while these are taken.
    scheduler.drain()
    expect(seen).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2'])
  })

  it('go on after a handler that throws', () => {
    const { clock, scheduler, seen, note } = stage()
    const handle = (n: number) => {
      if (n === 1) throw new Error('one')
      note(`${n}`)
    }
    scheduler.wake(workerOf([1], handle))
    scheduler.wake(workerOf([2], handle))
    expect(() => clock.flush()).toThrow('one')
    expect(seen).toEqual([])
    clock.flush()
    expect(seen).toEqual(['2'])
  })

  it('pass over who has nothing to do any more, and come back to who has more', () => {
    const { scheduler, seen, note } = stage()
    const paused = workerOf([1], () => note('paused'))
    scheduler.wake(paused)
    scheduler.wake(workerOf([2, 4], (n) => note(`${n}`)))
    scheduler.wake(workerOf([3], (n) => note(`${n}`)))
    paused.paused = true
    expect(scheduler.drain()).toBe(4)
    expect(seen).toEqual(['2', '3', '4'])
    expect(scheduler.drain()).toBe(0)
  })
})

describe('a drain up to a letter', () => {
  it('handles it or leaves it, after the timers and changes that come first', () => {
    for (const [drain, expected] of [
      ['drainBefore', ['timer', 'change', '1']],
      ['drainUntil', ['timer', 'change', '1', '2']],
    ] as const) {
      const { clock, scheduler, seen, note } = stage()
      const paused = workerOf([9], () => note('paused'))
      scheduler.wake(paused)
      scheduler.wake(workerOf([1, 2, 3], (n) => note(`${n}`)))
      paused.paused = true
      clock.setTimeout(() => {
        note('timer')
        scheduler.control(() => note('change'))
      }, 0)
      expect(scheduler[drain](({ id }) => id === 2)).toBe(true)
      expect(seen).toEqual(expected)
      // What a paused one would have next is nobody's.
      expect(scheduler[drain](({ id }) => id === 9)).toBe(false)
      expect(seen.at(-1)).toBe('3')
    }
  })

  it('looks at each letter once its time has come: a timer before it may bring another', () => {
    const { clock, scheduler, seen, note } = stage()
    scheduler.wake(workerOf([1], () => note('first')))
    const urgent = workerOf([7], () => note('urgent'), 0)
    clock.setTimeout(() => scheduler.wake(urgent), 0)
    expect(scheduler.drainUntil(({ id }) => id === 7)).toBe(true)
    expect(seen).toEqual(['urgent'])
  })
})

describe('a timer', () => {
  it('that is due comes before the next turn', () => {
    const { clock, scheduler, seen, note } = stage()
    scheduler.wake(
      workerOf([1, 2], (n) => {
        note(`${n}`)
        clock.setTimeout(() => note(`timer ${n}`), 0)
      }),
    )
    expect(scheduler.drain()).toBe(2)
    expect(seen).toEqual(['1', 'timer 1', '2', 'timer 2'])
  })

  it('and what it changes come before a drain looks at the next letter', () => {
    const { clock, scheduler, seen, note } = stage()
    const worker = workerOf([1], () => note('1'))
    scheduler.wake(worker)
    clock.setTimeout(() => scheduler.control(() => Object.assign(worker, { paused: true })), 0)
    expect(scheduler.drainBefore(() => true)).toBe(false)
    expect(seen).toEqual([])
  })
})

describe('a change', () => {
  it('outside of any handler happens at once, and what it changes in turn right after it', () => {
    const { scheduler, seen, note } = stage()
    scheduler.control(() => {
      scheduler.control(() => note('second'))
      note('first')
    })
    expect(seen).toEqual(['first', 'second'])
  })

  it('inside a handler happens after it and before the next, in the order they were asked for', () => {
    const { clock, scheduler, seen, note } = stage()
    const handle = (n: number) => {
      for (const each of ['a', 'b']) scheduler.control(() => note(`${each}${n}`))
      note(`handled ${n}`)
    }
    const expected = ['handled 1', 'a1', 'b1', 'handled 2', 'a2', 'b2']
    scheduler.wake(workerOf([1, 2], handle))
    scheduler.drain()
    expect(seen).toEqual(expected)
    scheduler.wake(workerOf([1, 2], handle))
    clock.flush()
    expect(seen).toEqual([...expected, ...expected])
  })

  it('of a handler that came by no letter happens after it', () => {
    const { clock, scheduler, seen, note } = stage()
    const result = scheduler.within(() => {
      scheduler.within(() => note('inner'))
      scheduler.control(() => note('change'))
      note('handler')
      return 7
    })
    expect(result).toBe(7)
    clock.flush()
    expect(seen).toEqual(['inner', 'handler', 'change'])
  })
})

describe('a scheduler', () => {
  it('is idle when nothing waits, here or elsewhere', async () => {
    const { clock, scheduler } = stage()
    expect(scheduler.idle).toBe(true)
    expect(await settled(scheduler.awaitIdle())).toBe(true)
    const far = {}
    scheduler.away(far, true)
    scheduler.wake(workerOf([1], () => {}))
    expect(scheduler.idle).toBe(false)
    const idle = scheduler.awaitIdle()
    expect(scheduler.awaitIdle()).toBe(idle)
    clock.flush()
    expect(scheduler.idle).toBe(false)
    expect(await settled(idle)).toBe(false)
    scheduler.away(far, false)
    expect(scheduler.idle).toBe(true)
    expect(await settled(idle)).toBe(true)
    expect(clock.deferred).toBe(1)
  })

  it('is not idle again before what came since is done', async () => {
    const { clock, scheduler } = stage()
    scheduler.wake(workerOf([1], () => {}))
    const first = scheduler.awaitIdle()
    clock.flush()
    scheduler.wake(workerOf([2], () => {}))
    const second = scheduler.awaitIdle()
    expect(await settled(first)).toBe(true)
    expect(await settled(second)).toBe(false)
    clock.flush()
    expect(await settled(second)).toBe(true)
  })

  it('tells of work as soon as there is some, not of what is elsewhere', async () => {
    const { clock, scheduler } = stage()
    const work = scheduler.awaitWork()
    expect(scheduler.awaitWork()).toBe(work)
    scheduler.away({}, true)
    expect(await settled(work)).toBe(false)
    scheduler.wake(workerOf([1], () => {}))
    expect(await settled(work)).toBe(true)
    expect(await settled(scheduler.awaitWork())).toBe(true)
    clock.flush()
    expect(await settled(scheduler.awaitWork())).toBe(false)
  })

  it('tells of a change that waits for the end of a handler, too', async () => {
    const { scheduler } = stage()
    let work: Promise<void> | undefined
    scheduler.within(() => {
      scheduler.control(() => {})
      work = scheduler.awaitWork()
    })
    expect(await settled(work!)).toBe(true)
  })

  it('does not let a handler wait for others', () => {
    const { scheduler } = stage()
    const nested = () => {
      for (const each of [
        () => scheduler.drain(),
        () => scheduler.drainUntil(() => true),
        () => scheduler.drainBefore(() => true),
        () => scheduler.awaitIdle(),
      ])
        expect(each).toThrow('from inside a handler')
    }
    scheduler.within(nested)
    expect.assertions(4)
  })
})
