import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Relayed } from '../../src/kernel/actor/answer.ts'
import { type ActorContext, defineUnit, Refused, type TaskContext } from '../../src/kernel/index.ts'
import { counterUnit, Double, errand, masterUnit, startSystem } from './fixtures.ts'
import { keeper } from './keeper.ts'
import { Triple } from './more-messages.ts'

describe('a handler', () => {
  it('is told whose it is, and has what it was given', async () => {
    const seen: unknown[] = []
    const unit = defineUnit({
      name: 'a',
      machine: counterUnit('a').machine!,
      consumes: counterUnit('a').consumes,
      config: z.object({ limit: z.number() }),
      handlers: {
        'counter.note': (_: object, ctx: ActorContext<{ limit: number }, { tool: string }>) => {
          const { name, key, config, ports } = ctx
          seen.push({ name, key, config, ports, now: ctx.now(), random: [ctx.random(), ctx.random()] })
        },
      } as never,
    })
    const run = async (seed: number) => {
      seen.length = 0
      const { ping, system, clock } = await startSystem(
        (s) => s.register(unit as never, { config: { limit: 3 }, ports: { tool: 'hammer' } } as never),
        { seed },
      )
      clock.advance(7)
      ping(1)
      system.drain()
      return seen[0] as { random: number[] }
    }
    const first = await run(1)
    expect(first).toMatchObject({ name: 'a', key: undefined, config: { limit: 3 }, ports: { tool: 'hammer' }, now: 7 })
    expect(first.random[0]).not.toBe(first.random[1])
    expect((await run(1)).random).toEqual(first.random)
    expect((await run(2)).random).not.toEqual(first.random)
  })

  it('of a duty is told its key too', async () => {
    const seen: unknown[] = []
    const unit = masterUnit((n, ctx) => {
      const duties = ctx.duties('errand')
      if (n === 1) duties.open('k', { label: 'x' })
      else duties.tell('k', { type: 'errand.Break', payload: null })
    })
    const { ping, pass } = await startSystem((s) =>
      s.register({
        ...unit,
        duties: { errand: { machine: errand } },
        handlers: {
          ...unit.handlers,
          'errand.break': (_: object, { name, key }: ActorContext) => void seen.push([name, key]),
        },
      }),
    )
    ping(1)
    await pass(0)
    ping(2)
    await pass(0)
    expect(seen).toEqual([['master', 'k']])
  })

  it('writes to the log in the name of its actor, at any level', async () => {
    const lines: unknown[] = []
    const at = (level: string) => (fields: object, message: string) => void lines.push({ level, ...fields, message })
    const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
    const levels = ['debug', 'info', 'warn', 'error'] as const
    const { ping, system } = await startSystem(
      (s) =>
        s.register(
          counterUnit('a', (n, ctx) => {
            for (const level of levels) ctx.log[level]({ n }, 'text')
          }),
        ),
      { log },
    )
    ping(1)
    system.drain()
    expect(lines).toEqual(levels.map((level) => ({ level, actor: 'a', n: 1, message: 'text' })))
  })
})

describe('the machine of a command’s owner', () => {
  it('may refuse it: for good, unless it says otherwise', async () => {
    const { unit, asks, ctx } = keeper()
    const { system } = await startSystem((s) => s.register(unit))
    const outcomes = [system.ask(Double, 1), system.ask(Double, 2)]
    await system.settled()
    ctx().refuse(asks[0]!, { reason: 'full', detail: 7 })
    ctx().refuse(asks[1]!, { reason: 'busy', retryable: true })
    expect(await Promise.all(outcomes)).toEqual([
      { ok: false, refusal: { code: 'refused', reason: 'full', detail: 7, retryable: false } },
      { ok: false, refusal: { code: 'refused', reason: 'busy', retryable: true } },
    ])
    expect(system.deadLetters.total).toBe(0)
  })

  it('refuses too late: that is a dead letter', async () => {
    const { unit, asks, ctx } = keeper()
    const { system, pass } = await startSystem((s) => s.register(unit))
    void system.ask(Double, 1, { deadline: '1s' })
    await pass(1_000)
    ctx().refuse(asks[0]!, { reason: 'full' })
    const [dead] = system.deadLetters.recent()
    expect(dead).toMatchObject({ actor: 'owner', reason: 'late-answer', letter: { event: { type: 'kernel.Refusal' } } })
  })

  it('answers nothing that it does not own', async () => {
    const { unit, asks, ctx } = keeper()
    const { system } = await startSystem((s) => s.register(unit))
    const outcome = system.ask(Double, 1)
    await system.settled()
    expect(() => ctx().reply(Triple, asks[0]!, 3)).toThrow('owner was not granted test.Triple; add it to "owns"')
    ctx().reply(Double, asks[0]!, 2)
    expect(await outcome).toEqual({ ok: true, value: 2 })
  })
})

describe('a command that gives way to a later one', () => {
  it.each(['coalesce-latest', 'drop-oldest'] as const)('by the policy %s is refused', async (policy) => {
    const { unit, asks } = keeper()
    const mailbox = { bound: 1, policy: { [Double.type]: policy } }
    const { system } = await startSystem((s) => s.register({ ...unit, mailbox }))
    system.pause('owner')
    const first = system.ask(Double, 1)
    void system.ask(Double, 2)
    expect(await first).toEqual({ ok: false, refusal: { code: 'mailbox-full', retryable: true } })
    system.resume('owner')
    await system.settled()
    expect(asks).toHaveLength(1)
  })
})

describe('a command that is passed on', () => {
  it('is refused as it was refused there', async () => {
    const refusing = defineUnit({
      name: 'far',
      owns: [Triple],
      category: 'advise',
      handlers: {
        [Triple.type]: async () => {
          throw new Refused('too-far', { detail: 3, retryable: true })
        },
      },
    })
    const passing = defineUnit({
      name: 'near',
      owns: [Double],
      asks: [Triple],
      category: 'advise',
      handlers: {
        [Double.type]: async (n: number, ctx: TaskContext) => {
          const outcome = await ctx.ask(Triple, n)
          if (!outcome.ok) throw new Relayed(outcome.refusal)
          return outcome.value
        },
      },
    })
    const { system } = await startSystem((s) => {
      s.register(refusing)
      s.register(passing)
    })
    const outcome = system.ask(Double, 1)
    await system.settled()
    const refusal = { code: 'refused', reason: 'too-far', detail: 3, retryable: true } as const
    expect(await outcome).toEqual({ ok: false, refusal })
    expect(new Relayed(refusal).message).toBe('too-far')
    expect(new Relayed({ code: 'no-owner', retryable: true }).message).toBe('no-owner')
  })
})
