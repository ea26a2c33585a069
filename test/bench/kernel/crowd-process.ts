/** Starts and stops many actors and prints what each cost. */
import { createActor, setup } from 'xstate'
import { z } from 'zod'
import { type ActorContext, createSystem, createVirtualClock, defineUnit, fact } from '../../../src/kernel/index.ts'

const [kind, given] = process.argv.slice(2)
const count = Number(given)

const duty = setup({}).createMachine({
  id: 'duty',
  options: { maxIterations: 10 },
  context: { since: 0 },
  initial: 'waiting',
  states: { waiting: { on: { 'duty.End': 'ended' } }, ended: {} },
})

const heap = (): number => {
  globalThis.gc!()
  globalThis.gc!()
  return process.memoryUsage().heapUsed
}

function measured(start: () => void, stop: () => void): void {
  const before = heap()
  const began = performance.now()
  start()
  const spawn = ((performance.now() - began) * 1_000) / count
  const bytes = (heap() - before) / count
  const ending = performance.now()
  stop()
  const stopped = ((performance.now() - ending) * 1_000) / count
  process.stdout.write(JSON.stringify({ bytes, spawn, stop: stopped }))
}

if (kind === 'bare') {
  const root = createActor(setup({}).createMachine({ id: 'root' })).start()
  const actors: Array<{ start(): unknown; _stop(): void }> = []
  measured(
    () => {
      for (let n = 0; n < count; n += 1) {
        const actor = createActor(duty, { parent: root, id: `d${n}` } as object) as never as (typeof actors)[number]
        actor.start()
        actors.push(actor)
      }
    },
    () => {
      for (const actor of actors) actor._stop()
    },
  )
} else {
  const Open = fact('bench.Open', { payload: z.object({}) })
  const system = createSystem({ clock: createVirtualClock(), seed: 1 })
  const open = (_: object, ctx: ActorContext) => {
    for (let n = 0; n < count; n += 1) ctx.duties('crowd').open(`d${n}`, undefined)
  }
  system.register(
    defineUnit({
      name: 'unit',
      consumes: [Open],
      handlers: { 'bench.Open': open },
      duties: { crowd: { machine: duty } },
    }),
  )
  void system.start()
  await system.settled()
  measured(
    () => {
      system.emit(Open, {})
      system.drain()
    },
    () => system.unregister('unit'),
  )
}
