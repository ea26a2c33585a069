import type { EventObject, Snapshot } from 'xstate'
import { errorClassOf } from '../errors.ts'
import type { Letter } from '../message/letter.ts'
import { createRestartBudget, DEFAULT_RESTART, type RestartBudget } from '../supervision/restart-budget.ts'
import type { Runnable, Variant } from '../unit/variant.ts'
import type { Cell } from './cell.ts'
import type { CellOwner } from './cell-place.ts'
import type { CellStatus } from './cell-status.ts'
import type { Extensions } from './extensions.ts'
import { createFamilies } from './families.ts'
import type { Family } from './family.ts'
import type { Kernel } from './kernel.ts'
import { type CarriedDeadline, resume, startOver } from './origin.ts'
import { DORMANT, type StepResult, teardown } from './step.ts'

const NO_FAMILIES: ReadonlyMap<string, Family> = new Map()

/** The incarnations of an actor: how one begins, ends, is followed by another or replaced by another variant. */
export class Life {
  status: CellStatus = 'starting'
  incarnation = 0
  variant: Variant
  runnable: Runnable
  families = NO_FAMILIES
  extensions: Extensions | undefined
  /** Of the last crash. */
  error: unknown
  private readonly kernel: Kernel
  private readonly cell: Cell
  private readonly owner: CellOwner
  private budget: RestartBudget | undefined
  private answers: AbortController | undefined
  private restartTimer: { readonly due: number } | undefined

  constructor(kernel: Kernel, cell: Cell, owner: CellOwner, variant: Variant) {
    this.kernel = kernel
    this.cell = cell
    this.owner = owner
    this.variant = variant
    this.runnable = cell.place.child?.runnable ?? variant.main
  }

  get over(): boolean {
    return this.status === 'stopped' || this.status === 'failed' || this.status === 'finished'
  }

  /** Aborted when this incarnation ends. */
  get signal(): AbortSignal {
    this.answers ??= new AbortController()
    return this.answers.signal
  }

  /** What the machine is given to begin with. */
  get input(): unknown {
    return this.cell.key === undefined ? this.variant.config : this.cell.input
  }

  launch(): void {
    if (this.status !== 'starting') return
    if (this.cell.place.child === undefined) this.families = createFamilies(this.kernel, this.cell)
    if (this.kernel.host.observed) this.kernel.host.inspect({ type: '@xstate.actor', actorRef: this.cell.ref } as never)
    this.begin()
  }

  restart(): void {
    if (this.status === 'stopped' || this.status === 'starting') return
    this.kernel.persistence?.keep(this.cell)
    this.endIncarnation()
    this.begin()
    if (this.status === 'running') this.owner.restarted(this.cell)
  }

  /** Ends the incarnation because of a sibling; its supervisor restarts it along with that. */
  suspend(): void {
    if (this.over || this.status === 'starting') return
    this.kernel.persistence?.keep(this.cell)
    this.endIncarnation()
    teardown(this.cell)
    this.status = 'backing-off'
  }

  /** Runs another variant under the same name and reference. @returns the error if it did not start; the old one then goes on. */
  replace(variant: Variant): { readonly error: unknown } | undefined {
    const { cell, kernel } = this
    const before = this.variant
    return kernel.scheduler.within(() => {
      this.variant = variant
      const letter = cell.internalLetter({ type: 'kernel.Replace' })
      const { result, carried } = resume(cell, variant, this.runnable, letter)
      if (!result.ok) {
        this.variant = before
        return { error: result.error }
      }
      teardown(cell)
      this.endIncarnation()
      this.runnable = variant.main
      this.families = createFamilies(kernel, cell)
      cell.reshape()
      this.budget = undefined
      this.enter()
      this.settle(result, { type: 'kernel.Replace' }, letter)
      this.rearm(carried)
      kernel.scheduler.wake(cell)
      return undefined
    })
  }

  /** Ends it: children first, then what still waits becomes dead letters. */
  stop(): void {
    if (this.status === 'stopped') return
    this.close('stopped')
    this.kernel.tracers.tell('stopped', this.cell.label)
  }

  fail(error: unknown): void {
    if (this.status === 'stopped') return
    this.close('failed')
    this.kernel.persistence?.forget(this.cell)
    this.owner.failed(this.cell, error)
  }

  /** Ends it along with its group; it can be restarted by name. */
  shut(): void {
    if (this.status !== 'stopped') this.close('failed')
  }

