import { once } from 'node:events'
import { WebSocket } from 'ws'
import { setup } from 'xstate'
import { z } from 'zod'
import { createSystem, defineUnit, fact, type System } from '../../src/kernel/index.ts'
import { openBridge } from '../../src/node/inspect/bridge.ts'
import { RECORDS_PATH } from '../../src/node/inspect/relay.ts'
import { nanoseconds, report } from './measure.ts'

const COUNT = 20_000
const BURST = 500

const Tick = fact('bench.Tick', { payload: z.object({ n: z.number() }) })

const toggle = setup({ types: { events: {} as { type: 'bench.Tick'; payload: { n: number } } } }).createMachine({
  id: 'toggle',
  options: { maxIterations: 10 },
  initial: 'on',
  states: { on: { on: { 'bench.Tick': 'off' } }, off: { on: { 'bench.Tick': 'on' } } },
})

const throughput = (system: System) =>
  nanoseconds(COUNT, () => {
    for (let n = 0; n < COUNT; n += BURST) {
      for (let m = 0; m < BURST; m += 1) system.emit(Tick, { n: m })
      system.drain()
    }
  })

/** From emission to the end of the handler: without the inspector, with it open, watched, and after the viewer left. */
export async function inspect(): Promise<void> {
  const system = createSystem({ seed: 1 })
  system.register(defineUnit({ name: 'consumer', consumes: [Tick], machine: toggle }))
  await system.start()
  throughput(system)
  const without = throughput(system)
  report('no inspector (baseline)', without, without, 'ns')
  const bridge = await openBridge(system, { port: 0 })
  report('open, nobody watches', throughput(system), without, 'ns')
  const socket = new WebSocket(`ws://127.0.0.1:${bridge.port}${RECORDS_PATH}`, { origin: bridge.url })
  await once(socket, 'message')
  report('one watches', throughput(system), without, 'ns')
  const closed = once(socket, 'close')
  socket.close()
  await closed
  while (bridge.attached) await new Promise((resolve) => setImmediate(resolve))
  report('open, the viewer has left', throughput(system), without, 'ns')
  await bridge.close()
  await system.stop()
}
