import { DatabaseSync } from 'node:sqlite'

/**
 * Opens an SQLite file. What is written survives the death of the process; a loss of power may take the last moments of it,
 * unless every write is forced to disk.
 *
 * @throws when the file cannot be opened or is no database
 */
export function openDatabase(path: string, durability: 'NORMAL' | 'FULL' = 'NORMAL'): DatabaseSync {
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}; PRAGMA busy_timeout = 5000`)
  return database
}

/** All that `work` writes, or nothing of it. */
export function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}
