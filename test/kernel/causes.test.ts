import { describe, expect, it } from 'vitest'
import { type ActorContext, defineUnit, type Letter, type TaskContext } from '../../src/kernel/index.ts'
import { counterUnit, Double, errand, masterUnit, Ping, Pong, startSystem, worker } from './fixtures.ts'

/** The letters that were emitted, by their number in the payload where they have one. */
function follow(stage: Awaited<ReturnType<typeof startSystem>>) {
  const letters: Letter[] = []
  stage.system.attach({ emitted: (letter) => void letters.push(letter) })
  return {
    letters,
    last: (type: string) => letters.filter(({ event }) => event.type === type).at(-1)!,
  }
}

const emitPong = (n: number) => (_: object, ctx: ActorContext) => void ctx.emit(Pong, { n })

const working = (work: (ctx: TaskContext) => Promise<unknown>) =>
  defineUnit({
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
      'worker.rested': emitPong(2),
      'worker.rest': () => 10,
    },
  })

describe('what follows from a letter', () => {
  it('is what a task does that was begun for it, however late, and not what a timer does', async () => {
    const stage = await startSystem((s) =>
      s.register(
        working(async (ctx) => {
          await ctx.sleep(50)
          ctx.emit(Pong, { n: 1 })
        }),
      ),
    )
    const { last } = follow(stage)
    stage.ping(1)
    await stage.pass(0)
    await stage.pass(50)
    const ping = last(Ping.type)
    expect(last(Pong.type)).toMatchObject({
      event: { payload: { n: 1 } },
      cause: ping.id,
      trace: ping.id,
      from: 'worker',
    })
    await stage.pass(10)
    const rested = last(Pong.type)
    expect(rested.event.payload).toEqual({ n: 2 })
    expect(rested.trace).not.toBe(ping.trace)
  })

  it('is what an actor does with the result of a task begun for it', async () => {
    const unit = { ...working(async (ctx) => ctx.sleep(50)) }
    const stage = await startSystem((s) => s.register({ ...unit, handlers: { ...unit.handlers, 'worker.rest': rest } }))
    const { last } = follow(stage)
    stage.ping(1)
    await stage.pass(0)
    await stage.pass(50)
    expect(last(Pong.type)).toMatchObject({ event: { payload: { n: 3 } }, trace: last(Ping.type).trace })
  })

  it('is what a task asks, and what its owner does for it', async () => {
    const owner = defineUnit({
      name: 'owner',
      owns: [Double],
      emits: [Pong],
      category: 'advise',
      handlers: {
        [Double.type]: async (n: number, ctx: TaskContext) => {
          await ctx.sleep(5)
          ctx.emit(Pong, { n })
          return n
        },
      },
    })
    const stage = await startSystem((s) => {
      s.register(owner)
      s.register(working((ctx) => ctx.ask(Double, 7)))
    })
    const { last } = follow(stage)
    stage.ping(1)
    await stage.pass(0)
    await stage.pass(5)
    const [ping, ask] = [last(Ping.type), last(Double.type)]
    expect(ask).toMatchObject({ cause: ping.id, trace: ping.id, from: 'worker' })
    expect(last(Pong.type)).toMatchObject({ cause: ask.id, trace: ping.id, from: 'owner' })
  })

  it('is what a duty does that was told of it', async () => {
    const unit = masterUnit((n, ctx) => {
      const duties = ctx.duties('errand')
      if (n === 1) duties.open('k', { label: 'x' })
      else duties.tell('k', { type: 'errand.Break', payload: null })
    })
    const stage = await startSystem((s) =>
      s.register({
        ...unit,
        emits: [Pong],
        duties: { errand: { machine: errand } },
        handlers: { ...unit.handlers, 'errand.break': emitPong(4) },
      }),
    )
    const { last } = follow(stage)
    stage.ping(1)
    await stage.pass(0)
    stage.ping(2)
    await stage.pass(0)
    const ping = last(Ping.type)
    const pong = last(Pong.type)
    expect(pong).toMatchObject({ trace: ping.id, from: 'master' })
    expect(pong.cause).toBeGreaterThan(ping.id)
  })

  it('is not what another actor does in a handler of its own', async () => {
    const stage = await startSystem((s) => s.register(counterUnit('a')))
    const handle = stage.system.register(defineUnit({ name: 'outsider', emits: [Pong] }))
    await stage.system.settled()
    stage.system.register(counterUnit('b', () => void handle.emit(Pong, { n: 5 })))
    const { last } = follow(stage)
    stage.ping(1)
    await stage.pass(0)
    expect(last(Pong.type)).toMatchObject({ cause: 0, from: 'outsider' })
  })
})

function rest(_: object, ctx: ActorContext): number {
  ctx.emit(Pong, { n: 3 })
  return 10
}
