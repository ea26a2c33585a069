import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { defineUnit, type TaskContext } from '../../src/kernel/index.ts'
import { Double, Ping, Pong, startSystem, worker } from './fixtures.ts'

/** A worker whose task is `work`; another ping ends the task and begins it anew. */
async function working(work: (ctx: TaskContext) => Promise<unknown>) {
  const unit = defineUnit({
    name: 'worker',
    machine: worker,
    consumes: [Ping],
    emits: [Pong],
    asks: [Double],
    category: 'advise',
    handlers: {
      'worker.work': async (_: object, ctx: TaskContext) => {
        await work(ctx)
        return 1
      },
      'worker.rested': () => {},
      'worker.rest': () => 10_000,
    },
  })
  const warnings: string[] = []
  const log = { debug() {}, info() {}, error() {}, warn: (_: object, text: string) => void warnings.push(text) }
  const stage = await startSystem((s) => s.register(unit), { log })
  return { ...stage, warnings }
}

describe('a task', () => {
  it('sleeps as long as it says, by the clock of its system', async () => {
    const slept: number[] = []
    const { ping, pass, clock } = await working(async (ctx) => {
      const listening = () => getEventListeners(ctx.signal, 'abort').length
      const before = listening()
      await ctx.sleep('2s')
      slept.push(ctx.now(), listening() - before)
    })
    const began = clock.now()
    ping(1)
    await pass(1_999)
    expect(slept).toEqual([])
    await pass(1)
    expect(slept).toEqual([began + 2_000, 0])
  })

  it('that sleeps is woken when it is aborted, and can sleep no more', async () => {
    const errors: unknown[] = []
    const { ping, pass, system, clock } = await working(async (ctx) => {
      for (let n = 0; n < 2; n += 1)
        await ctx.sleep('2s').catch((error: unknown) => {
          errors.push((error as Error).name)
        })
    })
    ping(1)
    await pass(10)
    const pending: unknown[] = []
    const { clearTimeout } = clock
    clock.clearTimeout = (timer) => {
      pending.push(timer.due)
      clearTimeout(timer)
    }
    system.restart('worker')
    await pass(0)
    expect(errors).toEqual(['AbortError', 'AbortError'])
    expect(pending).toEqual([2_000])
  })

  it('that outlives its actor emits and asks in vain, and visibly', async () => {
    const became: unknown[] = []
    let goOn: () => void = () => {}
    const { ping, pass, system, warnings } = await working(async (ctx) => {
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
      became.push(ctx.emit(Pong, { n: 1 }))
      became.push(await ctx.ask(Double, 1))
    })
    ping(1)
    await pass(0)
    system.restart('worker')
    goOn()
    await pass(0)
    expect(became).toEqual([
      expect.objectContaining({ accepted: 0, withheld: 'retired' }),
      { ok: false, refusal: { code: 'cancelled', retryable: false } },
    ])
    expect(system.deadLetters.byReason).toEqual({ retired: 1 })
    expect(warnings).toEqual(['emitted by what no longer runs'])
  })

  it('that waits for an answer is told at once that it will have none when it is aborted', async () => {
    const outcomes: unknown[] = []
    const { ping, pass, system } = await working(async (ctx) => {
      const own = new AbortController()
      outcomes.push(ctx.ask(Double, 1, { signal: own.signal }))
      outcomes.push(ctx.ask(Double, 2))
      own.abort()
      await ctx.sleep('1h')
    })
    system.register(
      defineUnit({
        name: 'owner',
        owns: [Double],
        category: 'advise',
        handlers: { [Double.type]: () => new Promise<number>(() => {}) },
      }),
    )
    ping(1)
    await pass(0)
    const cancelled = { ok: false, refusal: { code: 'cancelled', retryable: false } }
    expect(await outcomes[0]).toEqual(cancelled)
    system.restart('worker')
    expect(await outcomes[1]).toEqual(cancelled)
  })

  it('gives up an ask after half a minute unless it says otherwise', async () => {
    const outcomes: unknown[] = []
    const { ping, pass, system } = await working(async (ctx) => {
      void ctx.ask(Double, 1).then((outcome) => outcomes.push(outcome))
      void ctx.ask(Double, 2, { deadline: '1s' }).then((outcome) => outcomes.push(outcome))
    })
    system.register(
      defineUnit({
        name: 'owner',
        owns: [Double],
        category: 'advise',
        handlers: { [Double.type]: () => new Promise<number>(() => {}) },
      }),
    )
    ping(1)
    await pass(1_000)
    expect(outcomes).toHaveLength(1)
    await pass(28_999)
    expect(outcomes).toHaveLength(1)
    await pass(1)
    expect(outcomes).toEqual(Array(2).fill({ ok: false, refusal: { code: 'late', retryable: true } }))
  })
})
