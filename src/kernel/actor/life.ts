import type { AnyActorLogic, AnyActorScope, Snapshot } from 'xstate'
import { errorClassOf } from '../errors.ts'
import type { Letter } from '../message/letter.ts'
import { createRestartBudget, DEFAULT_RESTART, type RestartBudget } from '../supervision/restart-budget.ts'
import type { Runnable, Variant } from '../unit/variant.ts'
import type { Cell } from './cell.ts'
import type { CellOwner, CellPlace } from './cell-place.ts'
import type { CellStatus } from './cell-status.ts'
import { createFamilies } from './families.ts'
import type { Family } from './family.ts'
import type { Kernel } from './kernel.ts'
import { DORMANT, runStep, type StepResult, teardown } from './step.ts'

type Control = (snapshot: Snapshot<unknown>, scope: AnyActorScope) => Snapshot<unknown>

/**
 * The incarnations of an actor: how one begins, ends, is followed by another or replaced by another variant. Each change is a
 * transition of the actor's one XState actor.
 */
export class Life {
  status: CellStatus = 'starting'
  incarnation = 0
  variant: Variant
  runnable: Runnable
  families: ReadonlyMap<string, Family> = new Map()
  private readonly kernel: Kernel
  private readonly cell: Cell
  private readonly owner: CellOwner
  private readonly place: CellPlace
  private budget: RestartBudget
  private answers = new AbortController()
  /** What the actor's next transition is to do instead of handling an event. */
  private control: Control | undefined
  private restartTimer: { readonly due: number } | undefined

  constructor(kernel: Kernel, cell: Cell, owner: CellOwner, variant: Variant, place: CellPlace) {
    this.kernel = kernel
    this.cell = cell
    this.owner = owner
    this.place = place
    this.variant = variant
    this.runnable = place.duty?.runnable ?? variant.main
    this.budget = createRestartBudget(this.runnable.restart, kernel.random)
  }

  get over(): boolean {
    return this.status === 'stopped' || this.status === 'failed' || this.status === 'finished'
  }

  /** Aborted when this incarnation ends. */
  get signal(): AbortSignal {
    return this.answers.signal
  }

  launch(): void {
    if (this.status !== 'starting') return
    if (this.place.duty === undefined) this.families = createFamilies(this.kernel, this.cell)
    this.cell.ref.start()
    this.begin('kernel.Start')
  }

  restart(): void {
    if (this.status === 'stopped' || this.status === 'starting') return
    this.endIncarnation()
    this.begin('kernel.Restart')
    if (this.status === 'running') this.owner.restarted(this.cell)
  }

  /** Runs another variant under the same name and reference. @returns the error if it did not start; the old one then goes on. */
  replace(variant: Variant): { readonly error: unknown } | undefined {
    const before = this.variant
    let failure: { readonly error: unknown } | undefined
    this.perform('kernel.Replace', (snapshot, scope) => {
      const result = this.tryVariant(variant, snapshot, scope)
      if (!result.ok) {
        this.variant = before
        failure = { error: result.error }
        return snapshot
      }
      teardown(snapshot, scope)
      this.endIncarnation()
      this.runnable = variant.main
      this.families = createFamilies(this.kernel, this.cell)
      this.cell.mailbox.reshape(this.runnable.mailbox)
      this.budget = createRestartBudget(this.runnable.restart, this.kernel.random)
      this.incarnation += 1
      this.status = 'running'
      return this.settle(result, snapshot, scope, undefined)
    })
    this.kernel.scheduler.wake(this.cell)
    return failure
  }

  /** Ends it: children first, then what still waits becomes dead letters. */
  stop(): void {
    if (this.status === 'stopped') return
    this.close('stopped')
    this.cell.ref.send({ type: 'xstate.stop' })
    this.kernel.tracers.tell('stopped', this.cell.label)
  }

  fail(error: unknown): void {
    if (this.status === 'stopped') return
    this.close('failed')
    this.owner.failed(this.cell, error)
  }

  /** The change that is to be made at this transition, once. */
  takeControl(): Control | undefined {
    const { control } = this
    this.control = undefined
    return control
  }

  /** What follows from the result of a step. `letter` is what was handled. */
  settle(
    result: StepResult,
    before: Snapshot<unknown>,
    scope: AnyActorScope,
    letter: Letter | undefined,
  ): Snapshot<unknown> {
    if (!result.ok) return this.crash(result.error, before, scope, letter)
    return result.snapshot.status === 'done' ? this.finish(result.snapshot) : result.snapshot
  }

