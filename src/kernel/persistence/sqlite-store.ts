import { inTransaction, openDatabase } from './database.ts'
import type { SnapshotStore } from './store.ts'

/**
 * Keeps them in an SQLite file. What `put` returned from survives the death of the process; a loss of power may take the last
 * moments, as the log is not forced to disk at each.
 *
 * @throws when the file cannot be opened or is no database.
 */
export function createSqliteStore(path: string): SnapshotStore {
  const database = openDatabase(path)
  database.exec('CREATE TABLE IF NOT EXISTS snapshots (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID')
  const get = database.prepare('SELECT text FROM snapshots WHERE name = ?')
  const put = database.prepare('INSERT OR REPLACE INTO snapshots (name, text) VALUES (?, ?)')
  const remove = database.prepare('DELETE FROM snapshots WHERE name = ?')
  const names = database.prepare('SELECT name FROM snapshots WHERE name >= ? AND name < ? ORDER BY name')

  return {
    get: (name) => get.get(name)?.['text'] as string | undefined,
    put: (entries) =>
      inTransaction(database, () => {
        for (const [name, text] of entries) put.run(name, text)
      }),
    delete: (name) => void remove.run(name),
    // No name has a character beyond the last of Unicode's basic plane, so this bounds the prefix from above.
    names: (prefix) => names.all(prefix, `${prefix}\uffff`).map((row) => row['name'] as string),
    close() {
      if (database.isOpen) database.close()
    },
  }
}
