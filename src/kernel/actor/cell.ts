import {
  type AnyActorLogic,
  type AnyActorRef,
  type AnyActorScope,
  createActor,
  type EventObject,
  type Snapshot,
} from 'xstate'
import { letterOf } from '../bus/post.ts'
import type { Worker } from '../bus/scheduler.ts'
import { errorClassOf, KernelError } from '../errors.ts'
import type { Letter } from '../message/letter.ts'
import { createRestartBudget, DEFAULT_RESTART, type RestartBudget } from '../supervision/restart-budget.ts'
import type { Runnable, Variant } from '../unit/variant.ts'
import { answerCommand } from './answer.ts'
import { CellContext } from './cell-context.ts'
import type { CellStatus } from './cell-status.ts'
import { createFamilies } from './families.ts'
import type { Family } from './family.ts'
import type { Kernel } from './kernel.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'
import { DORMANT, runStep, type StepResult, teardown } from './step.ts'

/** Told of the ends of a cell's life: the registry, or the family of a duty. */
export interface CellOwner {
  crashed(cell: Cell, error: unknown, restartIn: number): void
  restarted(cell: Cell): void
  finished(cell: Cell): void
  failed(cell: Cell, error: unknown): void
}

export interface CellPlace {
  readonly name: string
  /** Name of bounded cardinality, for traces: the unit's, or `unit/family` for a duty. */
  readonly label: string
  readonly order: number
  readonly parent: AnyActorRef | undefined
  /** Set on a duty. */
  readonly duty?: { readonly key: string; readonly unitCell: Cell; readonly runnable: Runnable }
  readonly input?: unknown
}

/**
 * One actor: an XState actor whose logic is this very object. It runs its variant's machine inside, so that crash, restart
 * and replacement are transitions of the same XState actor, and its reference, name and subscribers stay.
 */
export class Cell implements Worker, AnyActorLogic {
  readonly name: string
  readonly label: string
  readonly key: string | undefined
  readonly order: number
  readonly ref: AnyActorRef
  /** The cell of the unit: this one, or for a duty the one that opened it. */
  readonly unitCell: Cell
  readonly context: CellContext
  readonly mailbox: Mailbox
  /** What began each running task, by the task's id, so that what its result causes can be traced to it. */
  readonly taskCauses = new Map<string, Letter>()
  variant: Variant
  status: CellStatus = 'starting'
  incarnation = 0
  /** Paused by an operator: queues, does not handle. */
  held = false
  queued = false
  /** Opens no new duties: the node is ending. */
  closing = false
  private readonly kernel: Kernel
  private readonly owner: CellOwner
  private readonly place: CellPlace
  private runnable: Runnable
  private budget: RestartBudget
  private families: ReadonlyMap<string, Family>
  private answers = new AbortController()
  private control: ((snapshot: Snapshot<unknown>, scope: AnyActorScope) => Snapshot<unknown>) | undefined
  /** Timers that fired and tasks that ended while the actor was held. */
  private stash: EventObject[] = []
  private restartTimer: { readonly due: number } | undefined

  constructor(kernel: Kernel, owner: CellOwner, variant: Variant, place: CellPlace) {
    this.kernel = kernel
    this.owner = owner
    this.variant = variant
    this.place = place
    this.name = place.name
    this.label = place.label
    this.order = place.order
    this.key = place.duty?.key
    this.unitCell = place.duty?.unitCell ?? this
    this.runnable = place.duty?.runnable ?? variant.main
    this.mailbox = createMailbox(this.runnable.mailbox)
    this.budget = createRestartBudget(this.runnable.restart, kernel.random)
    this.families = place.duty === undefined ? createFamilies(kernel, this) : new Map()
    this.context = new CellContext(kernel, this)
    this.ref = createActor(
      this as AnyActorLogic,
      {
        id: place.name,
        clock: kernel.clock as never,
        logger: () => {},
        ...(place.parent === undefined ? {} : { parent: place.parent }),
      } as object,
    )
    // XState reports an error without a listener as an uncaught exception.
    this.ref.subscribe({ error: () => {} })
  }

  /** The machine's definition, for inspectors. */
  get config(): unknown {
    return this.runnable.logic.config
  }

  get ready(): boolean {
    return this.status === 'running' && !this.held && this.mailbox.size > 0
  }

  get activeFamilies(): ReadonlyMap<string, Family> {
    return this.families
  }

  handles(type: string): boolean {
    return this.runnable.handles(type)
  }

  family(name: string): Family {
    const family = this.families.get(name)
    if (family === undefined)
      throw new KernelError(
        { code: 'unknown-family', actor: this.name, family: name },
        `${this.name} declares no duties named "${name}"`,
      )
    return family
  }

  // --- life ---

  launch(): void {
    if (this.status !== 'starting') return
    this.ref.start()
    this.begin('kernel.Start')
  }

  restart(): void {
    if (this.status === 'stopped' || this.status === 'starting') return
    this.endIncarnation()
    this.begin('kernel.Restart')
    if (this.status === 'running') this.owner.restarted(this)
  }

  hold(): void {
    this.held = true
  }

