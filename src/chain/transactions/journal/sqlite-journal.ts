import { decode, encode, inTransaction, openDatabase } from '../../../kernel/index.ts'
import type { Call } from '../events.ts'
import type { SignedTransaction } from '../sign.ts'
import { type Intent, type Journal, JournalError, type JournalOwner, type Settlement } from './journal.ts'

/** Settled intents that are remembered: who asks again for one that succeeded is told so. */
const REMEMBERED = 10_000

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS owner (only INTEGER PRIMARY KEY CHECK (only = 1), account TEXT NOT NULL, genesis TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS intents (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, call TEXT NOT NULL, settled TEXT
  );
  CREATE INDEX IF NOT EXISTS open_intents ON intents (number) WHERE settled IS NULL;
  CREATE TABLE IF NOT EXISTS signed (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, hash TEXT NOT NULL, hex TEXT NOT NULL,
    nonce INTEGER NOT NULL, birth INTEGER NOT NULL, death INTEGER NOT NULL
  );
  CREATE INDEX IF NOT EXISTS signed_of_intent ON signed (key, number);
`

/**
 * A journal in an SQLite file; `:memory:` forgets it with the process. Each write is forced to disk, so that it survives a loss
 * of power as well.
 *
 * @throws when the file cannot be opened or is no database
 */
export function createSqliteJournal(path: string): Journal {
  const database = openDatabase(path, 'FULL')
  database.exec(SCHEMA)
  const owner = database.prepare('SELECT account, genesis FROM owner')
  const own = database.prepare('INSERT INTO owner (only, account, genesis) VALUES (1, ?, ?)')
  const find = database.prepare('SELECT key, call, settled FROM intents WHERE key = ?')
  const open = database.prepare('SELECT key, call, settled FROM intents WHERE settled IS NULL ORDER BY number')
  const remove = database.prepare('DELETE FROM intents WHERE key = ?')
  const insert = database.prepare('INSERT INTO intents (key, call) VALUES (?, ?)')
  const forget = database.prepare('DELETE FROM signed WHERE key = ?')
  const attempts = database.prepare('SELECT hash, hex, nonce, birth, death FROM signed WHERE key = ? ORDER BY number')
  const sign = database.prepare('INSERT INTO signed (key, hash, hex, nonce, birth, death) VALUES (?, ?, ?, ?, ?, ?)')
  const settle = database.prepare('UPDATE intents SET settled = ? WHERE key = ?')
  const old = database.prepare(
    'SELECT key FROM intents WHERE settled IS NOT NULL ORDER BY number DESC LIMIT -1 OFFSET ?',
  )

  const intentOf = (row: Record<string, unknown>): Intent => ({
    key: String(row['key']),
    call: decode(String(row['call'])) as Call,
    signed: attempts.all(String(row['key'])) as unknown as SignedTransaction[],
    settled: row['settled'] === null ? undefined : (decode(String(row['settled'])) as Settlement),
  })

  function drop(key: string): void {
    remove.run(key)
    forget.run(key)
  }

  return {
    bind(expected) {
      const row = owner.get() as unknown as JournalOwner | undefined
      if (row === undefined) own.run(expected.account, expected.genesis)
      else if (row.account !== expected.account || row.genesis !== expected.genesis)
        throw new JournalError({ account: row.account, genesis: row.genesis }, expected)
    },
    intent(key) {
      const row = find.get(key)
      return row === undefined ? undefined : intentOf(row)
    },
    open: () => open.all().map(intentOf),
    begin: (key, call) =>
      inTransaction(database, () => {
        const text = encode(call)
        drop(key)
        insert.run(key, text)
      }),
    signed: (key, { hash, hex, nonce, birth, death }) => void sign.run(key, hash, hex, nonce, birth, death),
    settle: (key, settlement) =>
      inTransaction(database, () => {
        settle.run(encode(settlement), key)
        for (const row of old.all(REMEMBERED)) drop(String(row['key']))
      }),
    close() {
      if (database.isOpen) database.close()
    },
  }
}
