import type { AnyActorRef, InspectionEvent } from 'xstate'
import type { Cell } from './actor/cell.ts'
import type { Kernel } from './actor/kernel.ts'
import { CellTaskContext } from './actor/task-context.ts'
import { askOwner } from './bus/ask-owner.ts'
import { createAsks } from './bus/asks.ts'
import { createCatalogue } from './bus/catalogue.ts'
import { letterOf, post } from './bus/post.ts'
import { createRouter } from './bus/router.ts'
import { createScheduler } from './bus/scheduler.ts'
import type { Clock } from './clock/clock.ts'
import { milliseconds } from './clock/duration.ts'
import { nextLoop } from './clock/event-loop.ts'
import { createRandom, freshSeed } from './clock/random.ts'
import { createSystemClock } from './clock/system-clock.ts'
import type { Command, ResultOf } from './message/command.ts'
import type { Fact, PayloadOf } from './message/fact.ts'
import { SystemStarted } from './message/kernel-facts.ts'
import type { Emission, Letter } from './message/letter.ts'
import type { Outcome } from './message/outcome.ts'
import { type ActorInfo, createRegistry, type ReplaceResult } from './registry.ts'
import { StopRequested, type SystemEnd } from './root/messages.ts'
import { rootUnit } from './root/unit.ts'
import { createDeadLetters, type DeadLetters } from './trace/dead-letters.ts'
import type { Tracer } from './trace/tracer.ts'
import { createTracers } from './trace/tracers.ts'
import type { ContextSource } from './unit/bind.ts'
import type { AskOptions, Log } from './unit/context.ts'
import type { UnitOf } from './unit/define-unit.ts'
import type { HandlerLayer, HandlerOrigin } from './unit/layers.ts'
import type { Unit } from './unit/unit.ts'
import { createVariant, type Variant } from './unit/variant.ts'

export interface SystemOptions {
  readonly clock?: Clock
  /** Of all randomness in the system (jitter); a fresh one if absent. */
  readonly seed?: number
  readonly log?: Log
}

export interface RegisterOptions<Ports> {
  readonly config?: unknown
  readonly ports?: Ports
  readonly layers?: readonly HandlerLayer[]
}

export interface UnitInfo {
  readonly unit: Unit
  readonly origins: readonly HandlerOrigin[]
}

/** A running set of actors, known by name. */
export interface System {
  readonly clock: Clock
  readonly deadLetters: DeadLetters
  /** Settles when the system has ended, whoever ended it. */
  readonly ended: Promise<SystemEnd>
  /** Before `start`: to be started by the root, in this order. After it: started at the next boundary. */
  register<Ports>(unit: UnitOf<Ports>, options?: RegisterOptions<Ports>): void
  /** Resolves once done or refused; a replacement that fails to start leaves the old one running. */
  replace<Ports>(name: string, unit: UnitOf<Ports>, options?: RegisterOptions<Ports>): Promise<ReplaceResult>
  unregister(name: string): void
  restart(name: string): void
  pause(name: string): void
  resume(name: string): void
  /** Resolves when all actors have started. */
  start(): Promise<void>
  stop(reason?: string): Promise<SystemEnd>
  /** Emits from outside, as nobody's actor. */
  emit<F extends Fact>(fact: F, payload: PayloadOf<F>): Emission
  ask<C extends Command>(command: C, payload: PayloadOf<C>, options?: AskOptions): Promise<Outcome<ResultOf<C>>>
  actors(): ActorInfo[]
  /** The units registered, before or after the start, with the handlers in effect. */
  units(): UnitInfo[]
  /** The XState actor of this name: the same one through restarts and replacements. */
  ref(name: string): AnyActorRef
  /** @returns how to detach it. */
  attach(tracer: Tracer): () => void
  /** XState's inspection events, with an inspector's exceptions kept from the actors. */
  inspect(inspector: (event: InspectionEvent) => void): () => void
  messages(): Array<Fact | Command>
  /** Handles all that waits, now. Refused inside a handler. */
  drain(): number
  /** Handles what waits up to the first letter of which this holds, that one included. @returns whether there was one */
  drainUntil(isLast: (letter: Letter) => boolean): boolean
  /** Handles what waits before the first letter of which this holds. @returns whether there is one */
  drainBefore(isNext: (letter: Letter) => boolean): boolean
  /** Resolves when nothing waits and no task made progress any more; time does not move. */
  settled(): Promise<void>
}

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }
const OUTSIDE = { name: 'outside' }

