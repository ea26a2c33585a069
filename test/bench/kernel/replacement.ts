import { createActor } from 'xstate'
import { createSystem, defineUnit } from '../../../src/kernel/index.ts'
import { nanoseconds, report } from '../measure.ts'
import { consumer, systemOf, Tick, toggle } from './subjects.ts'

const COUNT = 500

/** Replacing an actor by name, restarting it, and laying one handler over another. */
export async function replacement(): Promise<void> {
  const bare = nanoseconds(COUNT, () => {
    for (let n = 0; n < COUNT; n += 1) createActor(toggle).start().stop()
  })
  report('an XState actor started and stopped (baseline)', bare, bare, 'ns')
  const system = await systemOf(15, 'machine')
  const unit = consumer('consumer0', 'machine')
  report(
    'replace',
    nanoseconds(COUNT, () => {
      for (let n = 0; n < COUNT; n += 1) void system.replace('consumer0', unit)
    }),
    bare,
    'ns',
  )
  report(
    'restart',
    nanoseconds(COUNT, () => {
      for (let n = 0; n < COUNT; n += 1) system.restart('consumer0')
    }),
    bare,
    'ns',
  )
  const other = await systemOf(15, 'function')
  const origin = { origin: 'bench' }
  report(
    'override one handler',
    nanoseconds(COUNT, () => {
      for (let n = 0; n < COUNT; n += 1) void other.handlers.override('consumer0', Tick.type, () => {}, origin)
    }),
    bare,
    'ns',
  )
  await worker(bare)
}

/** A letter to a worker thread and the fact that it emits, back here. */
async function worker(baseline: number): Promise<void> {
  const { default: unit, Back } = await import('./worker-unit.ts')
  const system = createSystem({ workers: {} })
  const waiting: Array<() => void> = []
  system.register(unit)
  system.register(
    defineUnit({ name: 'main', consumes: [Back], handlers: { 'bench.Back': () => void waiting.shift()?.() } }),
  )
  await system.start()
  const trip = () =>
    new Promise<void>((resolve) => {
      waiting.push(resolve)
      system.emit(Tick, { n: 1 })
    })
  for (let n = 0; n < 50; n += 1) await trip()
  const began = process.hrtime.bigint()
  for (let n = 0; n < COUNT; n += 1) await trip()
  report('worker thread, there and back', Number(process.hrtime.bigint() - began) / COUNT, baseline, 'ns')
  await system.stop()
}
