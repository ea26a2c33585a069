import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import {
  type ActorContext,
  createMetricsTracer,
  defineUnit,
  PermissionRefused,
  type TaskContext,
} from '../../src/kernel/index.ts'
import { counterUnit, Double, Ping, Pong, startSystem, worker } from './fixtures.ts'
import { Secret } from './more-messages.ts'

const attempt = (work: () => unknown): string => {
  try {
    work()
    return 'allowed'
  } catch (error) {
    return (error as Error).message
  }
}

describe('what a unit was not granted', () => {
  it('is refused, told as a fact, counted as a dead letter and as a metric', async () => {
    const registry = new Registry()
    const told: unknown[] = []
    const said: string[] = []
    const { system, ping } = await startSystem((s) => {
      s.attach(createMetricsTracer(registry))
      s.register(counterUnit('a', (_, ctx) => void said.push(attempt(() => ctx.emit(Secret, {})))))
      s.register(
        defineUnit({
          name: 'watch',
          consumes: [PermissionRefused],
          handlers: { 'kernel.PermissionRefused': (payload: unknown) => void told.push(payload) },
        }),
      )
    })
    ping(1)
    await system.settled()
    expect(said).toEqual(['a was not granted test.Secret; add it to "emits" of the unit'])
    expect(told).toEqual([{ actor: 'a', type: 'test.Secret', grant: 'emits' }])
    expect(system.deadLetters.byReason['not-granted']).toBe(1)
    expect(await registry.metrics()).toContain(
      'reeve_kernel_dead_letters_total{type="test.Secret",actor="a",reason="not-granted"} 1',
    )
  })

  it('cannot be asked: the outcome says so, and nobody is bothered', async () => {
    let outcome: unknown
    let asked = 0
    const { system, ping } = await startSystem((s) => {
      s.register(
        defineUnit({
          name: 'a',
          machine: worker,
          consumes: [Ping],
          handlers: {
            'worker.work': async (_: object, ctx: TaskContext) => {
              outcome = await ctx.ask(Double, 1)
              return 1
            },
            'worker.rested': () => {},
            'worker.rest': () => 1,
          },
        }),
      )
      s.register(
        defineUnit({
          name: 'owner',
          owns: [Double],
          category: 'advise',
          handlers: {
            'test.Double': async () => {
              asked += 1
              return 2
            },
          },
        }),
      )
    })
    ping(1)
    await system.settled()
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'not-granted' } })
    expect(asked).toBe(0)
    expect(system.deadLetters.byReason).toEqual({ 'not-granted': 1 })
  })

  it('stays out of reach after a replacement that was granted less', async () => {
    const said: string[] = []
    const emitPong = (_: number, ctx: ActorContext) => void said.push(attempt(() => ctx.emit(Pong, { n: 1 })))
    const { system, ping } = await startSystem((s) => s.register(counterUnit('a', emitPong, { emits: [Pong] })))
    ping(1)
    await system.settled()
    const replaced = system.replace('a', counterUnit('a', emitPong, { emits: [] }))
    await system.settled()
    expect(await replaced).toEqual({ replaced: true })
    ping(2)
    await system.settled()
    expect(said).toEqual(['allowed', 'a was not granted test.Pong; add it to "emits" of the unit'])
  })

  it('is not seen: only consumers are given a fact', async () => {
    const seen: string[] = []
    const { system, ping } = await startSystem((s) => {
      s.register(counterUnit('a', (n) => void seen.push(`a ${n}`)))
      s.register(defineUnit({ name: 'b', emits: [Ping] }))
    })
    expect(ping(1)[0]).toMatchObject({ accepted: 1 })
    await system.settled()
    expect(seen).toEqual(['a 1'])
  })
})
