import type { AnyActorRef } from 'xstate'
import type { Runnable } from '../unit/variant.ts'
import type { Cell } from './cell.ts'

/** Decides over the turns of a cell's life, and is told of them: a supervisor, or the family of a duty. */
export interface CellOwner {
  /** Asked once at each crash, after the cell's own budget. */
  mayRestart(cell: Cell): boolean
  /** It will be back after `restartIn` milliseconds. */
  crashed(cell: Cell, error: unknown, restartIn: number): void
  /** Its delay is over: restart it, and whoever goes with it. */
  revive(cell: Cell): void
  restarted(cell: Cell): void
  finished(cell: Cell): void
  failed(cell: Cell, error: unknown): void
}

/** Where a cell stands in its system; all duties of a family share one. */
export interface CellPlace {
  /** The unit's name, or `unit/family` for a duty: of bounded cardinality, fit for traces. */
  readonly label: string
  readonly order: number
  readonly parent: AnyActorRef | undefined
  /** Set on a child: the cell it belongs to, and what it runs. */
  readonly child?: { readonly unitCell: Cell; readonly runnable: Runnable }
}

/** What distinguishes a duty from the others of its family. */
export interface DutyIdentity {
  readonly key: string
  readonly input: unknown
}