export function createSystem(options: SystemOptions = {}): System {
  const clock = options.clock ?? createSystemClock()
  const deadLetters = createDeadLetters()
  const booted = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<SystemEnd>()
  const waitingForBoot: Variant[] = []
  let begun = false
  let ids = 0

  const kernel: Kernel = {
    clock,
    random: createRandom(options.seed ?? freshSeed()),
    log: options.log ?? SILENT,
    scheduler: createScheduler(clock),
    router: createRouter(),
    catalogue: createCatalogue(),
    asks: createAsks(clock),
    tracers: createTracers(),
    deadLetters,
    current: undefined,
    get rootRef() {
      return registry.find('root')?.ref
    },
    nextId: () => ++ids,
    announce: (fact, payload) =>
      void post(kernel, letterOf(kernel, 'kernel', { type: fact.type, payload }, kernel.current?.letter)),
    bury(letter, actor, reason) {
      const dead = { letter, actor, reason, at: clock.now() }
      deadLetters.add(dead)
      kernel.tracers.tell('dead', dead)
    },
  }

  const contexts: ContextSource = {
    step: () => currentCell(kernel).context,
    taskArgs: () => ({ context: (currentCell(kernel).ref.getSnapshot() as { context: never }).context }),
    task(signal, taskId) {
      const cell = currentCell(kernel)
      const letter = kernel.current?.letter
      if (letter !== undefined) cell.taskCauses.set(taskId, letter)
      return new CellTaskContext(kernel, cell, signal, letter)
    },
  }

  const registry = createRegistry(kernel)
  const variantOf = <Ports>(unit: UnitOf<Ports>, given: RegisterOptions<Ports> = {}) =>
    createVariant(unit as Unit, contexts, given)

  const rootVariant = variantOf(rootUnit, {
    ports: {
      boot() {
        for (const variant of waitingForBoot) registry.add(variant)
        kernel.scheduler.control(() => {
          kernel.announce(SystemStarted, { actors: registry.all().map((cell) => cell.name) })
          booted.resolve()
        })
      },
      backwards: () =>
        registry
          .all()
          .filter((cell) => cell.name !== 'root')
          .reverse(),
      end: (cell) => kernel.scheduler.control(() => cell.life.stop()),
      ended(end) {
        booted.reject(new Error(end.reason))
        ended.resolve(end)
      },
    },
  })
  // Nobody may be waiting for the start of a system that fails to boot.
  booted.promise.catch(() => {})

  return {
    clock,
    deadLetters,
    ended: ended.promise,
    register(unit, given) {
      const variant = variantOf(unit, given)
      if (begun) registry.add(variant)
      else waitingForBoot.push(variant)
    },
    replace: (name, unit, given) => registry.replace(name, variantOf({ ...unit, name }, given)),
    unregister: (name) => registry.remove(name),
    restart: (name) => registry.restart(name),
    pause: (name) => registry.hold(name),
    resume: (name) => registry.release(name),
    start() {
      if (!begun) {
        begun = true
        registry.add(rootVariant)
      }
      return booted.promise
    },
    stop(reason = 'asked to stop') {
      if (!begun) return Promise.resolve({ outcome: 'stopped', reason: 'never started' })
      post(kernel, letterOf(kernel, OUTSIDE.name, { type: StopRequested.type, payload: { reason } }, undefined))
      return ended.promise
    },
    emit: (fact, payload) => post(kernel, letterOf(kernel, OUTSIDE.name, { type: fact.type, payload }, undefined)),
    ask: (command, payload, asked = {}) =>
      askOwner(kernel, {
        from: OUTSIDE,
        event: { type: command.type, payload },
        cause: undefined,
        deadline: milliseconds(asked.deadline ?? '30s'),
        signals: asked.signal === undefined ? [] : [asked.signal],
      }),
    actors: () => registry.all().map((cell) => registry.info(cell)),
    units() {
      const variants = begun ? registry.all().map((cell) => cell.variant) : waitingForBoot
      return variants.map(({ unit, origins }) => ({ unit, origins }))
    },
    ref: (name) => registry.get(name).ref,
    attach: (tracer) => kernel.tracers.attach(tracer),
    inspect(inspector) {
      const safely = (event: InspectionEvent) => {
        try {
          inspector(event)
        } catch {
          // An exception here would leave the sending actor's mailbox stuck for ever.
        }
      }
      const subscription = registry.get('root').ref.system.inspect(safely)
      return () => subscription.unsubscribe()
    },
    messages: () => kernel.catalogue.all(),
    drain: () => kernel.scheduler.drain(),
    drainUntil: (isLast) => kernel.scheduler.drainUntil(isLast),
    drainBefore: (isNext) => kernel.scheduler.drainBefore(isNext),
    async settled() {
      for (let quiet = 0; quiet < 3; quiet += 1) {
        if (kernel.scheduler.drain() > 0) quiet = 0
        await nextLoop()
        if (!kernel.scheduler.idle) quiet = -1
      }
    },
  }
}

function currentCell(kernel: Kernel): Cell {
  const cell = kernel.current?.cell
  if (cell === undefined) throw new Error('a handler was called outside of any actor')
  return cell
}
