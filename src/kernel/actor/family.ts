import { letterOf } from '../bus/post.ts'
import { errorClassOf, messageOf } from '../errors.ts'
import type { MessageEvent } from '../message/fact.ts'
import { DutyFailed } from '../message/kernel-facts.ts'
import type { DutyFamily } from '../unit/context.ts'
import type { FamilyRunnable } from '../unit/variant.ts'
import { Cell } from './cell.ts'
import type { CellOwner, CellPlace } from './cell-place.ts'
import type { Kernel } from './kernel.ts'

/** Sent to a unit whose machine handles it when one of its duties has come to its end. */
export interface DutyFinished {
  readonly type: 'duty.Finished'
  readonly payload: {
    readonly family: string
    readonly key: string
    /** The final state it reached, and what it knew there. */
    readonly state: string
    readonly context: unknown
  }
}

/** Sent to a unit whose machine handles it when one of its duties has failed for good. */
export interface DutyGaveUp {
  readonly type: 'duty.Failed'
  readonly payload: { readonly family: string; readonly key: string; readonly error: string }
}

/** The duties of one kind that a unit has at work: a plain registry, so that starting and stopping one costs the same at any size. */
export class Family implements DutyFamily, CellOwner {
  private readonly kernel: Kernel
  private readonly unitCell: Cell
  private readonly name: string
  private readonly runnable: FamilyRunnable
  private readonly place: CellPlace
  private readonly cells = new Map<string, Cell>()

  constructor(kernel: Kernel, unitCell: Cell, name: string, runnable: FamilyRunnable) {
    this.kernel = kernel
    this.unitCell = unitCell
    this.name = name
    this.runnable = runnable
    this.place = {
      label: `${unitCell.name}/${name}`,
      order: unitCell.order,
      parent: unitCell.ref,
      child: { unitCell, runnable },
    }
  }

  get size(): number {
    return this.cells.size
  }

  has(key: string): boolean {
    return this.cells.has(key)
  }

  keys(): string[] {
    return [...this.cells.keys()]
  }

  open(key: string, input: unknown): boolean {
    if (this.unitCell.closing || this.cells.has(key) || this.cells.size >= this.runnable.bound) return false
    const cell = new Cell(this.kernel, this, this.unitCell.variant, this.place, { key, input })
    this.cells.set(key, cell)
    this.kernel.scheduler.control(() => cell.life.launch())
    return true
  }

  tell(key: string, event: MessageEvent): boolean {
    const cell = this.cells.get(key)
    if (cell === undefined) return false
    const { current } = this.kernel
    return cell.offer(letterOf(this.kernel, this.unitCell.name, event, current?.letter))
  }

  close(key: string): boolean {
    const cell = this.cells.get(key)
    if (cell === undefined) return false
    this.cells.delete(key)
    this.kernel.scheduler.control(() => this.end(cell))
    return true
  }

  /** Ends all of them, the youngest first. */
  stopAll(): void {
    for (const cell of [...this.cells.values()].reverse()) cell.life.stop()
    this.cells.clear()
  }

  /** Opens the duties whose state was saved. */
  reopen(): void {
    if (this.runnable.persist === undefined) return
    for (const { key, input } of this.kernel.persistence?.saved(this.place.label) ?? []) this.open(key, input)
  }

  cellsAtWork(): Cell[] {
    return [...this.cells.values()]
  }

  mayRestart(): boolean {
    return true
  }

  crashed(): void {}

  revive(cell: Cell): void {
    cell.life.restart()
  }

  restarted(): void {}

  finished(cell: Cell): void {
    const { value: state, context } = cell.snapshot as unknown as { value: unknown; context: unknown }
    this.remove(cell)
    this.tellUnit('duty.Finished', { family: this.name, key: cell.key, state, context })
  }

  failed(cell: Cell, error: unknown): void {
    this.remove(cell)
    const failure = { actor: this.unitCell.name, family: this.name, key: cell.key ?? '', error: messageOf(error) }
    this.kernel.announce(DutyFailed, { ...failure, errorClass: errorClassOf(error) })
    this.tellUnit('duty.Failed', failure)
  }

  private remove(cell: Cell): void {
    if (cell.key !== undefined && this.cells.get(cell.key) === cell) this.cells.delete(cell.key)
    this.end(cell)
  }

  /** For good: nothing of it is taken up again. */
  private end(cell: Cell): void {
    cell.life.stop()
    this.kernel.persistence?.forget(cell)
  }

  private tellUnit(type: string, payload: unknown): void {
    if (this.unitCell.handles(type))
      this.unitCell.offer(letterOf(this.kernel, this.unitCell.name, { type, payload }, undefined))
  }
}