  /** What follows from the result of a step; `letter` is what was handled. */
  settle(result: StepResult, event: EventObject, letter: Letter): void {
    if (!result.ok) {
      this.crash(result.error, letter)
      return
    }
    this.cell.commit(result, event, letter)
    if (result.snapshot.status === 'done' && this.status === 'running') this.finish()
    else this.kernel.persistence?.changed(this.cell)
  }

  /** An effect of a step that had succeeded failed afterwards. */
  effectFailed(error: unknown): void {
    const { incarnation } = this
    this.kernel.scheduler.control(() => {
      if (this.status === 'running' && this.incarnation === incarnation) this.crash(error, undefined)
    })
  }

  /** The actor cannot go on as it is: its children end, and it comes back or not. */
  crash(error: unknown, letter: Letter | undefined): void {
    const { kernel, cell } = this
    this.error = error
    kernel.tracers.tell('crashed', cell.label, error, letter)
    kernel.persistence?.keep(cell)
    cell.lose(letter, 'crashed')
    teardown(cell)
    cell.changed({ ...cell.snapshot, status: 'active', children: {} } as unknown as Snapshot<unknown>, 'kernel.Crash')
    const errorClass = errorClassOf(error)
    if (errorClass === 'reset') kernel.persistence?.forget(cell)
    if (errorClass === 'fatal') kernel.fatal(cell, error)
    if (this.runnable.restart.type === 'temporary' || errorClass === 'fatal') this.giveUp(error)
    else this.comeBack(error)
  }

  private begin(): void {
    const { kernel, cell } = this
    kernel.scheduler.within(() => {
      teardown(cell)
      cell.snapshot = DORMANT
      this.enter()
      const letter = cell.internalLetter({ type: 'kernel.Start' })
      const { result, carried } = kernel.persistence?.resume(cell, letter) ?? startOver(cell, letter)
      this.settle(result, { type: this.incarnation === 1 ? 'kernel.Start' : 'kernel.Restart' }, letter)
      this.rearm(carried)
      for (const family of this.families.values()) family.reopen()
    })
    kernel.scheduler.wake(cell)
  }

  private enter(): void {
    this.incarnation += 1
    this.status = 'running'
    this.cell.halted = false
    this.kernel.tracers.tell('started', this.cell.label, this.incarnation)
  }

  /** Sets the timers again that a restored machine has lost. */
  private rearm(carried: readonly CarriedDeadline[]): void {
    const { ref, host, kernel } = this.cell
    for (const { id, event, due } of carried)
      if (this.runnable.handles(event.type)) host.deadlines.schedule(ref, ref, event, due - kernel.clock.now(), id)
  }

  private finish(): void {
    const { kernel, cell } = this
    if ((this.runnable.restart.type ?? DEFAULT_RESTART.type) === 'permanent') {
      this.comeBack(new Error(`${cell.name} is permanent but its machine finished`))
      return
    }
    this.status = 'finished'
    this.endIncarnation()
    teardown(cell)
    kernel.persistence?.forget(cell)
    kernel.scheduler.control(() => this.owner.finished(cell))
  }

  private comeBack(error: unknown): void {
    this.endIncarnation()
    const { clock, scheduler, random } = this.kernel
    this.budget ??= createRestartBudget(this.runnable.restart, random)
    const verdict = this.budget.spend(clock.now())
    if (!verdict.restart || !this.owner.mayRestart(this.cell)) {
      this.giveUp(error)
      return
    }
    this.status = 'backing-off'
    this.restartTimer = clock.setTimeout(() => scheduler.control(() => this.owner.revive(this.cell)), verdict.delay)
    scheduler.control(() => this.owner.crashed(this.cell, error, verdict.delay))
  }

  /** No letter is handled from here on; the rest happens once the present handler is through. */
  private giveUp(error: unknown): void {
    this.status = 'failed'
    this.kernel.scheduler.control(() => this.fail(error))
  }

  private close(status: 'stopped' | 'failed'): void {
    const { kernel, cell } = this
    kernel.persistence?.keep(cell)
    this.status = status
    this.endIncarnation()
    if (status === 'stopped') this.extensions?.stop()
    teardown(cell)
    kernel.asks.actorEnded(cell)
    for (const letter of cell.mailbox.clear()) kernel.bury(letter, cell.label, 'undeliverable')
    if (status === 'stopped') cell.ended()
  }

  /** Everything that lives no longer than one incarnation. */
  private endIncarnation(): void {
    const { kernel, cell } = this
    if (this.restartTimer !== undefined) kernel.clock.clearTimeout(this.restartTimer)
    this.restartTimer = undefined
    this.answers?.abort()
    this.answers = undefined
    cell.forget()
    kernel.asks.incarnationEnded(cell)
    for (const family of this.families.values()) family.stopAll()
  }
}
