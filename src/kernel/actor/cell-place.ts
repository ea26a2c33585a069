import type { AnyActorRef } from 'xstate'
import type { Runnable } from '../unit/variant.ts'
import type { Cell } from './cell.ts'

/** Told of the turns of a cell's life: the registry, or the family of a duty. */
export interface CellOwner {
  /** It will be back after `restartIn` milliseconds. */
  crashed(cell: Cell, error: unknown, restartIn: number): void
  restarted(cell: Cell): void
  finished(cell: Cell): void
  failed(cell: Cell, error: unknown): void
}

/** Where a cell stands in its system. */
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
