import type { AnyActorRef, InspectionEvent } from 'xstate'
import type { Cell } from '../actor/cell.ts'
import { originOf } from '../actor/extensions.ts'
import { askOwner } from '../bus/ask-owner.ts'
import { factLetter, post } from '../bus/post.ts'
import type { Clock } from '../clock/clock.ts'
import { milliseconds } from '../clock/duration.ts'
import { nextLoop } from '../clock/event-loop.ts'
import { freshSeed } from '../clock/random.ts'
import { createSystemClock } from '../clock/system-clock.ts'
import type { Command, ResultOf } from '../message/command.ts'
import type { Fact, PayloadOf } from '../message/fact.ts'
import type { Emission, Letter } from '../message/letter.ts'
import type { Outcome } from '../message/outcome.ts'
import type { SnapshotStore } from '../persistence/store.ts'
import { StopRequested, type SystemEnd } from '../root/messages.ts'
import { createRoot } from '../root/root.ts'
import type { SupervisorSpec } from '../supervision/spec.ts'
import { createDeadLetters, type DeadLetters } from '../trace/dead-letters.ts'
import { createStepRecorder, type StepRecord } from '../trace/step-recorder.ts'
import type { Tracer } from '../trace/tracer.ts'
import type { AskOptions, Log } from '../unit/context.ts'
import { completeUnit, type UnitOf } from '../unit/define-unit.ts'
import type { ExtensionEntry } from '../unit/extension-entry.ts'
import type { HandlerLayer, HandlerOrigin } from '../unit/layers.ts'
import type { Unit } from '../unit/unit.ts'
import { createVariant, type Variant } from '../unit/variant.ts'
import { inWorker } from '../worker/in-worker.ts'
import { type ActorInfo, infoOf } from './actor-info.ts'
import { contextsOf, createKernel } from './create-kernel.ts'
import { createFatal } from './fatal.ts'
import { type ActorHandle, createHandle } from './handle.ts'
import { createHandlerRegistry, type HandlerRegistry } from './handler-registry.ts'
import { createPlan } from './plan.ts'
import { createRegistry, type ReplaceResult } from './registry.ts'
import { createSupervisors, ROOT } from './supervisors.ts'

export interface SystemOptions {
  readonly clock?: Clock
  /** Of all randomness in the system (jitter); a fresh one if absent. */
  readonly seed?: number
  readonly log?: Log
  /** Where units that persist keep their state; without it they begin anew. */
  readonly store?: SnapshotStore
  /** Runs units that name a module in worker threads; without it all run here, one letter at a time. */
  readonly workers?: {
    /** Addresses of modules that each thread loads first. */
    readonly preload?: readonly string[]
  }
  /** How the supervisor at the top keeps its actors. */
  readonly root?: Omit<SupervisorSpec, 'name' | 'under' | 'restart'>
}

export interface RegisterOptions<Ports> {
  readonly config?: unknown
  readonly ports?: Ports
  readonly layers?: readonly HandlerLayer[]
  /** What runs beside the actor from its first start on; `replace` leaves those that run. */
  readonly extensions?: readonly ExtensionEntry[]
  /** Name of its supervisor; the root if absent. */
  readonly supervisor?: string
}

export interface UnitInfo {
  readonly unit: Unit
  readonly origins: readonly HandlerOrigin[]
}

/** A running set of actors, known by name. */
export interface System {
  readonly clock: Clock
  readonly deadLetters: DeadLetters
  /** Handlers of running actors. */
  readonly handlers: HandlerRegistry
  /** Settles when the system has ended, whoever ended it. */
  readonly ended: Promise<SystemEnd>
  /** Adds a group of actors that live and fail together. */
  supervise(spec: SupervisorSpec): void
  /** Before `start`: to be started by the root, in this order. After it: started at the next boundary. */
  register<Ports>(unit: UnitOf<Ports>, options?: RegisterOptions<Ports>): ActorHandle
  /** Resolves once done or refused; a replacement that fails to start leaves the old one running. */
  replace<Ports>(name: string, unit: UnitOf<Ports>, options?: RegisterOptions<Ports>): Promise<ReplaceResult>
  unregister(name: string): void
  restart(name: string): void
  pause(name: string): void
  resume(name: string): void
  /** Resolves when all actors have started. */
  start(): Promise<void>
  stop(reason?: string): Promise<SystemEnd>
  /** Emits from outside, as nobody's actor, without a budget. */
  emit<F extends Fact>(fact: F, payload: PayloadOf<F>): Emission
  ask<C extends Command>(command: C, payload: PayloadOf<C>, options?: AskOptions): Promise<Outcome<ResultOf<C>>>
  actors(): ActorInfo[]
  /** The units registered, before or after the start, with the handlers in effect. */
  units(): UnitInfo[]
  /** The XState actor of this name: the same one through restarts and replacements. */
  ref(name: string): AnyActorRef
  /** The XState actors of all units and their duties. */
  refs(): AnyActorRef[]
  /** @returns how to detach it. */
  attach(tracer: Tracer): () => void
  /** Notes every step of every machine, for one at a time. @returns how to end it */
  record(sink: (step: StepRecord) => void): () => void
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
  /** Resolves when nothing waits, without handling anything itself. Refused inside a handler. */
  awaitIdle(): Promise<void>
  /** Resolves when something waits: at once if it does. */
  awaitWork(): Promise<void>
}

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }
const OUTSIDE = { name: 'outside' }

