import { describe, expect, it } from 'vitest'
import { defineUnit, KernelError, Refused } from '../../src/kernel/index.ts'
import { counterUnit, Double, startSystem } from './fixtures.ts'
import { keeper } from './keeper.ts'

const answering = (answer: (n: number) => unknown) =>
  defineUnit({
    name: 'owner',
    owns: [Double],
    category: 'advise',
    handlers: { 'test.Double': async (n: number) => answer(n) },
  })

describe('a command', () => {
  it('is answered by the handler of its name', async () => {
    const { system } = await startSystem((s) => s.register(answering((n) => n * 2)))
    const outcome = system.ask(Double, 21)
    await system.settled()
    expect(await outcome).toEqual({ ok: true, value: 42 })
  })

  it('is answered by the machine of its owner', async () => {
    const { unit, asks, ctx } = keeper()
    const { system } = await startSystem((s) => s.register(unit))
    const outcome = system.ask(Double, 4)
    await system.settled()
    ctx().reply(Double, asks[0]!, 8)
    expect(await outcome).toEqual({ ok: true, value: 8 })
  })

  it.each([
    [
      'the reason of a Refused',
      () => {
        throw new Refused('too-big', { detail: 9, retryable: true })
      },
      { code: 'refused', reason: 'too-big', detail: 9, retryable: true },
    ],
    [
      'another error as a failed handler',
      () => {
        throw new Error('oops')
      },
      { code: 'refused', reason: 'handler-failed', detail: 'oops', retryable: true },
    ],
  ])('is refused with %s', async (_, answer, refusal) => {
    const { system, actor } = await startSystem((s) => s.register(answering(answer)))
    const outcome = system.ask(Double, 1)
    await system.settled()
    expect(await outcome).toEqual({ ok: false, refusal })
    expect(actor('owner').status).toBe('running')
  })

  it('without an owner comes to nothing at once', async () => {
    const { system } = await startSystem()
    expect(await system.ask(Double, 1)).toEqual({ ok: false, refusal: { code: 'no-owner', retryable: true } })
  })

  it('is late after its deadline, and the late answer is a dead letter', async () => {
    const { unit, asks, ctx } = keeper()
    const { system, pass } = await startSystem((s) => s.register(unit))
    const outcome = system.ask(Double, 1, { deadline: '2s' })
    await pass(2_000)
    expect(await outcome).toMatchObject({ ok: false, refusal: { code: 'late' } })
    ctx().reply(Double, asks[0]!, 2)
    expect(system.deadLetters.byReason).toMatchObject({ 'late-answer': 1 })
  })

  it('is cancelled by its signal, and not handled when it still waits', async () => {
    const { unit, asks } = keeper()
    const { system } = await startSystem((s) => s.register(unit))
    const controller = new AbortController()
    const outcome = system.ask(Double, 1, { signal: controller.signal })
    controller.abort()
    expect(await outcome).toMatchObject({ ok: false, refusal: { code: 'cancelled' } })
    await system.settled()
    expect(asks).toEqual([])
    expect(system.deadLetters.byReason).toMatchObject({ expired: 1 })
  })

  it('is refused by a full mailbox, and tracers are told who took it and who did not', async () => {
    const { unit } = keeper()
    const { system } = await startSystem((s) => s.register({ ...unit, mailbox: { bound: 1 } }))
    const emitted: unknown[] = []
    system.attach({
      emitted: ({ event }, { accepted, refused }) => void emitted.push([event.payload, accepted, refused]),
    })
    system.pause('owner')
    void system.ask(Double, 1)
    expect(await system.ask(Double, 2)).toMatchObject({ ok: false, refusal: { code: 'mailbox-full' } })
    expect(emitted).toEqual([
      [1, 1, []],
      [2, 0, ['owner']],
    ])
  })

  it('fails with the incarnation that had seen it, and waits for the next one otherwise', async () => {
    const { unit, asks, ctx } = keeper()
    const { system } = await startSystem((s) => s.register(unit))
    const first = system.ask(Double, 1)
    await system.settled()
    system.pause('owner')
    const second = system.ask(Double, 2)
    system.restart('owner')
    system.resume('owner')
    await system.settled()
    expect(await first).toMatchObject({ ok: false, refusal: { code: 'owner-failed' } })
    ctx().reply(Double, asks[1]!, 4)
    expect(await second).toEqual({ ok: true, value: 4 })
  })

  it('ends with its owner', async () => {
    const { unit } = keeper()
    const { system } = await startSystem((s) => s.register(unit))
    const outcome = system.ask(Double, 1)
    await system.settled()
    system.unregister('owner')
    expect(await outcome).toMatchObject({ ok: false, refusal: { code: 'owner-failed' } })
  })

  it('has one owner', async () => {
    const { system } = await startSystem((s) => s.register(answering((n) => n)))
    expect(() => system.register({ ...answering((n) => n), name: 'second' })).toThrow(
      'test.Double is owned by owner; second cannot own it too',
    )
  })

  it('may not close a cycle of asks', async () => {
    const { Triple } = await import('./more-messages.ts')
    const { system } = await startSystem((s) => {
      s.register({ ...answering((n) => n), name: 'first', asks: [Triple] })
    })
    const second = defineUnit({
      name: 'second',
      owns: [Triple],
      asks: [Double],
      category: 'advise',
      handlers: { 'test.Triple': async (n: number) => n },
    })
    expect(() => system.register(second)).toThrow(
      'these actors would wait for each other: second asks first asks second',
    )
  })
})

describe('permissions', () => {
  it('refuse what a unit did not declare, and report it', async () => {
    const { Secret } = await import('./more-messages.ts')
    let caught: unknown
    const { ping, system, facts } = await startSystem((s) => {
      s.register(
        counterUnit('a', (_, ctx) => {
          try {
            ctx.emit(Secret, {})
          } catch (error) {
            caught = error
          }
        }),
      )
    })
    ping(1)
    system.drain()
    expect(caught).toBeInstanceOf(KernelError)
    expect((caught as KernelError).message).toBe('a was not granted test.Secret; add it to "emits" of the unit')
    expect(facts).toContain('kernel.PermissionRefused')
  })

  it('refuse a unit that declares more than its category allows', async () => {
    const { system } = await startSystem()
    const unit = defineUnit({ name: 'meek', asks: [Double], category: 'observe' })
    expect(() => system.register(unit)).toThrow(
      'meek may not send test.Double: that needs category "advise", the unit has "observe"',
    )
  })

  it('refuse a second declaration of a type', async () => {
    const { OtherPing } = await import('./more-messages.ts')
    const { system } = await startSystem((s) => s.register(counterUnit('a')))
    expect(() =>
      system.register(defineUnit({ name: 'b', consumes: [OtherPing], handlers: { 'test.Ping': () => {} } })),
    ).toThrow('b brings another declaration of test.Ping')
  })
})
