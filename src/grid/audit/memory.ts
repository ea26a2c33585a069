import { createMemoryStore, decode, encode, type SnapshotStore } from '../../kernel/index.ts'
import { createShownLeaves, type Placed, type ShownLeaves } from './leaves.ts'

/** What is kept of a bill from one round of questions to the next. */
export interface BillMemory {
  readonly leaves: ShownLeaves
  /** Leaves about which nothing is open any more, by where they begin. */
  readonly settled: Pick<Set<bigint>, 'has' | 'add'>
}

/** Of all bills that are audited, by the keys of their duties: through the end of the process too, for a farm may show a leaf but once. */
export interface AuditMemory {
  of(key: string): BillMemory
  forget(key: string): void
}

const SHOWN = 'audit.shown'
const SETTLED = 'audit.settled'

export function createAuditMemory(store: SnapshotStore = createMemoryStore()): AuditMemory {
  const known = new Map<string, BillMemory>()
  const namesOf = (kind: string, key: string) => store.names(`${kind}/${key}/`)

  function load(key: string): BillMemory {
    const shown = namesOf(SHOWN, key).map((name) => decode(store.get(name)!) as Placed)
    const settled = new Set(namesOf(SETTLED, key).map((name) => BigInt(name.slice(`${SETTLED}/${key}/`.length))))
    return {
      leaves: createShownLeaves(shown, (placed) => store.put([[`${SHOWN}/${key}/${placed.from}`, encode(placed)]])),
      settled: {
        has: (from) => settled.has(from),
        add(from) {
          store.put([[`${SETTLED}/${key}/${from}`, '']])
          return settled.add(from)
        },
      },
    }
  }

  return {
    of(key) {
      const memory = known.get(key) ?? load(key)
      known.set(key, memory)
      return memory
    },
    forget(key) {
      known.delete(key)
      for (const kind of [SHOWN, SETTLED]) for (const name of namesOf(kind, key)) store.delete(name)
    },
  }
}
