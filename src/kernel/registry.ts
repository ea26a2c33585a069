import { Cell } from './actor/cell.ts'
import type { CellOwner } from './actor/cell-place.ts'
import type { CellStatus } from './actor/cell-status.ts'
import type { Kernel } from './actor/kernel.ts'
import { errorClassOf, KernelError, messageOf } from './errors.ts'
import { ActorCrashed, ActorFailed, ActorReplaced, ActorRestarted } from './message/kernel-facts.ts'
import type { HandlerOrigin } from './unit/layers.ts'
import { nearest } from './unit/nearest.ts'
import type { Variant } from './unit/variant.ts'

/** What can be seen of an actor from outside. */
export interface ActorInfo {
  readonly name: string
  readonly status: CellStatus | 'paused'
  readonly incarnation: number
  /** State value of its machine; undefined without a machine. */
  readonly state: unknown
  readonly queued: number
  /** Duties at work, by family. */
  readonly duties: Readonly<Record<string, number>>
  readonly handlers: readonly HandlerOrigin[]
}

export interface ReplaceResult {
  readonly replaced: boolean
  readonly error?: unknown
}

/** The actors of a system by name. All of it may be called from inside a handler and takes effect at the next boundary. */
export interface Registry {
  add(variant: Variant): void
  replace(name: string, variant: Variant): Promise<ReplaceResult>
  remove(name: string): void
  restart(name: string): void
  hold(name: string): void
  release(name: string): void
  get(name: string): Cell
  find(name: string): Cell | undefined
  /** In order of registration. */
  all(): Cell[]
  info(cell: Cell): ActorInfo
}

export function createRegistry(kernel: Kernel): Registry {
  const cells = new Map<string, Cell>()
  let order = 0

  const owner: CellOwner = {
    crashed(cell, error, restartIn) {
      kernel.log.warn({ actor: cell.name, error: messageOf(error), restartIn: Math.round(restartIn) }, 'actor crashed')
      kernel.announce(ActorCrashed, { ...failureOf(cell, error), restartIn })
    },
    restarted: (cell) => void kernel.announce(ActorRestarted, { actor: cell.name, incarnation: cell.life.incarnation }),
    finished() {},
    failed(cell, error) {
      kernel.log.error({ actor: cell.name, error: messageOf(error) }, 'actor failed for good')
      kernel.announce(ActorFailed, failureOf(cell, error))
    },
  }

  function get(name: string): Cell {
    const cell = cells.get(name)
    if (cell !== undefined) return cell
    const known = [...cells.keys()]
    const guess = nearest(name, known)
    const hint = guess === undefined ? `there are ${known.join(', ') || 'none'}` : `did you mean "${guess}"?`
    throw new KernelError({ code: 'unknown-actor', actor: name, known }, `there is no actor "${name}"; ${hint}`)
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
    add(variant) {
      const { unit } = variant
      if (cells.has(unit.name))
        throw new KernelError(
          { code: 'duplicate-actor', actor: unit.name },
          `there is an actor "${unit.name}" already; replace it, or register under another name`,
        )
      kernel.catalogue.admit(unit)
      const place = { name: unit.name, label: unit.name, order: order++, parent: kernel.rootRef }
      const cell = new Cell(kernel, owner, variant, place)
      kernel.router.add(unit, cell)
      cells.set(unit.name, cell)
      kernel.scheduler.control(() => cell.life.launch())
    },
    replace(name, variant) {
      const cell = get(name)
      kernel.catalogue.admit(variant.unit)
      return new Promise((resolve) => kernel.scheduler.control(() => resolve(replaceNow(cell, variant))))
    },
    remove(name) {
      const cell = get(name)
      cells.delete(name)
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
    info: (cell) => ({
      name: cell.name,
      status: cell.held ? 'paused' : cell.status,
      incarnation: cell.life.incarnation,
      state: (cell.ref.getSnapshot() as { value?: unknown }).value,
      queued: cell.mailbox.size,
      duties: Object.fromEntries([...cell.life.families].map(([name, family]) => [name, family.size])),
      handlers: cell.variant.origins,
    }),
  }
}

const failureOf = (cell: Cell, error: unknown) => ({
  actor: cell.name,
  error: messageOf(error),
  errorClass: errorClassOf(error),
})
