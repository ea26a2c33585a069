import { createSystem, defineUnit } from '../../../src/kernel/index.ts'
import { Tick } from './subjects.ts'

const EVENTS = 10_000
const HANDLER = 0.2
const DUE = 1_000

function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

/** How late a timer of one second is under 10,000 queued events of 0.2 ms each, against a loop that drains its queue first. */
export async function starvation(): Promise<void> {
  const drained = await drainAll()
  const system = createSystem()
  let left = EVENTS
  const done = Promise.withResolvers<void>()
  const handle = () => {
    busy(HANDLER)
    left -= 1
    if (left === 0) done.resolve()
  }
  system.register(
    defineUnit({ name: 'busy', consumes: [Tick], mailbox: { bound: EVENTS }, handlers: { 'bench.Tick': handle } }),
  )
  await system.start()
  let late = Number.NaN
  const began = performance.now()
  system.clock.setTimeout(() => {
    late = performance.now() - began - DUE
  }, DUE)
  for (let n = 0; n < EVENTS; n += 1) system.emit(Tick, { n })
  await done.promise
  await system.stop()
  const line = (what: string, value: number) =>
    process.stdout.write(`  ${what.padEnd(52)} ${value.toFixed(2).padStart(8)} ms late\n`)
  line('a loop that drains its queue (baseline)', drained)
  line('kernel (bar: 5 beyond one handler)', late)
}

function drainAll(): Promise<number> {
  const began = performance.now()
  return new Promise((resolve) => {
    setTimeout(() => resolve(performance.now() - began - DUE), DUE)
    setImmediate(() => {
      for (let n = 0; n < EVENTS; n += 1) busy(HANDLER)
    })
  })
}
