import { describe, expect, it } from 'vitest'
import { setup } from 'xstate'
import { z } from 'zod'
import { ActorRestarted, defineUnit, type RestartPolicy } from '../../src/kernel/index.ts'
import { contextOf, counterUnit, errand, masterUnit, Ping, startSystem } from './fixtures.ts'

const QUICK = { backoff: { min: 10, max: 10 }, intensity: 100 } as const

/** Its first step fails as long as `broken` says so; it finishes at a ping. */
function brief(broken: () => boolean, restart: RestartPolicy = QUICK) {
  const machine = setup({ actions: { 'brief.begin': () => {} } }).createMachine({
    id: 'brief',
    options: { maxIterations: 10 },
    entry: 'brief.begin',
    initial: 'waiting',
    states: { waiting: { on: { 'test.Ping': 'over' } }, over: { type: 'final' } },
  })
  const begin = () => {
    if (broken()) throw new Error('not yet')
  }
  return defineUnit({ name: 'brief', machine, consumes: [Ping], restart, handlers: { 'brief.begin': begin } })
}

const sound = () => false

const breaks = { 'errand.break': () => {} }

describe('an incarnation', () => {
  it('begins with the config of its unit', async () => {
    const unit = defineUnit({ name: 'a', machine: errand, config: z.object({ label: z.string() }), handlers: breaks })
    const { system } = await startSystem((s) => s.register(unit, { config: { label: 'given' } }))
    expect(contextOf(system, 'a')).toEqual({ label: 'given' })
  })

  it('of a permanent actor is followed by another when it has finished', async () => {
    for (const type of [undefined, 'permanent'] as const) {
      const { ping, pass, actor } = await startSystem((s) =>
        s.register(brief(sound, { ...QUICK, ...(type && { type }) })),
      )
      ping(1)
      await pass(0)
      expect(actor('brief').status).toBe('backing-off')
      await pass(10)
      expect(actor('brief')).toMatchObject({ status: 'running', incarnation: 2, state: 'waiting' })
    }
  })

  it('of another is the last when it has finished: what is sent to it is lost visibly', async () => {
    for (const type of ['transient', 'temporary'] as const) {
      const { ping, pass, actor, system, facts } = await startSystem((s) =>
        s.register(brief(sound, { ...QUICK, type })),
      )
      ping(1)
      await pass(1_000)
      expect(actor('brief')).toMatchObject({ status: 'finished', incarnation: 1, state: 'over' })
      expect(ping(2)[0]).toMatchObject({ accepted: 0, refused: ['brief'] })
      expect(system.deadLetters.byReason).toEqual({ undeliverable: 1 })
      expect(facts).toEqual(['test.Ping', 'test.Ping'])
    }
  })

  it('that fails to begin is not said to have restarted', async () => {
    let broken = false
    const restarted: unknown[] = []
    const { system, pass, actor } = await startSystem((s) => {
      s.register(brief(() => broken))
      s.attach({
        emitted: ({ event }) => {
          if (event.type === ActorRestarted.type) restarted.push(event.payload)
        },
      })
    })
    broken = true
    system.restart('brief')
    expect(actor('brief')).toMatchObject({ status: 'backing-off', incarnation: 2 })
    expect(restarted).toEqual([])
    broken = false
    await pass(10)
    expect(restarted).toEqual([{ actor: 'brief', incarnation: 3 }])
  })
})

describe('an actor that is unregistered in its own handler', () => {
  it('and crashes there has neither failed nor does it come back', async () => {
    for (const type of ['permanent', 'temporary'] as const) {
      const { ping, pass, facts, system, seen } = await startSystem((s) =>
        s.register(
          counterUnit(
            'a',
            () => {
              s.unregister('a')
              throw new Error('gone')
            },
            { restart: { ...QUICK, type } },
          ),
        ),
      )
      const stopped: string[] = []
      system.attach({ stopped: (name) => void stopped.push(name) })
      ping(1)
      await pass(1_000)
      expect(seen).toContain('a crashed')
      expect(facts.filter((type) => type === 'kernel.ActorFailed' || type === 'kernel.ActorRestarted')).toEqual([])
      expect(stopped).toEqual(['a'])
      expect(system.actors().map(({ name }) => name)).toEqual(['root'])
    }
  })
})

describe('a duty', () => {
  it('opened in the handler that restarts its unit never begins', async () => {
    const begun: string[] = []
    const { ping, pass, actor, system } = await startSystem((s) =>
      s.register(
        masterUnit((_, ctx) => {
          s.restart('master')
          ctx.duties('errand').open('k', { label: 'x' })
        }),
      ),
    )
    system.attach({ started: (name) => void begun.push(name) })
    ping(1)
    await pass(0)
    expect(begun).toEqual(['master'])
    expect(actor('master').duties).toEqual({ errand: 0 })
  })
})
