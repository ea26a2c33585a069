import { describe, expect, it } from 'vitest'
import { KernelError, type Letter } from '../../src/kernel/index.ts'
import { counterUnit, Ping, Pong, startSystem } from './fixtures.ts'

describe('order', () => {
  it('enqueues on emission and handles in order of registration, one letter an actor at a turn', async () => {
    const order: string[] = []
    const { ping, system } = await startSystem((s) => {
      for (const name of ['b', 'a', 'c']) s.register(counterUnit(name, (n) => void order.push(`${name}${n}`)))
    })
    const [first] = ping(1, 2)
    expect(order).toEqual([])
    expect(first).toMatchObject({ accepted: 3, refused: [] })
    system.drain()
    expect(order).toEqual(['b1', 'a1', 'c1', 'b2', 'a2', 'c2'])
  })

  it('runs a handler to completion: what it emits comes later', async () => {
    const order: string[] = []
    const { ping, system } = await startSystem((s) => {
      s.register(
        counterUnit('a', (n, ctx) => {
          order.push('begin')
          ctx.emit(Pong, { n })
          order.push('end')
        }),
      )
      s.register({
        ...counterUnit('b'),
        consumes: [Pong],
        machine: undefined,
        handlers: { 'test.Pong': () => void order.push('pong') },
      })
    })
    ping(1)
    system.drain()
    expect(order).toEqual(['begin', 'end', 'pong'])
  })

  it('does not let one actor wait for another to empty its queue', async () => {
    const order: string[] = []
    const { ping, system } = await startSystem((s) => {
      s.register(
        counterUnit('busy', (n, ctx) => {
          order.push(`busy${n}`)
          if (n === 1) ctx.emit(Pong, { n })
        }),
      )
      s.register({
        ...counterUnit('other'),
        consumes: [Pong],
        machine: undefined,
        handlers: { 'test.Pong': () => void order.push('other') },
      })
    })
    ping(1, 2, 3, 4)
    system.drain()
    expect(order).toEqual(['busy1', 'other', 'busy2', 'busy3', 'busy4'])
  })

  it('gives a newcomer what still waits somewhere, and not what has been handled', async () => {
    const late: number[] = []
    const { ping, system } = await startSystem((s) => s.register(counterUnit('early')))
    const forwarded: string[] = []
    system.attach({ forwarded: (actor, { event }) => void forwarded.push(`${actor} ${event.type}`) })
    ping(1)
    system.drain()
    ping(2)
    system.register(counterUnit('late', (n) => void late.push(n)))
    ping(3)
    system.drain()
    expect(late).toEqual([2, 3])
    expect(forwarded).toEqual(['late test.Ping'])
  })

  it('serves a timer that is due between two handlers, whatever is queued', async () => {
    const order: string[] = []
    const { ping, system, clock } = await startSystem((s) => {
      s.register(
        counterUnit('a', (n) => {
          order.push(`a${n}`)
          // As if each handler took a while.
          clock.advance(10)
        }),
      )
    })
    clock.setTimeout(() => order.push('timer'), 15)
    ping(1, 2, 3, 4)
    system.drain()
    expect(order).toEqual(['a1', 'a2', 'timer', 'a3', 'a4'])
  })

  it('drains up to a letter, with it or without it', async () => {
    const order: number[] = []
    const { ping, system } = await startSystem((s) => s.register(counterUnit('a', (n) => void order.push(n))))
    const isTwo = ({ event }: Letter) => (event.payload as { n: number }).n === 2
    ping(1, 2, 3)
    expect(system.drainBefore(isTwo)).toBe(true)
    expect(system.drainBefore(isTwo)).toBe(true)
    expect(order).toEqual([1])
    expect(system.drainUntil(isTwo)).toBe(true)
    expect(order).toEqual([1, 2])
    expect(system.drainUntil(isTwo)).toBe(false)
    expect(order).toEqual([1, 2, 3])
    expect(system.drainBefore(isTwo)).toBe(false)
  })

  it('refuses to drain inside a handler', async () => {
    let caught: unknown
    const { ping, system } = await startSystem((s) => {
      s.register(
        counterUnit('a', () => {
          try {
            system.drain()
          } catch (error) {
            caught = error
          }
        }),
      )
    })
    ping(1)
    system.drain()
    expect(caught).toBeInstanceOf(KernelError)
    expect((caught as KernelError).code).toBe('nested-drain')
  })

  it('takes register, replace, pause, resume, restart and unregister from inside a handler, at the next boundary', async () => {
    const order: string[] = []
    const { ping, system, actor, pass } = await startSystem((s) => {
      s.register(
        counterUnit('boss', (n) => {
          if (n === 1) s.register(counterUnit('new', (m) => void order.push(`new${m}`)))
          if (n === 2) s.pause('new')
          if (n === 3) s.resume('new')
          if (n === 4)
            void s.replace(
              'new',
              counterUnit('new', (m) => void order.push(`newer${m}`)),
            )
          if (n === 5) s.restart('new')
          if (n === 6) s.unregister('new')
        }),
      )
    })
    for (const n of [1, 2]) {
      ping(n)
      await pass(0)
    }
    expect(order).toEqual([])
    expect(actor('new')).toMatchObject({ status: 'paused', queued: 1 })
    for (const n of [3, 4, 5, 6]) {
      ping(n)
      await pass(0)
    }
    expect(order.slice(0, 2)).toEqual(['new2', 'new3'])
    expect(order).toContain('newer5')
    expect(system.actors().map(({ name }) => name)).toEqual(['root', 'boss'])
  })

  it('gives the same trace for the same seed and inputs', async () => {
    const run = async () => {
      const { ping, pass, seen, facts } = await startSystem(
        (s) => {
          s.register(
            counterUnit('a', (n, ctx) => {
              if (n % 3 === 0) throw new Error('third')
              ctx.emit(Pong, { n })
            }),
          )
        },
        { seed: 42 },
      )
      for (let n = 1; n <= 12; n += 1) {
        ping(n)
        await pass(137)
      }
      return [...seen, ...facts]
    }
    expect(await run()).toEqual(await run())
  })

  it('gives each letter its cause and its trace', async () => {
    const letters: Array<{ id: number; cause: number; trace: number; type: string }> = []
    const { ping, system } = await startSystem((s) => {
      s.register(counterUnit('a', (n, ctx) => void ctx.emit(Pong, { n })))
    })
    system.attach({
      emitted: ({ id, cause, trace, event }) => void letters.push({ id, cause, trace, type: event.type }),
    })
    ping(1)
    system.drain()
    const [first, second] = letters
    expect(first).toMatchObject({ type: Ping.type, cause: 0, trace: first!.id })
    expect(second).toMatchObject({ type: Pong.type, cause: first!.id, trace: first!.id })
  })
})