  /** An effect of a step that had succeeded failed afterwards. */
  effectFailed(error: unknown): void {
    this.kernel.scheduler.control(() =>
      this.perform('kernel.Crash', (snapshot, scope) => this.crash(error, snapshot, scope, undefined)),
    )
  }

  private begin(type: 'kernel.Start' | 'kernel.Restart'): void {
    this.perform(type, (snapshot, scope) => {
      teardown(snapshot, scope)
      this.incarnation += 1
      this.status = 'running'
      this.kernel.tracers.tell('started', this.cell.label, this.incarnation)
      const { logic } = this.runnable
      const result = this.step(type, scope, (staged) => logic.getInitialSnapshot(staged, this.input))
      return this.settle(result, DORMANT, scope, undefined)
    })
    this.kernel.scheduler.wake(this.cell)
  }

  private get input(): unknown {
    return this.place.duty === undefined ? this.variant.config : this.place.input
  }

  private perform(type: string, control: Control): void {
    this.control = control
    this.cell.ref.send({ type })
  }

  private step(type: string, scope: AnyActorScope, step: (scope: AnyActorScope) => Snapshot<unknown>): StepResult {
    const letter = this.cell.internalLetter({ type })
    return runStep(this.kernel, { cell: this.cell, letter }, scope, step)
  }

  /** The first step of a variant, from the state it adopts or from its own beginning. */
  private tryVariant(variant: Variant, snapshot: Snapshot<unknown>, scope: AnyActorScope): StepResult {
    const { logic }: { logic: AnyActorLogic } = variant.main
    const old = this.runnable.logic
    this.variant = variant
    return this.step('kernel.Replace', scope, (staged) => {
      const adopted = variant.unit.adopt?.(old.getPersistedSnapshot(snapshot))
      if (adopted === undefined || logic.restoreSnapshot === undefined)
        return logic.getInitialSnapshot(staged, this.input)
      const restored = logic.restoreSnapshot(adopted as Snapshot<unknown>, staged)
      staged.defer(() => logic.start?.(restored, scope))
      return restored
    })
  }

  private finish(snapshot: Snapshot<unknown>): Snapshot<unknown> {
    if ((this.runnable.restart.type ?? DEFAULT_RESTART.type) === 'permanent') {
      this.comeBack(new Error(`${this.cell.name} is permanent but its machine finished`))
    } else {
      this.status = 'finished'
      this.endIncarnation()
      this.kernel.scheduler.control(() => this.owner.finished(this.cell))
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
    const { kernel, cell } = this
    teardown(snapshot, scope)
    kernel.tracers.tell('crashed', cell.label, error, letter)
    // An internal letter (a timer, a child's result) was never in a mailbox and is not counted as lost.
    if (letter !== undefined && kernel.current?.cell === cell) kernel.bury(letter, cell.label, 'crashed')
    if (this.runnable.restart.type === 'temporary' || errorClassOf(error) === 'fatal') this.giveUp(error)
    else this.comeBack(error)
    return { ...snapshot, status: 'active', children: {} } as unknown as Snapshot<unknown>
  }

  private comeBack(error: unknown): void {
    this.endIncarnation()
    const { clock, scheduler } = this.kernel
    const verdict = this.budget.spend(clock.now())
    if (!verdict.restart) {
      this.giveUp(error)
      return
    }
    this.status = 'backing-off'
    this.restartTimer = clock.setTimeout(() => scheduler.control(() => this.restart()), verdict.delay)
    scheduler.control(() => this.owner.crashed(this.cell, error, verdict.delay))
  }

  /** No letter is handled from here on; the rest happens once the present handler is through. */
  private giveUp(error: unknown): void {
    this.status = 'failed'
    this.kernel.scheduler.control(() => this.fail(error))
  }

  private close(status: 'stopped' | 'failed'): void {
    const { kernel, cell } = this
    this.status = status
    this.endIncarnation()
    kernel.asks.actorEnded(cell)
    for (const letter of cell.mailbox.clear()) kernel.bury(letter, cell.label, 'undeliverable')
  }

  /** Everything that lives no longer than one incarnation. */
  private endIncarnation(): void {
    const { kernel, cell } = this
    if (this.restartTimer !== undefined) kernel.clock.clearTimeout(this.restartTimer)
    this.restartTimer = undefined
    this.answers.abort()
    this.answers = new AbortController()
    cell.forget()
    kernel.asks.incarnationEnded(cell)
    for (const family of this.families.values()) family.stopAll()
  }
}
