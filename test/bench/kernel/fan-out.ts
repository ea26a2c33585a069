import { createActor } from 'xstate'
import { nanoseconds, report } from '../measure.ts'
import { systemOf, Tick, toggle } from './subjects.ts'

const EVENTS = 50

/** One emission to N consumers, each delivery from emission to the end of the handler. */
export async function fanOut(): Promise<void> {
  for (const size of [10, 100, 1_000]) {
    const actors = Array.from({ length: size }, () => createActor(toggle).start())
    const loop = nanoseconds(EVENTS * size, () => {
      for (let n = 0; n < EVENTS; n += 1) for (const actor of actors) actor.send({ type: 'bench.Tick', payload: { n } })
    })
    report(`a loop of actor.send to ${size} (baseline)`, loop, loop, 'ns')
    for (const kind of ['machine', 'function'] as const) {
      const system = await systemOf(size, kind, size)
      const cost = nanoseconds(EVENTS * size, () => {
        for (let n = 0; n < EVENTS; n += 1) {
          system.emit(Tick, { n })
          system.drain()
        }
      })
      report(`emission to ${size} ${kind} actors`, cost, loop, 'ns')
    }
  }
}
