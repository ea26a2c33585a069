import type { AnyActorRef, EventObject, Snapshot } from 'xstate'
import { letterOf } from '../bus/post.ts'
import type { Worker } from '../bus/worker.ts'
import { KernelError } from '../errors.ts'
import type { Letter } from '../message/letter.ts'
import type { Variant } from '../unit/variant.ts'
import type { Host } from '../xstate/host.ts'
import { PROCESSING } from '../xstate/internals.ts'
import { offerLetter } from './admission.ts'
import { CellContext } from './cell-context.ts'
import type { CellOwner, CellPlace, DutyIdentity } from './cell-place.ts'
import type { CellStatus } from './cell-status.ts'
import { Emitter } from './emitter.ts'
import type { Family } from './family.ts'
import { handleLetter } from './handling.ts'
import type { Kernel } from './kernel.ts'
import { Life } from './life.ts'
import { Mailbox } from './mailbox.ts'
import { Ref } from './ref.ts'
import { runEffects, runStep, type Success } from './step.ts'

/**
 * One actor: a mailbox, and a life of incarnations that each run its variant's machine. Crash, restart and replacement happen
 * behind one reference to one XState actor, so that its name and its subscribers stay.
 */
export class Cell extends Ref implements Worker {
  readonly kernel: Kernel
  readonly key: string | undefined
  readonly input: unknown
  readonly place: CellPlace
  readonly mailbox: Mailbox
  readonly life: Life
  turn = -1
  ticket = 0
  /** Paused by an operator: queues, does not handle. */
  held = false
  /** In the scope of a fatal error: what it is sent is buried. */
  halted = false
  /** Opens no new duties: the node is ending. */
  closing = false
  /** The letter in hand, once it is buried: it does not count as handled. */
  lost: Letter | undefined
  private ownContext: CellContext | undefined
  private ownEmitter: Emitter | undefined
  /** What began each running task, by the task's id, so that what its result causes can be traced to it. */
  private causes: Map<string, Letter> | undefined
  /** Timers that fired and tasks that ended while the actor was held. */
  private stash: EventObject[] | undefined

  constructor(kernel: Kernel, owner: CellOwner, variant: Variant, place: CellPlace, duty?: DutyIdentity) {
    super()
    this.kernel = kernel
    this.place = place
    this.key = duty?.key
    this.input = duty?.input
    this.life = new Life(kernel, this, owner, variant)
    this.mailbox = new Mailbox(this.life.runnable.mailbox)
  }

  get name(): string {
    return this.key === undefined ? this.place.label : `${this.place.label}/${this.key}`
  }

  get label(): string {
    return this.place.label
  }

  get order(): number {
    return this.place.order
  }

  get rank(): number {
    return this.life.variant.unit.rank
  }

  /** The cell of the unit: this one, or for a child the one it belongs to. */
  get unitCell(): Cell {
    return this.place.child?.unitCell ?? this
  }

  /** Of a unit: what it and its duties emit goes through here. */
  get emitter(): Emitter {
    this.ownEmitter ??= new Emitter(this.kernel, this)
    return this.ownEmitter
  }

  get context(): CellContext {
    this.ownContext ??= new CellContext(this.kernel, this)
    return this.ownContext
  }

  get host(): Host {
    return this.kernel.host
  }

  get id(): string {
    return this.name
  }

  get logic(): unknown {
    return this.life.runnable.logic
  }

  get src(): unknown {
    return this.logic
  }

  get _parent(): AnyActorRef | undefined {
    return this.place.parent
  }

  get _processingStatus(): number {
    if (this.life.over) return PROCESSING.stopped
    return this.life.status === 'starting' ? PROCESSING.notStarted : PROCESSING.running
  }

  get status(): CellStatus {
    return this.life.status
  }

  get variant(): Variant {
    return this.life.variant
  }

  get ready(): boolean {
    return this.life.status === 'running' && !this.held && this.mailbox.size > 0 && this.life.runnable.ready
  }

