import type { Cell } from '../actor/cell.ts'
import type { CellStatus } from '../actor/cell-status.ts'
import type { HandlerOrigin } from '../unit/layers.ts'

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
  /** Of the last crash, if any. */
  readonly error: unknown
  /** What serves each handler's name now, and what runs beside the actor. */
  readonly handlers: readonly HandlerOrigin[]
}

export const infoOf = (cell: Cell): ActorInfo => ({
  name: cell.name,
  status: cell.held ? 'paused' : cell.status,
  incarnation: cell.life.incarnation,
  state: (cell.snapshot as { value?: unknown }).value,
  queued: cell.mailbox.size,
  duties: Object.fromEntries([...cell.life.families].map(([name, family]) => [name, family.size])),
  error: cell.life.error,
  handlers: handlersOf(cell),
})

export const handlersOf = (cell: Cell): HandlerOrigin[] => [
  ...cell.variant.table.origins(),
  ...(cell.life.extensions?.origins() ?? []),
]
