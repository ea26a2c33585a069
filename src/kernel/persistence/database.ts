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

/**
 * Brings the tables of a database up to date: `steps` are its versions, each what it adds to the one before. The version that a
 * file is at is kept in it.
 *
 * @throws when the file was written by a later version than the last of `steps`
 */
export function migrate(database: DatabaseSync, steps: readonly string[]): void {
  const version = Number(database.prepare('PRAGMA user_version').get()!['user_version'])
  if (version > steps.length)
    throw new Error(
      `it was written by a later version of this program (format ${version}, known up to ${steps.length})`,
    )
  if (version === steps.length) return
  inTransaction(database, () => {
    for (const step of steps.slice(version)) database.exec(step)
    database.exec(`PRAGMA user_version = ${steps.length}`)
  })
}