  release(): void {
    this.held = false
    const events = this.stash
    this.stash = []
    for (const event of events) this.ref.send(event)
    this.kernel.scheduler.wake(this)
  }

  /** Runs another variant under the same name and reference. @returns the error if it did not start; the old one then goes on. */
  replace(variant: Variant): { readonly error: unknown } | undefined {
    const before = this.variant
    let failure: { readonly error: unknown } | undefined
    this.perform('kernel.Replace', (snapshot, scope) => {
      const adopted = variant.unit.adopt?.(this.runnable.logic.getPersistedSnapshot(snapshot))
      this.variant = variant
      const { logic } = variant.main
      const result = this.step('kernel.Replace', scope, (staged) => this.firstSnapshot(logic, staged, adopted))
      if (!result.ok) {
        this.variant = before
        failure = { error: result.error }
        return snapshot
      }
      teardown(snapshot, scope)
      this.endIncarnation()
      this.runnable = variant.main
      this.families = createFamilies(this.kernel, this)
      this.mailbox.reshape(this.runnable.mailbox)
      this.budget = createRestartBudget(this.runnable.restart, this.kernel.random)
      this.incarnation += 1
      this.status = 'running'
      return this.settle(result, snapshot, scope, undefined)
    })
    this.kernel.scheduler.wake(this)
    return failure
  }

  /** Ends it: children first, then what still waits becomes dead letters. */
  stop(): void {
    if (this.status === 'stopped') return
    this.status = 'stopped'
    this.endIncarnation()
    this.kernel.asks.actorEnded(this)
    for (const letter of this.mailbox.clear()) this.kernel.bury(letter, this.label, 'undeliverable')
    this.ref.send({ type: 'xstate.stop' })
    this.kernel.tracers.tell('stopped', this.label)
  }

  fail(error: unknown): void {
    this.endIncarnation()
    this.status = 'failed'
    this.kernel.asks.actorEnded(this)
    for (const letter of this.mailbox.clear()) this.kernel.bury(letter, this.label, 'undeliverable')
    this.owner.failed(this, error)
  }

  // --- letters ---

  offer(letter: Letter): boolean {
    if (this.status === 'stopped' || this.status === 'failed' || this.status === 'finished') {
      this.kernel.bury(letter, this.label, 'undeliverable')
      return false
    }
    const admission = this.mailbox.offer(letter)
    if (!admission.taken) {
      this.kernel.bury(letter, this.label, 'refused')
      if (admission.critical)
        this.kernel.scheduler.control(() =>
          this.fail(new Error(`mailbox of ${this.name} is full and ${letter.event.type} may not be lost`)),
        )
      return false
    }
    if (admission.displaced !== undefined) this.displaced(admission.displaced, admission.how)
    if (this.status === 'running' && !this.held) this.kernel.scheduler.wake(this)
    return true
  }

  handleNext(): void {
    const letter = this.mailbox.take()
    if (letter === undefined) return
    const { kernel } = this
    if (letter.ask !== 0) {
      if (!kernel.asks.waits(letter.ask)) return kernel.bury(letter, this.label, 'expired')
      kernel.asks.delivered(letter.ask)
    }
    const { incarnation } = this
    const watched = kernel.tracers.active
    const began = watched ? kernel.clock.now() : 0
    if (watched) kernel.tracers.tell('handling', this.label, letter)
    kernel.current = { cell: this, letter }
    try {
      if (letter.ask === 0 || !answerCommand(kernel, this, letter, this.answers.signal)) this.ref.send(letter.event)
    } finally {
      kernel.current = undefined
    }
    const crashed = this.status !== 'running' || this.incarnation !== incarnation
    if (watched && !crashed) kernel.tracers.tell('handled', this.label, letter, kernel.clock.now() - began)
  }

  // --- XState logic ---

  getInitialSnapshot(): Snapshot<unknown> {
    return DORMANT
  }

  getPersistedSnapshot(snapshot: Snapshot<unknown>): Snapshot<unknown> {
    return this.runnable.logic.getPersistedSnapshot(snapshot)
  }

  transition(snapshot: Snapshot<unknown>, event: EventObject, scope: AnyActorScope): Snapshot<unknown> {
    return this.kernel.scheduler.within(() => {
      const { control } = this
      if (control !== undefined) {
        this.control = undefined
        return control(snapshot, scope)
      }
      if (event.type === 'xstate.stop') {
        teardown(snapshot, scope)
        return { ...snapshot, status: 'stopped' } as Snapshot<unknown>
      }
      return this.status === 'running' ? this.take(snapshot, event, scope) : snapshot
    })
  }

  /** An effect of a step that had succeeded failed afterwards. */
  effectFailed(error: unknown): void {
    this.kernel.scheduler.control(() =>
      this.perform('kernel.Crash', (snapshot, scope) => this.crash(error, snapshot, scope, undefined)),
    )
  }

  // --- inside ---