export function createSystem(options: SystemOptions = {}): System {
  const clock = options.clock ?? createSystemClock()
  const deadLetters = createDeadLetters()
  const waitingForBoot: Array<{ readonly variant: Variant; readonly supervisor: string; booted(cell: Cell): void }> = []
  let begun = false

  const kernel = createKernel({
    clock,
    deadLetters,
    seed: options.seed ?? freshSeed(),
    log: options.log ?? SILENT,
    store: options.store,
    rootCell: () => registry.find('root'),
    fatal: (cell, error) => fatal(cell, error),
  })
  const contexts = contextsOf(kernel)
  const variantOf = <Ports>(unit: UnitOf<Ports>, given: RegisterOptions<Ports> = {}): Variant => {
    const variant = createVariant(completeUnit(unit as Unit), contexts, given)
    return options.workers === undefined ? variant : inWorker(kernel, variant, options.workers)
  }
  const emitOutside = (fact: Fact, payload: unknown) =>
    post(kernel, factLetter(kernel, OUTSIDE.name, fact, payload, undefined))

  const supervisors = createSupervisors(kernel, options.root ?? {}, {
    finished: (actor) => void emitOutside(StopRequested, { reason: `${actor} has finished` }),
  })
  const registry = createRegistry(kernel, supervisors)
  const fatal = createFatal(kernel, supervisors)
  const root = createRoot(kernel, registry, () => {
    for (const { variant, supervisor, booted } of waitingForBoot) booted(registry.add(variant, supervisor))
  })
  const plan = createPlan()
  plan.admit(completeUnit(root.unit as Unit))
  const tellStore = () => options.store?.close()
  root.ended.then(tellStore, tellStore)

  return {
    clock,
    deadLetters,
    handlers: createHandlerRegistry(kernel, registry),
    ended: root.ended,
    supervise: (spec) => supervisors.add(spec),
    register(unit, given) {
      const variant = variantOf(unit, given)
      const supervisor = given?.supervisor ?? ROOT
      supervisors.get(supervisor)
      let cell: Cell | undefined
      if (begun) cell = registry.add(variant, supervisor)
      else {
        plan.admit(variant.unit)
        const booted = (added: Cell) => {
          cell = added
        }
        waitingForBoot.push({ variant, supervisor, booted })
      }
      return createHandle(kernel, unit.name, () => cell)
    },
    replace: (name, unit, given) => registry.replace(name, variantOf({ ...unit, name }, given)),
    unregister: (name) => registry.remove(name),
    restart: (name) => registry.restart(name),
    pause: (name) => registry.hold(name),
    resume: (name) => registry.release(name),
    start() {
      if (!begun) {
        begun = true
        registry.addRoot(variantOf(root.unit, { ports: root.ports }), root.owner)
      }
      return root.booted
    },
    stop(reason = 'asked to stop') {
      if (!begun) return Promise.resolve({ outcome: 'stopped', reason: 'never started', late: [] })
      emitOutside(StopRequested, { reason })
      return root.ended
    },
    emit: emitOutside,
    ask: (command, payload, asked = {}) =>
      askOwner(kernel, {
        from: OUTSIDE,
        command,
        payload,
        cause: undefined,
        deadline: milliseconds(asked.deadline ?? '30s'),
        signals: asked.signal === undefined ? [] : [asked.signal],
      }),
    actors: () => registry.all().map(infoOf),
    units() {
      const variants = begun ? registry.all().map((cell) => cell.variant) : waitingForBoot.map(({ variant }) => variant)
      return variants.map(({ unit, table, extensions }) => ({
        unit,
        origins: [...table.origins(), ...extensions.map(originOf)],
      }))
    },
    ref: (name) => registry.get(name).ref,
    refs: () =>
      registry.all().flatMap((cell) => {
        const duties = [...cell.life.families.values()].flatMap((family) => family.cellsAtWork())
        return [cell.ref, ...duties.map((duty) => duty.ref)]
      }),
    attach: (tracer) => kernel.tracers.attach(tracer),
    record(sink) {
      const recorder = createStepRecorder(() => clock.now(), sink)
      kernel.recorder = recorder
      return () => {
        if (kernel.recorder === recorder) kernel.recorder = undefined
      }
    },
    inspect(inspector) {
      const subscription = kernel.host.system.inspect(inspector)
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
    awaitIdle: () => kernel.scheduler.awaitIdle(),
    awaitWork: () => kernel.scheduler.awaitWork(),
  }
}
