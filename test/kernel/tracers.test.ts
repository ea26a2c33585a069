import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { createLogTracer, createMetricsTracer, createStructTracer } from '../../src/kernel/index.ts'
import { counterUnit, Ping, Pong, startSystem } from './fixtures.ts'

const unit = () =>
  counterUnit(
    'a',
    (n, ctx) => {
      if (n < 0) throw new Error('negative')
      ctx.emit(Pong, { n })
    },
    { mailbox: { bound: 3 } },
  )

describe('the metrics tracer', () => {
  it('counts what was emitted, handled, lost and restarted, by type and actor', async () => {
    const registry = new Registry()
    const { system, ping, pass } = await startSystem((s) => {
      s.attach(createMetricsTracer(registry))
      s.register(unit())
    })
    ping(1, 2, -1, 3)
    await pass(500)
    const text = await registry.metrics()
    expect(text).toContain('reeve_kernel_emitted_total{type="test.Ping",from="outside"} 3')
    expect(text).toContain('reeve_kernel_emitted_total{type="test.Pong",from="a"} 2')
    expect(text).toContain('reeve_kernel_handled_total{type="test.Ping",actor="a"} 2')
    expect(text).toContain('reeve_kernel_dead_letters_total{type="test.Ping",actor="a",reason="refused"} 1')
    expect(text).toContain('reeve_kernel_dead_letters_total{type="test.Ping",actor="a",reason="crashed"} 1')
    expect(text).toContain('reeve_kernel_crashes_total{actor="a"} 1')
    expect(text).toContain('reeve_kernel_starts_total{actor="a"} 2')
    expect(text).toContain('reeve_kernel_handling_seconds_count{actor="a"} 2')
    expect(system.deadLetters.total).toBe(2)
  })
})

describe('the struct tracer', () => {
  it('keeps the last entries with their ids and causes', async () => {
    const { system, ping, clock } = await startSystem((s) => s.register(unit()))
    const tracer = createStructTracer(clock, 4)
    system.attach(tracer)
    ping(1, 2)
    system.drain()
    const entries = tracer.entries()
    expect(entries).toHaveLength(4)
    expect(entries.map(({ kind, type }) => [kind, type])).toEqual([
      ['emitted', Pong.type],
      ['handled', Ping.type],
      ['emitted', Pong.type],
      ['handled', Ping.type],
    ])
    expect(entries[2]!.cause).toBe(entries[3]!.id)
  })
})

describe('what a tracer is told of, as entries', () => {
  it('has a line for every kind, with who, what and why', async () => {
    const { system, ping, clock, pass } = await startSystem((s) => {
      s.register(
        counterUnit(
          'a',
          (n) => {
            if (n === 9) throw new Error('nine')
          },
          {
            mailbox: { bound: 1, policy: { [Ping.type]: 'coalesce-latest' } },
            restart: { backoff: { min: 1, max: 1 } },
          },
        ),
      )
      s.register(
        counterUnit('emitter', (n, ctx) => void ctx.emit(Pong, { n }), {
          emits: [Pong],
          rate: { burst: 1, over: 'refuse' },
        }),
      )
    })
    const tracer = createStructTracer(clock)
    system.attach(tracer)
    const [, last] = ping(1, 9)
    await pass(5)
    system.pause('a')
    ping(3)
    system.register(counterUnit('late'))
    await pass(5)
    system.unregister('late')
    await pass(5)
    const seen = tracer.entries().map(({ at: _, duration: __, trace: ___, ...entry }) => entry)
    const id = last!.id
    expect(seen).toContainEqual({ kind: 'coalesced', actor: 'a', type: 'test.Ping', id: id - 1, from: 'outside' })
    expect(seen).toContainEqual({ kind: 'dead', actor: 'a', type: 'test.Ping', id, from: 'outside', reason: 'crashed' })
    expect(seen).toContainEqual({ kind: 'crashed', actor: 'a', reason: 'nine', id })
    expect(seen).toContainEqual({ kind: 'started', actor: 'a', incarnation: 2 })
    expect(seen).toContainEqual(expect.objectContaining({ kind: 'forwarded', actor: 'late', type: 'test.Ping' }))
    expect(seen).toContainEqual(expect.objectContaining({ kind: 'limited', actor: 'emitter', reason: 'refused' }))
    expect(seen).toContainEqual({ kind: 'stopped', actor: 'late' })
  })

  it.each([
    [3, [1, 2, 3]],
    [4, [2, 3, 4]],
    [7, [5, 6, 7]],
  ])('keeps the last ones in order: of %i', async (count, kept) => {
    const tracer = createStructTracer({ now: () => 0 }, 3)
    for (let n = 1; n <= count; n += 1) tracer.stopped!(String(n))
    expect(tracer.entries().map(({ actor }) => Number(actor))).toEqual(kept)
  })
})

describe('a tracer', () => {
  it('is told before and after each handling, and of nothing that happens elsewhere', async () => {
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a')))
    const told: string[] = []
    system.attach({
      handling: (actor, { id }) => void told.push(`${actor} begins ${id}`),
      handled: (actor, { id }) => void told.push(`${actor} ends ${id}`),
    })
    const ids = ping(1, 2).map(({ id }) => id)
    system.drain()
    expect(told).toEqual(ids.flatMap((id) => [`a begins ${id}`, `a ends ${id}`]))
  })
})

describe('the log tracer', () => {
  it('writes types and ids, never payloads, and what is wrong as warnings', async () => {
    const lines: Array<{ level: string; fields: object; message: string }> = []
    const at = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message })
    const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
    const { system, ping } = await startSystem((s) => s.register(unit()))
    system.attach(createLogTracer(log))
    ping(987_654, -1)
    system.drain()
    expect(lines.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
      'crashed',
      'dead letter',
    ])
    expect(lines.map(({ message }) => message)).toContain('handled')
    expect(JSON.stringify(lines)).not.toContain('987654')
  })
})
