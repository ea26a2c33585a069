import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  ActorCrashed,
  command,
  createMetricsTracer,
  createVirtualClock,
  defineUnit,
  Failure,
  FatalError,
  fact,
  type Letter,
} from '../../../src/kernel/index.ts'
import { Bar, deriver, Foo, run } from './fixtures.ts'

describe('event system, where upstream failed', () => {
  it('19 (C-1) register, unregister and stop work from inside a handler, at the next event', async () => {
    const seen: string[] = []
    const note = (name: string) => () => void seen.push(name)
    const ports: { act?: () => void } = {}
    const { system, pass } = await run([
      deriver('actor', [Foo], () => {
        seen.push('actor')
        ports.act?.()
        ports.act = undefined as never
      }),
      deriver('victim', [Foo], note('victim')),
    ])
    ports.act = () => {
      system.register(deriver('newcomer', [Foo], note('newcomer')))
      system.unregister('victim')
    }
    system.emit(Foo, { n: 1 })
    system.drain()
    // What the victim had not handled yet is news to the newcomer.
    expect(seen).toEqual(['actor', 'newcomer'])
    system.emit(Foo, { n: 2 })
    system.drain()
    expect(seen).toEqual(['actor', 'newcomer', 'actor', 'newcomer'])
    ports.act = () => void system.stop('from inside')
    system.emit(Foo, { n: 3 })
    await pass(10)
    await expect(system.ended).resolves.toEqual({ outcome: 'stopped', reason: 'from inside', late: [] })
  })

  it('20 (C-2) the order of equals is that of registration, however many there are', async () => {
    const order: number[] = []
    const units = Array.from({ length: 40 }, (_, index) =>
      deriver(`actor${index}`, [Foo], () => void order.push(index), { priority: index % 3 === 0 ? 'high' : 'normal' }),
    )
    const { system } = await run(units)
    for (let round = 0; round < 5; round += 1) {
      order.length = 0
      system.emit(Foo, { n: round })
      system.drain()
      const high = order.filter((index) => index % 3 === 0)
      const normal = order.filter((index) => index % 3 !== 0)
      expect(high).toEqual([...high].sort((a, b) => a - b))
      expect(normal).toEqual([...normal].sort((a, b) => a - b))
    }
  })

  it('21 (C-3) a throw: the others still get the event, causes stay right, and it becomes a fact', async () => {
    const seen: string[] = []
    const { system } = await run([
      deriver('thrower', [Foo], () => {
        throw new Error('no')
      }),
      deriver('other', [Foo, ActorCrashed], (type) => void seen.push(type), { emits: [Bar] }),
    ])
    const emitted: Letter[] = []
    system.attach({ emitted: (letter) => void emitted.push(letter) })
    system.emit(Foo, { n: 1 })
    system.drain()
    expect(seen.sort()).toEqual(['kernel.ActorCrashed', 'up.Foo'])
    system.emit(Bar, { n: 1 })
    expect(emitted.at(-1)).toMatchObject({ event: { type: 'up.Bar' }, cause: 0 })
  })

  it('22 (C-4) emit tells the caller of a refusal, and metrics never count it as emitted to anybody', async () => {
    const registry = new Registry()
    const { system } = await run([deriver('actor', [Foo], () => {}, { mailbox: { bound: 1 } })])
    system.attach(createMetricsTracer(registry))
    expect(system.emit(Foo, { n: 1 })).toMatchObject({ accepted: 1, refused: [] })
    expect(system.emit(Foo, { n: 2 })).toMatchObject({ accepted: 0, refused: ['actor'] })
    const text = await registry.metrics()
    expect(text).toMatch(/reeve_kernel_emitted_total\{[^}]*type="up.Foo"[^}]*\} 1\n/)
    expect(text).toMatch(/reeve_kernel_dead_letters_total\{[^}]*reason="refused"[^}]*\} 1\n/)
  })

  it('23 (C-5) the gauge of what waits returns to zero', async () => {
    const registry = new Registry()
    const { system } = await run([deriver('actor', [Foo])])
    system.attach(createMetricsTracer(registry, system))
    const depth = async () => /reeve_kernel_queued\{actor="actor"\} (\d+)/.exec(await registry.metrics())?.[1]
    for (let n = 0; n < 7; n += 1) system.emit(Foo, { n })
    expect(await depth()).toBe('7')
    system.drain()
    expect(await depth()).toBe('0')
  })

  it('24 (C-6) a nested drain is refused', async () => {
    const errors: unknown[] = []
    const attempt = (call: () => unknown) => {
      try {
        call()
      } catch (error) {
        errors.push((error as { code?: string }).code)
      }
    }
    const holder: { act: () => void } = { act: () => {} }
    const { system } = await run([deriver('actor', [Foo], () => holder.act())])
    holder.act = () => {
      attempt(() => system.drain())
      attempt(() => system.drainUntil(() => true))
      attempt(() => system.drainBefore(() => true))
      attempt(() => void system.awaitIdle())
    }
    system.emit(Foo, { n: 1 })
    system.drain()
    expect(errors).toEqual(Array(4).fill('nested-drain'))
  })

  it('25 (C-7) a rate limit never blocks the loop: letters are parked in order, or refused', async () => {
    const seen: number[] = []
    const { system, pass } = await run([deriver('actor', [Foo], (_, n) => void seen.push(n))])
    const handle = system.register(
      defineUnit({ name: 'emitter', emits: [Foo], rate: { rate: 100, burst: 5, parked: 10 } }),
    )
    await system.settled()
    const became = Array.from({ length: 20 }, (_, n) => handle.emit(Foo, { n }).withheld ?? 'sent')
    expect(became.filter((each) => each === 'sent')).toHaveLength(5)
    expect(became.filter((each) => each === 'parked')).toHaveLength(10)
    expect(became.filter((each) => each === 'rate')).toHaveLength(5)
    await pass(0)
    expect(seen).toHaveLength(5)
    await pass(50)
    expect(seen).toHaveLength(10)
    await pass(1_000)
    expect(seen).toEqual(Array.from({ length: 15 }, (_, n) => n))
  })

  it('26 (C-8) an emitter that outlived its actor refuses visibly', async () => {
    const { system } = await run([deriver('actor', [Foo])])
    const handle = system.register(defineUnit({ name: 'emitter', emits: [Foo] }))
    await system.settled()
    system.unregister('emitter')
    expect(handle.active).toBe(false)
    expect(handle.emit(Foo, { n: 1 })).toMatchObject({ accepted: 0, withheld: 'retired' })
    expect(system.deadLetters.byReason.retired).toBe(1)
    const again = system.register(defineUnit({ name: 'emitter', emits: [Foo] }))
    await system.settled()
    expect(again.emit(Foo, { n: 2 }).accepted).toBe(1)
    expect(handle.emit(Foo, { n: 3 }).withheld).toBe('retired')
  })

  it('27 (C-9) what is queued carries its deadline; an expired letter is skipped and counted', async () => {
    const Brief = fact('up.Brief', { payload: z.object({ n: z.number() }), expires: '1s' })
    const Late = command('up.Late', { category: 'advise', payload: z.null(), result: z.null() })
    const seen: number[] = []
    const { system, clock } = await run([
      deriver('actor', [Brief], (_, n) => void seen.push(n)),
      defineUnit({ name: 'owner', owns: [Late], handlers: { 'up.Late': () => void seen.push(-1) } }),
    ])
    for (const name of ['actor', 'owner']) system.pause(name)
    system.emit(Brief, { n: 1 })
    const asked = system.ask(Late, null, { deadline: '1s' })
    clock.advance(1_000)
    system.emit(Brief, { n: 2 })
    for (const name of ['actor', 'owner']) system.resume(name)
    system.drain()
    expect(seen).toEqual([2])
    expect(system.deadLetters.byReason.expired).toBe(2)
    expect(await asked).toMatchObject({ ok: false, refusal: { code: 'late' } })
  })

  it('28 (C-10) under a flood a timer is served within one handler', async () => {
    const clock = createVirtualClock()
    let handled = 0
    let seenAt: number | undefined
    const { system } = await run(
      [
        deriver(
          'actor',
          [Foo],
          () => {
            handled += 1
            clock.advance(1)
          },
          { mailbox: { bound: 10_000 } },
        ),
      ],
      { clock },
    )
    for (let n = 0; n < 10_000; n += 1) system.emit(Foo, { n })
    clock.setTimeout(() => {
      seenAt = handled
    }, 1_000)
    system.drain()
    expect(seenAt).toBe(1_000)
  })

  it('29 (C-11) an abort reaches its scope and no further, and a restart clears it', async () => {
    const seen: string[] = []
    const note = (name: string) => (type: string) => void seen.push(`${name} ${type.split('.')[1]}`)
    const inGroup = { supervisor: 'group' }
    const { system, pass } = await run(
      [
        [
          deriver('breaker', [Bar], () => {
            throw new Failure('no', { errorClass: 'fatal', scope: 'group' })
          }),
          inGroup,
        ],
        [deriver('near', [Foo, FatalError], note('near')), inGroup],
        deriver('far', [Foo], note('far')),
      ],
      {},
      (system) => system.supervise({ name: 'group', restart: { backoff: { min: '100ms', max: '100ms' } } }),
    )
    system.emit(Bar, { n: 1 })
    system.emit(Foo, { n: 1 })
    system.drain()
    expect(seen).toEqual(['near FatalError', 'far Foo'])
    await pass(100)
    seen.length = 0
    system.emit(Foo, { n: 2 })
    await pass(0)
    expect(seen).toEqual(['near Foo', 'far Foo'])
  })
})
