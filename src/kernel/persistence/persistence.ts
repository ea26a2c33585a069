import type { Cell } from '../actor/cell.ts'
import type { Kernel } from '../actor/kernel.ts'
import { type Beginning, type CarriedDeadline, ownDeadlines, resumeFrom } from '../actor/origin.ts'
import { decode, encode } from '../codec/codec.ts'
import { messageOf } from '../errors.ts'
import { SnapshotDiscarded } from '../message/kernel-facts.ts'
import type { Letter } from '../message/letter.ts'
import type { PersistSpec } from '../unit/unit.ts'
import type { SnapshotStore } from './store.ts'

/** One actor's saved state. */
interface Saved {
  readonly version: number
  readonly snapshot: unknown
  readonly deadlines: readonly CarriedDeadline[]
  /** What a duty was opened with. */
  readonly input?: unknown
}

/**
 * Saves the state of actors that declare it, and takes it up again. A change is on disk before anything that follows from it is
 * handled.
 */
export interface Persistence {
  /** The first step of an incarnation from its saved state; undefined when there is none, or none that can be taken up. */
  resume(cell: Cell, letter: Letter): Beginning | undefined
  /** Says that a step has changed the actor; it is saved at the next boundary. */
  changed(cell: Cell): void
  /** Saves now what was changed, before its present state is lost. */
  keep(cell: Cell): void
  forget(cell: Cell): void
  /** The duties of a family that have a saved state. */
  saved(label: string): Array<{ readonly key: string; readonly input: unknown }>
}

export function createPersistence(kernel: () => Kernel, store: SnapshotStore): Persistence {
  const dirty = new Set<Cell>()

  function entry(cell: Cell, { version }: PersistSpec): readonly [string, string] {
    const saved: Saved = {
      version,
      snapshot: cell.getPersistedSnapshot(),
      deadlines: ownDeadlines(cell),
      ...(cell.key === undefined ? {} : { input: cell.input }),
    }
    return [cell.name, encode(saved)]
  }

  function save(cells: Iterable<Cell>): void {
    const entries: Array<readonly [string, string]> = []
    for (const cell of cells) {
      const spec = specOf(cell)
      if (spec === undefined || cell.status !== 'running') continue
      try {
        entries.push(entry(cell, spec))
      } catch (error) {
        kernel().log.error({ actor: cell.name, error: messageOf(error) }, 'state cannot be saved')
      }
    }
    if (entries.length > 0) store.put(entries)
  }

  function flush(): void {
    const cells = [...dirty]
    dirty.clear()
    save(cells)
  }

  function discard(cell: Cell, reason: string): undefined {
    store.delete(cell.name)
    kernel().log.warn({ actor: cell.name, reason }, 'saved state discarded')
    kernel().announce(SnapshotDiscarded, { actor: cell.label, reason })
  }

  return {
    resume(cell, letter) {
      const spec = specOf(cell)
      if (spec === undefined) return undefined
      const text = store.get(cell.name)
      if (text === undefined) return undefined
      try {
        const saved = decode(text) as Saved
        const snapshot = inVersion(saved, spec)
        if (snapshot === undefined) return discard(cell, `it is of version ${saved.version}, not ${spec.version}`)
        const beginning = resumeFrom(cell, snapshot, saved.deadlines, letter)
        const { result } = beginning
        if (!result.ok) return discard(cell, messageOf(result.error))
        const lost = lostChildren(snapshot, result.snapshot)
        if (lost.length > 0) return discard(cell, `the machine no longer has the child ${lost.join(', ')}`)
        return beginning
      } catch (error) {
        return discard(cell, messageOf(error))
      }
    },
    changed(cell) {
      if (specOf(cell) === undefined) return
      dirty.add(cell)
      kernel().scheduler.control(flush)
    },
    keep(cell) {
      if (dirty.delete(cell)) save([cell])
    },
    forget(cell) {
      if (specOf(cell) !== undefined) store.delete(cell.name)
    },
    saved: (label) =>
      store.names(`${label}/`).map((name) => {
        const { input } = decode(store.get(name)!) as Saved
        return { key: name.slice(label.length + 1), input }
      }),
  }
}

const specOf = (cell: Cell): PersistSpec | undefined => cell.life.runnable.persist

const inVersion = ({ version, snapshot }: Saved, spec: PersistSpec): unknown =>
  version === spec.version ? snapshot : spec.migrate?.(snapshot, version)

/** XState drops a child whose logic the machine does not know, and says nothing. */
function lostChildren(saved: unknown, restored: unknown): string[] {
  const names = (snapshot: unknown) => Object.keys((snapshot as { children?: object }).children ?? {})
  const present = names(restored)
  return names(saved).filter((name) => !present.includes(name))
}
