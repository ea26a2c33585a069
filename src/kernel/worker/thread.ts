/** The program of a worker thread: one actor, in a system where the rest of the world is a second one. */
import { parentPort, workerData } from 'node:worker_threads'
import { nextLoop } from '../clock/event-loop.ts'
import { errorClassOf } from '../errors.ts'
import type { Emission } from '../message/letter.ts'
import { createSystem } from '../system/system.ts'
import { completeUnit } from '../unit/define-unit.ts'
import type { Unit } from '../unit/unit.ts'
import type { FromThread, ThreadStart, ToThread } from './protocol.ts'
import { createWorld } from './world.ts'

const port = parentPort!
const start = workerData as ThreadStart
const tell = (message: FromThread): void => port.postMessage(message)

for (const address of start.preload) await import(address)
const loaded = (await import(start.module)) as { readonly default?: Unit }
if (loaded.default === undefined)
  throw new Error(`${start.module} has no default export; a worker's module exports its unit`)
const unit: Unit = { ...completeUnit(loaded.default), name: start.name, worker: undefined }

const log = (level: 'debug' | 'info' | 'warn' | 'error') => (fields: object, message: string) =>
  tell({ kind: 'logged', level, fields, message })
const system = createSystem({
  seed: start.seed,
  log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
})
const world = createWorld(unit.asks, tell)
system.register(world.unit)
// The system outside restarts it in a new thread, counts what it emits, and refuses what is too much.
system.register({ ...unit, restart: { type: 'temporary' }, rate: 'unlimited' }, { config: start.config })

/** Ids of letters outside by those they have here, while they are under way. */
const origins = new Map<number, number>()
let lastEntered = 0
let reporting = false

system.attach({
  emitted({ id, from, cause, event }) {
    if (from === 'outside') lastEntered = id
    else if (from === unit.name && event.type !== undefined && !isAsked(event.type))
      tell({ kind: 'emitted', cause: origins.get(cause) ?? 0, type: event.type, payload: event.payload })
  },
  handled: (actor, { id }, duration) => void (actor === unit.name && leave(id, duration)),
  dead: ({ letter, reason }) => void (reason !== 'crashed' && leave(letter.id, 0)),
  crashed(actor, error) {
    if (actor !== unit.name) return
    const scope = (error as { scope?: string } | undefined)?.scope
    const message = error instanceof Error ? error.message : String(error)
    tell({
      kind: 'crashed',
      error: { message, errorClass: errorClassOf(error), ...(scope !== undefined && { scope }) },
    })
  },
})

const isAsked = (type: string): boolean => unit.asks.some((command) => command.type === type)

function enter({ id, event, isCommand }: Extract<ToThread, { kind: 'letter' }>): void {
  if (isCommand) {
    const command = unit.owns.find(({ type }) => type === event.type)!
    // Who asked keeps the time.
    void system
      .ask(command, event.payload, { deadline: '365d' })
      .then((outcome) => tell({ kind: 'answered', id, outcome }))
    origins.set(lastEntered, id)
  } else {
    const fact = unit.consumes.find(({ type }) => type === event.type)!
    const emission: Emission = system.emit(fact, event.payload)
    origins.set(emission.id, id)
  }
}

function leave(local: number, duration: number): void {
  const id = origins.get(local)
  if (id === undefined) return
  origins.delete(local)
  tell({ kind: 'handled', id, state: stateNow(), duration })
  void reportIdle()
}

const stateNow = (): unknown => (system.ref(unit.name).getSnapshot() as { value?: unknown }).value

async function reportIdle(): Promise<void> {
  if (reporting) return
  reporting = true
  // This was called from inside a handler.
  await nextLoop()
  await system.settled()
  reporting = false
  if (world.pending === 0) tell({ kind: 'idle', state: stateNow() })
}

await system.start()
port.on('message', (message: ToThread) => {
  if (message.kind === 'letter') enter(message)
  else if (message.kind === 'end') process.exit()
  else {
    world.settle(message.question, message.outcome)
    void reportIdle()
  }
})
