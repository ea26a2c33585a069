import { migrate, openDatabase } from '../../../kernel/index.ts'
import { createWrites } from '../../store/writes.ts'
import { createEntries, type Entries } from './entries.ts'
import { createNonces, type Nonces } from './nonces.ts'
import { RECORDS_SCHEMA } from './schema.ts'

/** What the HTTP API has to know besides the content store. */
export interface HttpRecords {
  readonly objects: Entries
  readonly files: Entries
  /** @param most that are remembered at a time */
  nonces(most: number): Nonces
  /** Leaves before this one are dropped: their names go. */
  prune(bucketId: bigint, startSeq: bigint): Promise<void>
  /** The bucket is gone. */
  forget(bucketId: bigint): Promise<void>
  close(): void
}

/**
 * Keeps them in an SQLite file. What was answered is on disk, through a loss of power too.
 *
 * @param now milliseconds @throws when the file cannot be opened, is no database, or was written by a later version
 */
export function openHttpRecords(path: string, now: () => number): HttpRecords {
  const database = openDatabase(path, 'FULL')
  migrate(database, RECORDS_SCHEMA)
  const write = createWrites(database)
  // A folder has no leaf: it stays.
  const prune = database.prepare("DELETE FROM entries WHERE bucket = ? AND seq < ? AND kind = 'file'")
  const forget = database.prepare('DELETE FROM entries WHERE bucket = ?')
  return {
    objects: createEntries(database, write, 's3'),
    files: createEntries(database, write, 'fs'),
    nonces: (most) => createNonces(database, write, most, now),
    prune: (bucketId, startSeq) => write(() => void prune.run(String(bucketId), Number(startSeq))),
    forget: (bucketId) => write(() => void forget.run(String(bucketId))),
    close() {
      if (database.isOpen) database.close()
    },
  }
}
