import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { createMetricsTracer } from '../../src/kernel/index.ts'
import { counterUnit, masterUnit, Ping, Pong, startSystem } from './fixtures.ts'

describe('the metrics of a system', () => {
  it('tell what waits and which duties run whenever they are read, and forget what is over', async () => {
    const registry = new Registry()
    const { system, ping, pass } = await startSystem((s) => {
      s.attach(createMetricsTracer(registry, s))
      s.register(counterUnit('a'))
      s.register(
        masterUnit((n, ctx) => {
          const family = ctx.duties('errand')
          if (n > 0) family.open(String(n), { label: 'x' })
          else for (const key of family.keys()) family.close(key)
        }),
      )
    })
    system.pause('a')
    ping(1, 2)
    await pass(0)
    const text = await registry.metrics()
    expect(text).toContain('reeve_kernel_queued{actor="a"} 2')
    expect(text).toContain('reeve_kernel_queued{actor="master"} 0')
    expect(text).toContain('reeve_kernel_duties{actor="master",family="errand"} 2')
    ping(0)
    await pass(0)
    system.unregister('a')
    await pass(0)
    const after = await registry.metrics()
    expect(after).toContain('reeve_kernel_duties{actor="master",family="errand"} 0')
    expect(after).not.toContain('reeve_kernel_queued{actor="a"}')
  })

  it('count what gave way, what was held back, restarts and not first starts, and the same when read twice', async () => {
    const registry = new Registry()
    const { system, ping, pass } = await startSystem((s) => {
      s.attach(createMetricsTracer(registry))
      s.register(
        counterUnit(
          'a',
          (n) => {
            if (n < 0) throw new Error('negative')
          },
          { mailbox: { policy: { [Ping.type]: 'coalesce-latest' } } },
        ),
      )
      s.register(
        counterUnit('eager', (n, ctx) => void ctx.emit(Pong, { n }), { rate: { rate: 1, burst: 1, over: 'refuse' } }),
      )
    })
    expect(await registry.metrics()).not.toContain('reeve_kernel_restarts_total{actor="a"}')
    system.pause('a')
    ping(1, 2, 3)
    system.resume('a')
    await pass(0)
    ping(-1)
    await pass(2_000)
    const text = await registry.metrics()
    expect(text).toContain('reeve_kernel_coalesced_total{type="test.Ping",actor="a"} 2')
    expect(text).toContain('reeve_kernel_restarts_total{actor="a"} 1')
    expect(text).not.toContain('reeve_kernel_restarts_total{actor="eager"}')
    expect(text).toMatch(/reeve_kernel_rate_limited_total\{actor="eager",became="refused"\} [1-9]/)
    expect(await registry.metrics()).toBe(text)
  })

  it('do not count what everybody refused, and count what nobody wants', async () => {
    const registry = new Registry()
    const { system, ping } = await startSystem((s) => {
      s.attach(createMetricsTracer(registry))
      s.register(counterUnit('a', () => {}, { mailbox: { bound: 1 } }))
    })
    system.pause('a')
    ping(1, 2, 3)
    system.emit(Pong, { n: 1 })
    const text = await registry.metrics()
    expect(text).toContain('reeve_kernel_emitted_total{type="test.Ping",from="outside"} 1')
    expect(text).toContain('reeve_kernel_emitted_total{type="test.Pong",from="outside"} 1')
    expect(text).toContain('reeve_kernel_dead_letters_total{type="test.Ping",actor="a",reason="refused"} 2')
  })
})
