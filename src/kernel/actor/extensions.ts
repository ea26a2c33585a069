import type { AnyActorLogic, AnyEventObject, Snapshot } from 'xstate'
import { errorClassOf, messageOf } from '../errors.ts'
import { ExtensionFailed } from '../message/kernel-facts.ts'
import type { Letter } from '../message/letter.ts'
import type { ActorContext } from '../unit/context.ts'
import type { HandlerOrigin } from '../unit/layers.ts'
import type { RestartPolicy } from '../unit/unit.ts'
import { Cell } from './cell.ts'
import type { CellOwner } from './cell-place.ts'
import type { Kernel } from './kernel.ts'
import { followLeftRunning } from './left-running.ts'

/** Returned by an extension that runs before an actor, to keep the letter from it. */
export const VETO = Symbol('veto')

/** A handler that runs beside an actor for one type of message it receives. */
export interface Extension {
  readonly name: string
  /** Type of the messages it runs for. */
  readonly on: string
  readonly order: 'before' | 'after'
  readonly origin: string
  readonly mayVeto: boolean
  /** Runs once before the first letter, and after each crash; an extension that throws here is not taken. */
  readonly start?: ((ctx: ActorContext) => void) | undefined
  readonly handle: (payload: unknown, ctx: ActorContext) => unknown
}

export const originOf = ({ name, origin, on, order }: Extension): HandlerOrigin => ({
  handler: name,
  layer: 'extension',
  origin,
  on,
  order,
})

const RESTART: RestartPolicy = { type: 'transient', intensity: 5, within: '60s' }
const IDLE: Snapshot<unknown> = { status: 'active', output: undefined, error: undefined }

interface Running {
  readonly extension: Extension
  readonly cell: Cell
}

/** What runs beside one actor: each extension a supervised child, whose crash is its own. */
export class Extensions implements CellOwner {
  private readonly kernel: Kernel
  private readonly unitCell: Cell
  private readonly running = new Map<string, Running>()
  private vetoed = false

  constructor(kernel: Kernel, unitCell: Cell) {
    this.kernel = kernel
    this.unitCell = unitCell
  }

  /** Takes it in, in place of one of the same name. @returns the error if it did not start; the old one then goes on */
  add(extension: Extension): { readonly error: unknown } | undefined {
    const cell = this.cellOf(extension)
    cell.life.launch()
    if (cell.status !== 'running') {
      cell.life.stop()
      return { error: cell.life.error }
    }
    const before = this.running.get(extension.name)
    this.running.set(extension.name, { extension, cell })
    before?.cell.life.stop()
    return undefined
  }

  remove(name: string): boolean {
    const running = this.running.get(name)
    if (running === undefined) return false
    this.running.delete(name)
    running.cell.life.stop()
    return true
  }

  /** Runs those that come first. @returns whether one of them keeps the letter from the actor */
  before(letter: Letter): boolean {
    this.vetoed = false
    this.run(letter, 'before')
    return this.vetoed
  }

  after(letter: Letter): void {
    this.run(letter, 'after')
  }

  stop(): void {
    for (const { cell } of this.running.values()) cell.life.stop()
  }

  origins(): HandlerOrigin[] {
    return [...this.running.values()].map(({ extension }) => originOf(extension))
  }

  mayRestart(): boolean {
    return true
  }

  crashed(cell: Cell, error: unknown, restartIn: number): void {
    this.kernel.log.warn(
      { actor: cell.name, error: messageOf(error), restartIn: Math.round(restartIn) },
      'extension crashed',
    )
  }

  revive(cell: Cell): void {
    cell.life.restart()
  }

  restarted(): void {}

  finished(): void {}

  failed(cell: Cell, error: unknown): void {
    for (const [name, running] of this.running)
      if (running.cell === cell) {
        this.running.delete(name)
        const failure = { error: messageOf(error), errorClass: errorClassOf(error) }
        this.kernel.announce(ExtensionFailed, { actor: this.unitCell.name, extension: name, ...failure })
      }
    cell.life.stop()
  }

  private run(letter: Letter, order: Extension['order']): void {
    for (const { extension, cell } of this.running.values())
      if (extension.order === order && extension.on === letter.event.type) cell._send(letter.event)
  }

  private cellOf(extension: Extension): Cell {
    const { unitCell } = this
    const logic = this.logicOf(extension)
    const runnable = { logic, restart: RESTART, mailbox: {}, persist: undefined, ready: true, handles: () => true }
    return new Cell(this.kernel, this, unitCell.variant, {
      label: `${unitCell.name}/+${extension.name}`,
      order: unitCell.order,
      parent: unitCell.ref,
      child: { unitCell, runnable },
    })
  }

  private logicOf(extension: Extension): AnyActorLogic {
    const context = (): ActorContext => this.kernel.current!.cell.context
    return {
      getInitialSnapshot: () => {
        extension.start?.(context())
        return IDLE
      },
      transition: (snapshot: Snapshot<unknown>, event: AnyEventObject) => {
        const result = extension.handle(event['payload'], context())
        if (result === VETO && extension.mayVeto) this.vetoed = true
        followLeftRunning(this.kernel.current!.cell, result)
        return snapshot
      },
      getPersistedSnapshot: () => IDLE,
    }
  }
}
