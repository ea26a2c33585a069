import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextOf, counterUnit, Ping, startSystem } from './fixtures.ts'

const collecting = (policy: 'refuse' | 'coalesce-latest' | 'drop-oldest' | 'stop-critical', bound: number) => {
  const got: number[] = []
  const unit = counterUnit('a', (n) => void got.push(n), { mailbox: { bound, policy: { [Ping.type]: policy } } })
  return { got, unit }
}

describe('mailboxes', () => {
  it('refuse the newest when full, and tell the emitter', async () => {
    const { got, unit } = collecting('refuse', 2)
    const { ping, system, seen } = await startSystem((s) => s.register(unit))
    const emissions = ping(1, 2, 3)
    expect(emissions.map(({ accepted, refused }) => [accepted, refused])).toEqual([
      [1, []],
      [1, []],
      [0, ['a']],
    ])
    system.drain()
    expect(got).toEqual([1, 2])
    expect(seen).toContain('a refused test.Ping')
    expect(system.deadLetters.byReason).toMatchObject({ refused: 1 })
  })

  it('let the oldest of a type give way', async () => {
    const { got, unit } = collecting('drop-oldest', 2)
    const { ping, system } = await startSystem((s) => s.register(unit))
    ping(1, 2, 3, 4)
    system.drain()
    expect(got).toEqual([3, 4])
    expect(system.deadLetters.byReason).toMatchObject({ dropped: 2 })
  })

  it('keep only the latest of a type', async () => {
    const { got, unit } = collecting('coalesce-latest', 100)
    const { ping, system, seen } = await startSystem((s) => s.register(unit))
    ping(1, 2, 3, 4)
    system.drain()
    expect(got).toEqual([4])
    expect(seen.filter((line) => line === 'a coalesced test.Ping')).toHaveLength(3)
    expect(system.deadLetters.total).toBe(0)
  })

  it('fail the actor for good when what may not be lost does not fit', async () => {
    const { unit } = collecting('stop-critical', 1)
    const { ping, pass, facts, system } = await startSystem((s) => s.register(unit))
    ping(1, 2)
    await pass(0)
    expect(facts).toContain('kernel.ActorFailed')
    await expect(system.ended).resolves.toMatchObject({ outcome: 'aborted' })
  })

  it('go on taking letters while the actor is paused, under the same bound', async () => {
    const { got, unit } = collecting('refuse', 3)
    const { ping, system, actor } = await startSystem((s) => s.register(unit))
    system.pause('a')
    ping(1, 2, 3, 4)
    system.drain()
    expect(got).toEqual([])
    expect(actor('a')).toMatchObject({ status: 'paused', queued: 3 })
    system.resume('a')
    system.drain()
    expect(got).toEqual([1, 2, 3])
  })

  it('balance their books: what was accepted is handled, coalesced, or one dead letter', async () => {
    const act = fc.oneof(
      fc.record({ do: fc.constant('ping' as const), n: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const, 'restart' as const, 'turn' as const) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 900 }) }),
    )
    const policy = fc.constantFrom('refuse' as const, 'drop-oldest' as const, 'coalesce-latest' as const)
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { maxLength: 40 }),
        policy,
        fc.integer({ min: 1, max: 6 }),
        async (acts, chosen, bound) => {
          const { ping, pass, system, seen, actor } = await startSystem((s) => {
            const mailbox = { bound, policy: { [Ping.type]: chosen } }
            const note = (n: number) => {
              if (n % 5 === 4) throw new Error('every fifth')
            }
            s.register(counterUnit('a', note, { mailbox, restart: { intensity: 1_000 } }))
          })
          let emitted = 0
          for (const one of acts) {
            if (one.do === 'ping') {
              emitted += 1
              ping(one.n)
            } else if (one.do === 'wait') await pass(one.ms)
            else if (one.do === 'turn') system.drain()
            else system[one.do]('a')
          }
          const count = (what: string) => seen.filter((line) => line === `a ${what} test.Ping`).length
          const ended = count('handled') + count('coalesced') + count('refused') + count('dropped') + count('crashed')
          expect(ended + actor('a').queued).toBe(emitted)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('state between letters', () => {
  it('is kept by the machine', async () => {
    const { ping, system } = await startSystem((s) => s.register(counterUnit('a')))
    ping(1, 2, 3)
    system.drain()
    expect(contextOf(system, 'a')).toEqual({ count: 3 })
  })
})
