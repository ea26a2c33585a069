import { EventEmitter } from 'node:events'
import { createActor, setup } from 'xstate'
import { z } from 'zod'
import { createSystem, createVirtualClock, defineUnit, fact, type System } from '../../src/kernel/index.ts'
import { nanoseconds, report } from './measure.ts'

const COUNT = 20_000
const BURST = 500

const Tick = fact('bench.Tick', { payload: z.object({ n: z.number() }) })
const Other = fact('bench.Other', { payload: z.object({}) })

const toggle = setup({ types: { events: {} as { type: 'bench.Tick'; payload: { n: number } } } }).createMachine({
  id: 'toggle',
  options: { maxIterations: 10 },
  initial: 'on',
  states: { on: { on: { 'bench.Tick': 'off' } }, off: { on: { 'bench.Tick': 'on' } } },
})

/** A system of `size` actors of which one consumes what is emitted. */
async function systemOf(size: number, kind: 'machine' | 'function'): Promise<System> {
  const system = createSystem({ clock: createVirtualClock(), seed: 1 })
  system.register(
    defineUnit({
      name: 'consumer',
      consumes: [Tick],
      ...(kind === 'machine' ? { machine: toggle } : { handlers: { 'bench.Tick': () => {} } }),
    }),
  )
  for (let n = 1; n < size; n += 1)
    system.register(defineUnit({ name: `idle${n}`, consumes: [Other], handlers: { 'bench.Other': () => {} } }))
  void system.start()
  await system.settled()
  return system
}

const throughput = (system: System) =>
  nanoseconds(COUNT, () => {
    for (let n = 0; n < COUNT; n += BURST) {
      for (let m = 0; m < BURST; m += 1) system.emit(Tick, { n: m })
      system.drain()
    }
  })

/** From emission to the end of the handler. */
export async function kernel(): Promise<void> {
  const bare = createActor(toggle).start()
  const send = nanoseconds(COUNT, () => {
    for (let n = 0; n < COUNT; n += 1) bare.send({ type: 'bench.Tick', payload: { n } })
  })
  const emitter = new EventEmitter()
  emitter.on('tick', () => {})
  const emit = nanoseconds(COUNT, () => {
    for (let n = 0; n < COUNT; n += 1) emitter.emit('tick', { n })
  })
  report('XState actor.send (baseline)', send, send, 'ns')
  report('EventEmitter', emit, send, 'ns')
  for (const size of [1, 15, 200]) {
    report(`machine actor, 1 of ${size} consumes`, throughput(await systemOf(size, 'machine')), send, 'ns')
    report(`function actor, 1 of ${size} consumes`, throughput(await systemOf(size, 'function')), send, 'ns')
  }
}
