import { Cell } from '../actor/cell.ts'
import type { CellOwner } from '../actor/cell-place.ts'
import { Extensions } from '../actor/extensions.ts'
import type { Kernel } from '../actor/kernel.ts'
import { errorClassOf, KernelError, messageOf } from '../errors.ts'
import { ActorReplaced, ExtensionFailed } from '../message/kernel-facts.ts'
import { nearest } from '../unit/nearest.ts'
import type { Variant } from '../unit/variant.ts'
import { duplicateActor } from './plan.ts'
import type { Supervisors } from './supervisors.ts'

export interface ReplaceResult {
  readonly replaced: boolean
  readonly error?: unknown
}

/** The actors of a system by name. All of it may be called from inside a handler and takes effect at the next boundary. */
export interface Registry {
  /** Under the supervisor of this name. */
  add(variant: Variant, supervisor: string): Cell
  /** The actor at the top, whose end is nobody's to decide. */
  addRoot(variant: Variant, owner: CellOwner): void
  replace(name: string, variant: Variant): Promise<ReplaceResult>
  remove(name: string): void
  restart(name: string): void
  hold(name: string): void
  release(name: string): void
  get(name: string): Cell
  find(name: string): Cell | undefined
  /** In order of registration. */
  all(): Cell[]
}

export function createRegistry(kernel: Kernel, supervisors: Supervisors): Registry {
  const cells = new Map<string, Cell>()
  let order = 0

  function get(name: string): Cell {
    const cell = cells.get(name)
    if (cell !== undefined) return cell
    const known = [...cells.keys()]
    const guess = nearest(name, known)
    const hint = guess === undefined ? `there are ${known.join(', ') || 'none'}` : `did you mean "${guess}"?`
    throw new KernelError({ code: 'unknown-actor', actor: name, known }, `there is no actor "${name}"; ${hint}`)
  }

  function enter(variant: Variant, owner: CellOwner): Cell {
    const { unit } = variant
    if (cells.has(unit.name)) throw duplicateActor(unit.name)
    kernel.catalogue.admit(unit)
    const cell = new Cell(kernel, owner, variant, { label: unit.name, order: order++, parent: kernel.rootRef })
    kernel.router.add(unit, cell)
    cells.set(unit.name, cell)
    forwardWaiting(cell)
    kernel.scheduler.control(() => {
      cell.life.launch()
      extend(cell)
    })
    return cell
  }

  function extend(cell: Cell): void {
    for (const extension of cell.variant.extensions) {
      cell.life.extensions ??= new Extensions(kernel, cell)
      const failure = cell.life.extensions.add(extension)
      if (failure === undefined) continue
      const failed = { actor: cell.name, extension: extension.name, error: messageOf(failure.error) }
      kernel.log.error(failed, 'extension did not start; the actor goes on without it')
      kernel.announce(ExtensionFailed, { ...failed, errorClass: errorClassOf(failure.error) })
    }
  }

  /** A fact that still waits somewhere is news to a newcomer too. */
  function forwardWaiting(newcomer: Cell): void {
    const types = new Set(newcomer.variant.unit.consumes.map(({ type }) => type))
    if (types.size === 0) return
    const letters = new Map(
      [...cells.values()].flatMap((cell) => cell.mailbox.waiting(types)).map((each) => [each.id, each]),
    )
    for (const letter of [...letters.values()].sort((a, b) => a.id - b.id))
      if (newcomer.offer(letter)) kernel.tracers.tell('forwarded', newcomer.label, letter)
  }

  function replaceNow(cell: Cell, variant: Variant): ReplaceResult {
    const { unit } = cell.variant
    kernel.router.remove(unit, cell)
    try {
      kernel.router.add(variant.unit, cell)
    } catch (error) {
      kernel.router.add(unit, cell)
      return { replaced: false, error }
    }
    const failure = cell.life.replace(variant)
    if (failure !== undefined) {
      kernel.router.remove(variant.unit, cell)
      kernel.router.add(unit, cell)
      kernel.log.error(
        { actor: cell.name, error: messageOf(failure.error) },
        'replacement failed to start; the old one goes on',
      )
      return { replaced: false, error: failure.error }
    }
    kernel.announce(ActorReplaced, { actor: cell.name, incarnation: cell.life.incarnation })
    return { replaced: true }
  }

  return {
    add(variant, supervisor) {
      const owner = supervisors.get(supervisor)
      const cell = enter(variant, owner)
      owner.add(cell)
      return cell
    },
    addRoot: (variant, owner) => void enter(variant, owner),
    replace(name, variant) {
      const cell = get(name)
      kernel.catalogue.admit(variant.unit)
      return new Promise((resolve) => kernel.scheduler.control(() => resolve(replaceNow(cell, variant))))
    },
    remove(name) {
      const cell = get(name)
      cells.delete(name)
      supervisors.remove(cell)
      kernel.router.remove(cell.variant.unit, cell)
      kernel.scheduler.control(() => cell.life.stop())
    },
    restart(name) {
      const cell = get(name)
      kernel.scheduler.control(() => cell.life.restart())
    },
    hold(name) {
      const cell = get(name)
      kernel.scheduler.control(() => cell.hold())
    },
    release(name) {
      const cell = get(name)
      kernel.scheduler.control(() => cell.release())
    },
    get,
    find: (name) => cells.get(name),
    all: () => [...cells.values()],
  }
}
