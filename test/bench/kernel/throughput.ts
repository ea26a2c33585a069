import { EventEmitter } from 'node:events'
import { Registry } from 'prom-client'
import { createActor } from 'xstate'
import { createMetricsTracer, type System } from '../../../src/kernel/index.ts'
import { nanoseconds, report } from '../measure.ts'
import { systemOf, Tick, toggle } from './subjects.ts'

const COUNT = 20_000
const BURST = 500

const through = (system: System) =>
  nanoseconds(COUNT, () => {
    for (let n = 0; n < COUNT; n += BURST) {
      for (let m = 0; m < BURST; m += 1) system.emit(Tick, { n: m })
      system.drain()
    }
  })

/** Every actor is an XState actor and is sent every event, as a broadcast does. */
function broadcast(size: number): number {
  const actors = Array.from({ length: size }, (_, index) => ({
    actor: createActor(toggle).start(),
    consumes: index === 0,
  }))
  return nanoseconds(COUNT / 20, () => {
    for (let n = 0; n < COUNT / 20; n += 1)
      for (const { actor, consumes } of actors)
        actor.send({ type: consumes ? 'bench.Tick' : 'bench.Ignored', payload: { n } } as never)
  })
}

/** From emission to the end of the handler, for one of N actors that consumes it. */
export async function throughput(): Promise<void> {
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
  for (const size of [15, 200]) report(`broadcast into ${size} XState actors`, broadcast(size), send, 'ns')
  for (const size of [1, 15, 30, 100, 200]) {
    report(`machine actor, 1 of ${size} consumes`, through(await systemOf(size, 'machine')), send, 'ns')
    report(`function actor, 1 of ${size} consumes`, through(await systemOf(size, 'function')), send, 'ns')
  }
  report('machine actors, 2 of 200 consume', through(await systemOf(200, 'machine', 2)), send, 'ns')
  const measured: number[] = []
  for (const size of [15, 200]) {
    const system = await systemOf(size, 'function')
    system.attach(createMetricsTracer(new Registry(), system))
    measured.push(through(system))
    report(`function actor, 1 of ${size} consumes, metrics on`, measured.at(-1)!, send, 'ns')
  }
  report('  metrics on, 200 actors against 15 (bar 1.3)', measured[1]!, measured[0]!, 'ns')
}
