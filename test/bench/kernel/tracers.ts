import { Registry } from 'prom-client'
import {
  createLogTracer,
  createMetricsTracer,
  createStructTracer,
  recordTrace,
  type System,
} from '../../../src/kernel/index.ts'
import { nanoseconds, report } from '../measure.ts'
import { systemOf, Tick } from './subjects.ts'

const COUNT = 10_000
const BURST = 500
const NOBODY = { debug() {}, info() {}, warn() {}, error() {} }

const ATTACH: Readonly<Record<string, (system: System) => void>> = {
  'no tracer (baseline)': () => {},
  'a tracer without hooks': (system) => void system.attach({}),
  'log, discarded': (system) => void system.attach(createLogTracer(NOBODY)),
  metrics: (system) => void system.attach(createMetricsTracer(new Registry(), system)),
  'ring of 10,000': (system) => void system.attach(createStructTracer(system.clock)),
  'trace file, discarded': (system) => void recordTrace(system, () => {}),
  'inspector, noop': (system) => void system.inspect(() => {}),
  'inspector, attached and detached': (system) => system.inspect(() => {})(),
}

/** What each tracer adds to an event through a machine actor. */
export async function tracers(): Promise<void> {
  let baseline = Number.NaN
  // The first round is only to warm up.
  for (const [name, attach] of [['', () => {}] as const, ...Object.entries(ATTACH)]) {
    const system = await systemOf(15, 'machine')
    attach(system)
    const cost = nanoseconds(COUNT, () => {
      for (let n = 0; n < COUNT; n += BURST) {
        for (let m = 0; m < BURST; m += 1) system.emit(Tick, { n: m })
        system.drain()
      }
    })
    if (name === '') continue
    if (Number.isNaN(baseline)) baseline = cost
    report(name, cost, baseline, 'ns')
  }
}
