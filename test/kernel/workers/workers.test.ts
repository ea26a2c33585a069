import { threadId } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { type ActorContext, createSystem, defineUnit, type PayloadOf, Refused } from '../../../src/kernel/index.ts'
import { Back, Done, Price, Square, Work } from './messages.ts'
import unit from './worker.ts'

async function start(workers: object | undefined, price: (n: bigint) => unknown = (n) => n * 10n) {
  const system = createSystem({ seed: 1, ...(workers === undefined ? {} : { workers }) })
  const done: Array<PayloadOf<typeof Done>> = []
  const seen: string[] = []
  system.attach({
    handled: (actor, { event }) => void seen.push(`${actor} handled ${event.type}`),
    crashed: (actor) => void seen.push(`${actor} crashed`),
  })
  system.register(unit)
  system.register(
    defineUnit({
      name: 'main',
      consumes: [Done],
      owns: [Price],
      category: 'advise',
      handlers: {
        'job.Done': (payload: PayloadOf<typeof Done>) => void done.push(payload),
        'job.Price': async (n: bigint) => price(n),
      },
    }),
  )
  await system.start()
  const work = async (...numbers: number[]) => {
    const emissions = numbers.map((n) => system.emit(Work, { n: BigInt(n) }))
    await system.settled()
    return emissions
  }
  const status = () => system.actors().find(({ name }) => name === 'worker')!
  return { system, done, seen, work, status }
}

/** Resolves when the actor has crashed and is back. */
const back = (system: Awaited<ReturnType<typeof start>>['system']) =>
  new Promise<void>((resolve) => {
    const detach = system.attach({
      emitted({ event }) {
        if (event.type !== 'kernel.ActorRestarted') return
        detach()
        resolve()
      },
    })
  })

describe('an actor in a worker thread', () => {
  it('does the same as here, in order, elsewhere', async () => {
    const here = await start(undefined)
    const there = await start({})
    const numbers = Array.from({ length: 50 }, (_, n) => n + 10)
    for (const { work, system } of [here, there]) {
      await work(...numbers)
      await system.stop()
    }
    expect(there.done.map(({ n }) => n)).toEqual(here.done.map(({ n }) => n))
    expect(here.done.every(({ thread }) => thread === threadId)).toBe(true)
    expect(there.done[0]!.thread).not.toBe(threadId)
  })

  it('is settled only when the thread has nothing under way, tasks included', async () => {
    const { work, done, system, status } = await start({})
    await work(-3)
    expect(done.map(({ n }) => n)).toEqual([-30n])
    expect(status().state).toBe('ready')
    await system.awaitIdle()
    await system.stop()
  })

  it('asks and is asked across the border, with typed outcomes', async () => {
    const { work, done, system } = await start({}, () => {
      throw new Refused('no-price')
    })
    expect(await system.ask(Square, 12n)).toEqual({ ok: true, value: 144n })
    expect(await system.ask(Square, -1n)).toMatchObject({ ok: false, refusal: { code: 'refused', reason: 'negative' } })
    await work(-3)
    expect(done.map(({ n }) => n)).toEqual([-100n])
    await system.stop()
  })

  it('holds back letters beyond its window under the policy of its mailbox', async () => {
    const { system, work, done } = await start({})
    const emissions = await work(...Array.from({ length: 1_200 }, (_, n) => n + 10))
    const refused = emissions.filter((emission) => emission.refused.length > 0).length
    expect(refused).toBe(200)
    expect(done).toHaveLength(1_000)
    expect(system.deadLetters.byReason.refused).toBe(200)
    await system.stop()
  })

  it.each([
    ['its handler throws', -1],
    ['the thread ends', -2],
  ])('crashes when %s, loses what it had in hand visibly, and comes back', async (_, n) => {
    const { system, work, done, seen, status } = await start({})
    const returned = back(system)
    system.emit(Work, { n: BigInt(n) })
    await returned
    await work(20)
    expect(done.map((each) => each.n)).toEqual([20n])
    expect(seen).toContain('worker crashed')
    expect(status().incarnation).toBe(2)
    expect(system.deadLetters.byReason.crashed).toBe(1)
    await system.stop()
  })

  it('is checked at the border: what it may not send is refused', async () => {
    const { system, work, done } = await start({})
    await work(7, 8)
    expect(done.map(({ n }) => n)).toEqual([8n])
    expect(system.deadLetters.byReason['not-granted']).toBe(1)
    await system.stop()
  })

  it('refuses what cannot be cloned, and goes on', async () => {
    const { system, work, done } = await start({})
    system.emit(Work, { n: (() => 1n) as never })
    await work(9)
    expect(done.map(({ n }) => n)).toEqual([9n])
    expect(system.deadLetters.byReason.crashed).toBe(1)
    await system.stop()
  })

  it('and one here that emit to each other without end do not block each other', async () => {
    const { system } = await start({})
    let rounds = 0
    system.register(
      defineUnit({
        name: 'echo',
        consumes: [Done],
        emits: [Work, Back],
        mailbox: { bound: 2 },
        handlers: {
          'job.Done': ({ n }: { n: bigint }, ctx: ActorContext) => {
            rounds += 1
            if (rounds < 300) for (let copy = 0; copy < 3; copy += 1) ctx.emit(Work, { n })
          },
        },
      }),
    )
    for (let n = 10; n < 20; n += 1) system.emit(Work, { n: BigInt(n) })
    await system.settled()
    expect(rounds).toBeGreaterThanOrEqual(300)
    await system.stop()
  })

  it('that cannot be loaded fails for good, and says why', async () => {
    const system = createSystem({ workers: {} })
    const errors: string[] = []
    system.attach({ crashed: (_, error) => void errors.push((error as Error).message) })
    const failed = new Promise<void>((resolve) =>
      system.attach({ emitted: ({ event }) => void (event.type === 'kernel.ActorFailed' && resolve()) }),
    )
    const worker = { module: new URL('./nowhere.ts', import.meta.url) }
    system.register({ ...unit, worker, restart: { type: 'temporary' } })
    await system.start()
    await failed
    expect(errors[0]).toContain('nowhere.ts')
    await system.stop()
  })

  it('has no handlers to be overridden from here', async () => {
    const { system } = await start({})
    const result = await system.handlers.override('worker', 'worker.work', () => {}, { origin: 'test' })
    expect((result.error as Error).message).toContain('worker runs in a worker thread')
    await system.stop()
  })
})
