import { once } from 'node:events'
import { WebSocket } from 'ws'
import {
  type ActorContext,
  createSystem,
  defineUnit,
  type FactEvent,
  type StepArgs,
  type System,
  type TaskContext,
} from '../../../src/kernel/index.ts'
import { type Bridge, type BridgeOptions, openBridge } from '../../../src/node/inspect/bridge.ts'
import { RECORDS_PATH } from '../../../src/node/inspect/relay.ts'
import { counterUnit, errand, master, Ping, Pong, worker } from '../../kernel/fixtures.ts'

export interface WireRecord {
  readonly type: string
  readonly name?: string
  readonly sessionId: string
  readonly sourceId?: string
  readonly parentId?: string
  readonly rootId?: string
  readonly definition?: string
  readonly event?: { readonly type: string } & Record<string, unknown>
  readonly snapshot?: { readonly status: string; readonly value?: unknown; readonly context?: Record<string, unknown> }
  readonly count?: number
}

export interface WatchingClient {
  readonly records: WireRecord[]
  readonly socket: WebSocket
  /** Resolves with the first record of which this holds, past or to come. */
  sees(is: (record: WireRecord) => boolean): Promise<WireRecord>
  close(): Promise<void>
}

/** Opens a duty for each ping. */
const masterUnit = defineUnit({
  name: 'master',
  machine: master,
  consumes: [Ping],
  duties: { errand: { machine: errand } },
  handlers: {
    'master.ping': ({ event }: StepArgs<object, FactEvent<typeof Ping>>, ctx: ActorContext) =>
      void ctx.duties('errand').open(`e${event.payload.n}`, { label: 10n ** 30n }),
    'master.ended': () => {},
    'errand.break': () => {},
  },
})

/** Begins a task at a ping, and never ends it. */
const busyUnit = defineUnit({
  name: 'busy',
  machine: worker,
  consumes: [Ping],
  handlers: {
    'worker.work': (_: object, ctx: TaskContext) =>
      new Promise<void>((resolve) => ctx.signal.addEventListener('abort', () => resolve())),
    'worker.rested': () => {},
    'worker.rest': () => 0,
  },
})

/** Consumes what the counter emits. */
const listenerUnit = defineUnit({ name: 'listener', consumes: [Pong], handlers: { 'test.Pong': () => {} } })

/** A running system behind an open bridge. */
export async function startWatched(options: Partial<BridgeOptions> = {}) {
  const system = createSystem({ seed: 1 })
  const repeating = counterUnit('counter', (n, ctx) => void ctx.emit(Pong, { n }))
  for (const unit of [{ ...repeating, emits: [Pong] }, listenerUnit, masterUnit, busyUnit]) system.register(unit)
  const bridge = await openBridge(system, { port: 0, ...options })
  await system.start()
  return { system, bridge }
}

const ours = (bridge: Bridge) => ({ origin: bridge.url, headers: { host: new URL(bridge.url).host } })

export const openSocket = (bridge: Bridge, options: { origin?: string; headers?: Record<string, string> } = {}) =>
  new WebSocket(`ws://127.0.0.1:${bridge.port}${RECORDS_PATH}`, { ...ours(bridge), ...options })

/** Watches as the page does. */
export async function watch(bridge: Bridge): Promise<WatchingClient> {
  const socket = openSocket(bridge)
  const records: WireRecord[] = []
  const looks = new Set<() => void>()
  socket.on('message', (data) => {
    records.push(JSON.parse(String(data)) as WireRecord)
    for (const look of looks) look()
  })
  await once(socket, 'open')
  return {
    records,
    socket,
    sees: (is) =>
      new Promise((resolve) => {
        const look = () => {
          const found = records.find(is)
          if (found === undefined) return
          looks.delete(look)
          resolve(found)
        }
        looks.add(look)
        look()
      }),
    async close() {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

/** Resolves when this holds; every turn of the event loop looks again. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

export const ping = (system: System, n: number) => system.emit(Ping, { n })