  private take(snapshot: Snapshot<unknown>, event: EventObject, scope: AnyActorScope): Snapshot<unknown> {
    const { current } = this.kernel
    const fromMailbox = current?.cell === this
    if (this.held && !fromMailbox) {
      this.stash.push(event)
      return snapshot
    }
    const letter = fromMailbox ? current.letter : this.internalLetter(event)
    const { logic } = this.runnable
    const result = runStep(this.kernel, { cell: this, letter }, scope, (staged) =>
      logic.transition(snapshot, event, staged),
    )
    return this.settle(result, snapshot, scope, letter)
  }

  private begin(type: 'kernel.Start' | 'kernel.Restart'): void {
    this.perform(type, (snapshot, scope) => {
      teardown(snapshot, scope)
      this.incarnation += 1
      this.status = 'running'
      this.kernel.tracers.tell('started', this.label, this.incarnation)
      const result = this.step(type, scope, (staged) => this.firstSnapshot(this.runnable.logic, staged, undefined))
      return this.settle(result, DORMANT, scope, undefined)
    })
    this.kernel.scheduler.wake(this)
  }

  private perform(type: string, control: NonNullable<Cell['control']>): void {
    this.control = control
    this.ref.send({ type })
  }

  private step(type: string, scope: AnyActorScope, step: (scope: AnyActorScope) => Snapshot<unknown>): StepResult {
    const letter = this.internalLetter({ type })
    return runStep(this.kernel, { cell: this, letter }, scope, step)
  }

  private firstSnapshot(logic: AnyActorLogic, scope: AnyActorScope, adopted: unknown): Snapshot<unknown> {
    if (adopted === undefined || logic.restoreSnapshot === undefined)
      return logic.getInitialSnapshot(scope, this.place.duty === undefined ? this.variant.config : this.place.input)
    const restored = logic.restoreSnapshot(adopted as Snapshot<unknown>, scope)
    scope.defer(() => logic.start?.(restored, scope))
    return restored
  }

  private settle(
    result: StepResult,
    before: Snapshot<unknown>,
    scope: AnyActorScope,
    letter: Letter | undefined,
  ): Snapshot<unknown> {
    if (!result.ok) return this.crash(result.error, before, scope, letter)
    if (result.snapshot.status === 'done') return this.finish(result.snapshot)
    return result.snapshot
  }

  private finish(snapshot: Snapshot<unknown>): Snapshot<unknown> {
    const permanent = (this.runnable.restart.type ?? DEFAULT_RESTART.type) === 'permanent'
    if (permanent) {
      this.comeBack(new Error(`${this.name} is permanent but its machine finished`))
    } else {
      this.status = 'finished'
      this.endIncarnation()
      this.kernel.scheduler.control(() => this.owner.finished(this))
    }
    // To XState the actor goes on: a finished one could never be restarted in place.
    return { ...snapshot, status: 'active' } as Snapshot<unknown>
  }

  private crash(
    error: unknown,
    snapshot: Snapshot<unknown>,
    scope: AnyActorScope,
    letter: Letter | undefined,
  ): Snapshot<unknown> {
    teardown(snapshot, scope)
    this.kernel.tracers.tell('crashed', this.label, error, letter)
    // An internal letter (a timer, a child's result) was never in a mailbox and is not counted as lost.
    if (letter !== undefined && this.kernel.current?.cell === this) this.kernel.bury(letter, this.label, 'crashed')
    const temporary = this.runnable.restart.type === 'temporary'
    if (temporary || errorClassOf(error) === 'fatal') {
      this.status = 'failed'
      this.kernel.scheduler.control(() => this.fail(error))
    } else this.comeBack(error)
    return { ...snapshot, status: 'active', children: {} } as unknown as Snapshot<unknown>
  }

  private comeBack(error: unknown): void {
    this.endIncarnation()
    const verdict = this.budget.spend(this.kernel.clock.now())
    if (!verdict.restart) {
      this.status = 'failed'
      this.kernel.scheduler.control(() => this.fail(error))
      return
    }
    this.status = 'backing-off'
    this.restartTimer = this.kernel.clock.setTimeout(
      () => this.kernel.scheduler.control(() => this.restart()),
      verdict.delay,
    )
    this.kernel.scheduler.control(() => this.owner.crashed(this, error, verdict.delay))
  }

  /** Everything that lives no longer than one incarnation. */
  private endIncarnation(): void {
    if (this.restartTimer !== undefined) this.kernel.clock.clearTimeout(this.restartTimer)
    this.restartTimer = undefined
    this.answers.abort()
    this.answers = new AbortController()
    this.taskCauses.clear()
    this.stash = []
    this.kernel.asks.incarnationEnded(this)
    for (const family of this.families.values()) family.stopAll()
  }

  private displaced(letter: Letter, how: 'coalesced' | 'dropped'): void {
    if (letter.ask !== 0) this.kernel.asks.refuse(letter.ask, 'mailbox-full')
    if (how === 'dropped') this.kernel.bury(letter, this.label, 'dropped')
    else this.kernel.tracers.tell('coalesced', this.label, letter)
  }

  private internalLetter(event: EventObject): Letter {
    const task = (event as { actorId?: string }).actorId
    const cause = task === undefined ? undefined : this.taskCauses.get(task)
    if (task !== undefined) this.taskCauses.delete(task)
    return letterOf(this.kernel, this.name, { type: event.type, payload: undefined }, cause)
  }
}
