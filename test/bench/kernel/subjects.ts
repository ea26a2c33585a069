import { setup } from 'xstate'
import { z } from 'zod'
import {
  createSystem,
  createVirtualClock,
  defineUnit,
  fact,
  type System,
  type SystemOptions,
} from '../../../src/kernel/index.ts'

export const Tick = fact('bench.Tick', { payload: z.object({ n: z.number() }) })
export const Other = fact('bench.Other', { payload: z.object({}) })

export type TickEvent = { type: 'bench.Tick'; payload: { n: number } }

export const toggle = setup({ types: { events: {} as TickEvent } }).createMachine({
  id: 'toggle',
  options: { maxIterations: 10 },
  initial: 'on',
  states: { on: { on: { 'bench.Tick': 'off' } }, off: { on: { 'bench.Tick': 'on' } } },
})

export type Kind = 'machine' | 'function'

export const consumer = (name: string, kind: Kind) =>
  defineUnit({
    name,
    consumes: [Tick],
    ...(kind === 'machine' ? { machine: toggle } : { handlers: { 'bench.Tick': () => {} } }),
  })

/** A system of `size` actors of which `consuming` consume what is emitted. */
export async function systemOf(size: number, kind: Kind, consuming = 1, options: SystemOptions = {}): Promise<System> {
  const system = createSystem({ clock: createVirtualClock(), seed: 1, ...options })
  for (let n = 0; n < consuming; n += 1) system.register(consumer(`consumer${n}`, kind))
  for (let n = consuming; n < size; n += 1)
    system.register(defineUnit({ name: `idle${n}`, consumes: [Other], handlers: { 'bench.Other': () => {} } }))
  void system.start()
  await system.settled()
  return system
}
