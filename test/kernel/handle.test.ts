import { describe, expect, it } from 'vitest'
import { createSystem, defineUnit } from '../../src/kernel/index.ts'
import { counterUnit, Double, Ping, startSystem } from './fixtures.ts'
import { Triple } from './more-messages.ts'

const owner = defineUnit({
  name: 'owner',
  owns: [Double],
  category: 'advise',
  handlers: { 'test.Double': async (n: number) => n * 2 },
})

const asker = defineUnit({ name: 'asker', emits: [Ping], asks: [Double], category: 'advise' })

describe('the handle of an actor', () => {
  it('is of no use before the start, and says so', async () => {
    const handle = createSystem().register(asker)
    expect(handle.name).toBe('asker')
    expect(handle.active).toBe(false)
    expect(() => handle.emit(Ping, { n: 1 })).toThrow('asker is registered but the system has not started')
    await expect(handle.ask(Double, 1)).rejects.toThrow('has not started')
  })

  it('emits and asks by the grant of its actor', async () => {
    let handle: ReturnType<ReturnType<typeof createSystem>['register']> | undefined
    const { system, actor, seen } = await startSystem((s) => {
      handle = s.register(asker)
      s.register(owner)
      s.register(counterUnit('counter'))
    })
    expect(handle!.active).toBe(true)
    expect(handle!.emit(Ping, { n: 1 })).toMatchObject({ accepted: 1 })
    const answer = handle!.ask(Double, 21)
    await system.settled()
    expect(await answer).toEqual({ ok: true, value: 42 })
    expect(await handle!.ask(Triple, 1)).toEqual({ ok: false, refusal: { code: 'not-granted', retryable: false } })
    expect(seen).toContain('asker not-granted test.Triple')
    expect(actor('counter').queued).toBe(0)
  })

  it('heeds a deadline and a signal', async () => {
    const silent = { ...owner, handlers: { 'test.Double': () => new Promise<number>(() => {}) } }
    let handle: ReturnType<ReturnType<typeof createSystem>['register']> | undefined
    const { system, pass } = await startSystem((s) => {
      handle = s.register(asker)
      s.register(silent)
    })
    const late = handle!.ask(Double, 1, { deadline: '50ms' })
    const controller = new AbortController()
    const cancelled = handle!.ask(Double, 1, { signal: controller.signal })
    await pass(60)
    controller.abort()
    await system.settled()
    expect(await late).toMatchObject({ refusal: { code: 'late' } })
    expect(await cancelled).toMatchObject({ refusal: { code: 'cancelled' } })
  })

  it('that outlived its actor emits and asks nothing', async () => {
    let handle: ReturnType<ReturnType<typeof createSystem>['register']> | undefined
    const { system } = await startSystem((s) => {
      handle = s.register(asker)
      s.register(owner)
    })
    system.unregister('asker')
    await system.settled()
    expect(handle!.active).toBe(false)
    expect(handle!.emit(Ping, { n: 1 })).toMatchObject({ accepted: 0, withheld: 'retired' })
    expect(await handle!.ask(Double, 1)).toMatchObject({ ok: false, refusal: { code: 'cancelled' } })
  })
})