  get next(): Letter | undefined {
    return this.mailbox.next
  }

  handles(type: string): boolean {
    return this.life.runnable.handles(type)
  }

  getPersistedSnapshot(): Snapshot<unknown> {
    return this.life.runnable.logic.getPersistedSnapshot(this.snapshot)
  }

  family(name: string): Family {
    const family = this.life.families.get(name)
    if (family !== undefined) return family
    throw new KernelError(
      { code: 'unknown-family', actor: this.name, family: name },
      `${this.name} declares no duties named "${name}"`,
    )
  }

  hold(): void {
    this.held = true
  }

  release(): void {
    this.held = false
    const events = this.stash ?? []
    this.stash = undefined
    for (const event of events) this._send(event)
    this.kernel.scheduler.wake(this)
  }

  /** Takes over the bounds of the variant that now runs; what waits stays. */
  reshape(): void {
    this.mailbox.reshape(this.life.runnable.mailbox)
    this.ownEmitter?.reshape()
  }

  /** Lets go of what belonged to an incarnation that has ended. */
  forget(): void {
    this.causes = undefined
    this.stash = undefined
  }

  remember(taskId: string, cause: Letter): void {
    this.causes ??= new Map()
    this.causes.set(taskId, cause)
  }

  /** Puts a letter into the mailbox. @returns whether it was taken */
  offer(letter: Letter): boolean {
    return offerLetter(this, letter)
  }

  handleNext(): void {
    const letter = this.mailbox.take()
    if (letter !== undefined) handleLetter(this, letter)
  }

  /** Buries the letter in hand. An internal one (a timer, a task's result) was never in a mailbox and is not counted as lost. */
  lose(letter: Letter | undefined, reason: 'crashed' | 'vetoed'): void {
    const { current } = this.kernel
    if (current?.cell !== this || current.letter !== letter) return
    this.lost = current.letter
    this.kernel.bury(current.letter, this.label, reason)
  }

  /** Makes the result of a step the state of the actor, then has its effects. */
  commit(result: Success, event: EventObject, letter: Letter): void {
    this.snapshot = result.snapshot
    runEffects(this.kernel, { cell: this, letter }, result.effects)
    this.publish(event)
  }

  /** Tells subscribers of a change that no step made. */
  changed(snapshot: Snapshot<unknown>, type: string): void {
    this.snapshot = snapshot
    this.publish({ type })
  }

  /** Nothing comes from it any more. */
  ended(): void {
    this.ownEmitter?.stop()
    this.changed({ ...this.snapshot, status: 'stopped' } as Snapshot<unknown>, 'kernel.Stop')
    this.complete()
  }

  /** A letter for what reached the actor outside of its mailbox: a timer, a task's result, the kernel's own doing. */
  internalLetter(event: EventObject): Letter {
    const task = (event as { actorId?: string }).actorId
    const { current } = this.kernel
    const cause =
      (task !== undefined ? this.causes?.get(task) : undefined) ??
      (current?.cell.unitCell === this.unitCell ? current.letter : undefined)
    if (task !== undefined) this.causes?.delete(task)
    return letterOf(this.kernel, this.name, { type: event.type, payload: undefined }, cause)
  }

  protected receive(event: EventObject): void {
    this.kernel.scheduler.within(() => {
      if (this.life.status !== 'running') return
      const { current } = this.kernel
      const fromMailbox = current?.cell === this && current.letter.event === event
      if (this.held && !fromMailbox) {
        this.stash ??= []
        this.stash.push(event)
        return
      }
      this.advance(event, fromMailbox ? current.letter : this.internalLetter(event))
    })
  }

  protected guarded(callback: () => void): void {
    try {
      callback()
    } catch {
      this.kernel.tracers.failed()
    }
  }

  private advance(event: EventObject, letter: Letter): void {
    const { logic } = this.life.runnable
    const result = runStep(this, letter, event, (scope) => logic.transition(this.snapshot, event, scope))
    this.life.settle(result, event, letter)
  }
}
