import {
  type AnyActorLogic,
  type AnyActorRef,
  type AnyActorScope,
  createActor,
  type EventObject,
  type Snapshot,
} from 'xstate'
import { letterOf } from '../bus/post.ts'
import type { Worker } from '../bus/worker.ts'
import { KernelError } from '../errors.ts'
import type { Letter } from '../message/letter.ts'
import type { Variant } from '../unit/variant.ts'
import { answerCommand } from './answer.ts'
import { CellContext } from './cell-context.ts'
import type { CellOwner, CellPlace } from './cell-place.ts'
import type { CellStatus } from './cell-status.ts'
import type { Family } from './family.ts'
import type { Kernel } from './kernel.ts'
import { Life } from './life.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'
import { DORMANT, runStep, teardown } from './step.ts'

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
  readonly life: Life
  /** What began each running task, by the task's id, so that what its result causes can be traced to it. */
  readonly taskCauses = new Map<string, Letter>()
  queued = false
  /** Paused by an operator: queues, does not handle. */
  held = false
  /** Opens no new duties: the node is ending. */
  closing = false
  private readonly kernel: Kernel
  /** Timers that fired and tasks that ended while the actor was held. */
  private stash: EventObject[] = []

  constructor(kernel: Kernel, owner: CellOwner, variant: Variant, place: CellPlace) {
    this.kernel = kernel
    this.name = place.name
    this.label = place.label
    this.order = place.order
    this.key = place.duty?.key
    this.unitCell = place.duty?.unitCell ?? this
    this.life = new Life(kernel, this, owner, variant, place)
    this.mailbox = createMailbox(this.life.runnable.mailbox)
    this.context = new CellContext(kernel, this)
    const parent = place.parent === undefined ? {} : { parent: place.parent }
    const options = { id: place.name, clock: kernel.clock, logger: () => {}, ...parent }
    this.ref = createActor(this as AnyActorLogic, options as object)
    // XState reports an error without a listener as an uncaught exception.
    this.ref.subscribe({ error: () => {} })
  }

  get status(): CellStatus {
    return this.life.status
  }

  get variant(): Variant {
    return this.life.variant
  }

  get ready(): boolean {
    return this.life.status === 'running' && !this.held && this.mailbox.size > 0
  }

  get next(): Letter | undefined {
    return this.mailbox.next
  }

  handles(type: string): boolean {
    return this.life.runnable.handles(type)
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
    const events = this.stash
    this.stash = []
    for (const event of events) this.ref.send(event)
    this.kernel.scheduler.wake(this)
  }

  /** Lets go of what belonged to an incarnation that has ended. */
  forget(): void {
    this.taskCauses.clear()
    this.stash = []
  }

  /** Puts a letter into the mailbox. @returns whether it was taken */
  offer(letter: Letter): boolean {
    const { kernel, label } = this
    if (this.life.over) {
      kernel.bury(letter, label, 'undeliverable')
      return false
    }
    const admission = this.mailbox.offer(letter)
    if (!admission.taken) {
      kernel.bury(letter, label, 'refused')
      if (admission.critical) kernel.scheduler.control(() => this.life.fail(this.overflow(letter)))
      return false
    }
    if (admission.displaced !== undefined) this.displaced(admission.displaced, admission.how)
    if (this.ready) kernel.scheduler.wake(this)
    return true
  }

  handleNext(): void {
    const letter = this.mailbox.take()
    if (letter === undefined) return
    const { kernel, label } = this
    if (letter.ask !== 0) {
      if (!kernel.asks.waits(letter.ask)) return void kernel.bury(letter, label, 'expired')
      kernel.asks.delivered(letter.ask)
    }
    const { incarnation } = this.life
    const watched = kernel.tracers.active
    const began = watched ? kernel.clock.now() : 0
    if (watched) kernel.tracers.tell('handling', label, letter)
    kernel.current = { cell: this, letter }
    try {
      if (letter.ask === 0 || !answerCommand(kernel, this, letter)) this.ref.send(letter.event)
    } finally {
      kernel.current = undefined
    }
    const crashed =
      this.life.incarnation !== incarnation || this.life.status === 'backing-off' || this.life.status === 'failed'
    if (watched && !crashed) kernel.tracers.tell('handled', label, letter, kernel.clock.now() - began)
  }

  /** The machine's definition, for inspectors. */
  get config(): unknown {
    return this.life.runnable.logic.config
  }

  getInitialSnapshot(): Snapshot<unknown> {
    return DORMANT
  }

  getPersistedSnapshot(snapshot: Snapshot<unknown>): Snapshot<unknown> {
    return this.life.runnable.logic.getPersistedSnapshot(snapshot)
  }

  transition(snapshot: Snapshot<unknown>, event: EventObject, scope: AnyActorScope): Snapshot<unknown> {
    return this.kernel.scheduler.within(() => {
      const control = this.life.takeControl()
      if (control !== undefined) return control(snapshot, scope)
      if (event.type === 'xstate.stop') {
        teardown(snapshot, scope)
        return { ...snapshot, status: 'stopped' } as Snapshot<unknown>
      }
      return this.life.status === 'running' ? this.handle(snapshot, event, scope) : snapshot
    })
  }

  /** A letter for what reached the actor outside of its mailbox: a timer, a task's result, the kernel's own doing. */
  internalLetter(event: EventObject): Letter {
    const task = (event as { actorId?: string }).actorId
    const cause = task === undefined ? undefined : this.taskCauses.get(task)
    if (task !== undefined) this.taskCauses.delete(task)
    return letterOf(this.kernel, this.name, { type: event.type, payload: undefined }, cause)
  }

  private handle(snapshot: Snapshot<unknown>, event: EventObject, scope: AnyActorScope): Snapshot<unknown> {
    const { current } = this.kernel
    const fromMailbox = current?.cell === this
    if (this.held && !fromMailbox) {
      this.stash.push(event)
      return snapshot
    }
    const letter = fromMailbox ? current.letter : this.internalLetter(event)
    const { logic } = this.life.runnable
    const step = (staged: AnyActorScope) => logic.transition(snapshot, event, staged)
    return this.life.settle(runStep(this.kernel, { cell: this, letter }, scope, step), snapshot, scope, letter)
  }

  private overflow(letter: Letter): Error {
    return new Error(`mailbox of ${this.name} is full and ${letter.event.type} may not be lost`)
  }

  private displaced(letter: Letter, how: 'coalesced' | 'dropped'): void {
    if (letter.ask !== 0) this.kernel.asks.refuse(letter.ask, 'mailbox-full')
    if (how === 'dropped') this.kernel.bury(letter, this.label, 'dropped')
    else this.kernel.tracers.tell('coalesced', this.label, letter)
  }
}
