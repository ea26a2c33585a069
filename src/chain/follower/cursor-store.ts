import type { DatabaseSync } from 'node:sqlite'
import type { Cursor } from './followed-block.ts'

/** Where a node had got to on its chain. */
export interface Place extends Cursor {
  readonly genesis: string
}

/** Keeps the last settled block. */
export interface CursorStore {
  load(): Place | undefined
  save(place: Place): void
}

/** Forgets it with the process: the next start begins at the finalized head. */
export function createMemoryCursor(): CursorStore {
  let place: Place | undefined
  return {
    load: () => place,
    save(next) {
      place = next
    },
  }
}

/** Keeps it in a database. */
export function createSqliteCursor(database: DatabaseSync): CursorStore {
  database.exec(
    `CREATE TABLE IF NOT EXISTS cursor
       (only INTEGER PRIMARY KEY CHECK (only = 1), genesis TEXT NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL)`,
  )
  const load = database.prepare('SELECT genesis, number, hash FROM cursor')
  const save = database.prepare('INSERT OR REPLACE INTO cursor (only, genesis, number, hash) VALUES (1, ?, ?, ?)')
  return {
    load() {
      const row = load.get()
      if (row === undefined) return undefined
      return { genesis: String(row['genesis']), number: Number(row['number']), hash: String(row['hash']) }
    },
    save: ({ genesis, number, hash }) => void save.run(genesis, number, hash),
  }
}
