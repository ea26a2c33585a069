import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { createLogTracer, createMetricsTracer, type Letter } from '../../src/kernel/index.ts'
import { createTracers } from '../../src/kernel/trace/tracers.ts'

const letter = (type: string) =>
  ({ id: 7, cause: 3, trace: 1, from: 'outside', event: { type, payload: 'secret' } }) as Letter

describe('tracers', () => {
  it('are told each of what it has a hook for, until they are detached', () => {
    const tracers = createTracers()
    const told: string[] = []
    expect(tracers.active).toBe(false)
    const first = tracers.attach({ stopped: (actor) => void told.push(`first ${actor}`) })
    tracers.attach({ stopped: (actor) => void told.push(`second ${actor}`) })
    tracers.attach({})
    tracers.tell('stopped', 'a')
    first()
    first()
    tracers.tell('stopped', 'b')
    tracers.tell('started', 'c', 1)
    expect(told).toEqual(['first a', 'second a', 'second b'])
    expect([tracers.active, tracers.failures]).toEqual([true, 0])
  })

  it('that throw are counted, and keep nothing from the others', () => {
    const tracers = createTracers()
    const told: string[] = []
    const detach = tracers.attach({
      stopped: () => {
        throw new Error('watcher')
      },
    })
    tracers.attach({ stopped: (actor) => void told.push(actor) })
    for (const actor of ['a', 'b']) tracers.tell('stopped', actor)
    tracers.failed()
    expect([told, tracers.failures]).toEqual([['a', 'b'], 3])
    detach()
    tracers.tell('stopped', 'c')
    expect([told, tracers.failures]).toEqual([['a', 'b', 'c'], 3])
  })
})

describe('the log', () => {
  it('has a line for all that happens, with what is known of it', () => {
    const lines: unknown[] = []
    const at = (level: string) => (fields: object, message: string) => void lines.push([level, message, fields])
    const tracer = createLogTracer({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') })
    const event = letter('test.Ping')
    tracer.emitted!(event, { id: 7, accepted: 2, refused: ['a'] })
    tracer.handled!('a', event, 1.234_56)
    tracer.coalesced!('a', event)
    tracer.dead!({ actor: 'a', reason: 'refused', letter: event, at: 0 })
    tracer.started!('a', 2)
    tracer.crashed!('a', new Error('why'), event)
    tracer.crashed!('a', new Error('why'), undefined)
    tracer.stopped!('a')
    const of = { actor: 'a', id: 7, type: 'test.Ping' }
    expect(lines).toEqual([
      ['debug', 'emitted', { id: 7, cause: 3, from: 'outside', type: 'test.Ping', accepted: 2, refused: 1 }],
      ['debug', 'handled', { ...of, milliseconds: 1.235 }],
      ['debug', 'coalesced', of],
      ['warn', 'dead letter', { ...of, reason: 'refused' }],
      ['debug', 'started', { actor: 'a', incarnation: 2 }],
      ['warn', 'crashed', { actor: 'a', id: 7, error: 'why' }],
      ['warn', 'crashed', { actor: 'a', id: undefined, error: 'why' }],
      ['debug', 'stopped', { actor: 'a' }],
    ])
  })
})

describe('the metrics', () => {
  it('tell how long handlers took, in seconds: how many at most so long, how many in all and their sum', async () => {
    const registry = new Registry()
    const tracer = createMetricsTracer(registry)
    // Milliseconds: on a bound, between two and beyond the last.
    for (const duration of [0.01, 0.05, 1, 3_000]) tracer.handled!('a', letter('test.Ping'), duration)
    tracer.handled!('b', letter('test.Ping'), 500)
    const text = await registry.metrics()
    const of = (actor: string) =>
      text
        .split('\n')
        .filter((line) => line.startsWith('reeve_kernel_handling_seconds') && line.includes(`actor="${actor}"`))
        .map((line) => line.replace(/^reeve_kernel_handling_seconds_(\w+)\{(?:le="([^"]+)",)?.*\} (.*)$/, '$1 $2 $3'))
    expect(of('a')).toEqual([
      'bucket 0.00001 1',
      'bucket 0.0001 2',
      'bucket 0.001 3',
      'bucket 0.004 3',
      'bucket 0.02 3',
      'bucket 0.1 3',
      'bucket 1 3',
      'bucket +Inf 4',
      'sum  3.00106',
      'count  4',
    ])
    expect(of('b')).toContain('bucket 1 1')
    registry.resetMetrics()
    expect(await registry.metrics()).not.toContain('reeve_kernel_handling_seconds_count')
  })

  it('count by every label, and what was taken by some though others refused it', async () => {
    const registry = new Registry()
    const tracer = createMetricsTracer(registry)
    tracer.emitted!(letter('test.Ping'), { id: 1, accepted: 1, refused: ['a'] })
    tracer.emitted!(letter('test.Ping'), { id: 1, accepted: 0, refused: ['a'] })
    for (const actor of ['a', 'a', 'b']) tracer.handled!(actor, letter('test.Ping'), 1)
    tracer.handled!('a', letter('test.Pong'), 1)
    const text = await registry.metrics()
    expect(text).toContain('reeve_kernel_emitted_total{type="test.Ping",from="outside"} 1')
    for (const line of [
      'type="test.Ping",actor="a"} 2',
      'type="test.Ping",actor="b"} 1',
      'type="test.Pong",actor="a"} 1',
    ])
      expect(text).toContain(`reeve_kernel_handled_total{${line}`)
  })
})
