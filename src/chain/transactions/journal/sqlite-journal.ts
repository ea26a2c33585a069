import { decode, encode, inTransaction, migrate, openDatabase } from '../../../kernel/index.ts'
import type { Call, Stream, SubmitPriority } from '../events.ts'
import { type Attempt, type Intent, type Journal, JournalError, type JournalOwner, type Settlement } from './journal.ts'
import { JOURNAL_SCHEMA } from './schema.ts'

/** Settled intents that are remembered: who asks again for one that succeeded is told so. */
const REMEMBERED = 10_000

const INTENT = 'SELECT number, key, call, priority, deadline, batch, settled FROM intents'

/**
 * A journal in an SQLite file; `:memory:` forgets it with the process. Each write is forced to disk, so that it survives a loss
 * of power as well.
 *
 * @throws when the file cannot be opened, is no database, or was written by a later version
 */
export function createSqliteJournal(path: string): Journal {
  const database = openDatabase(path, 'FULL')
  migrate(database, JOURNAL_SCHEMA)
  const owned = database.prepare('SELECT account, genesis FROM owner')
  const own = database.prepare('INSERT INTO owner (only, account, genesis) VALUES (1, ?, ?)')
  const find = database.prepare(`${INTENT} WHERE key = ?`)
  const open = database.prepare(`${INTENT} WHERE settled IS NULL ORDER BY number`)
  const remove = database.prepare('DELETE FROM intents WHERE key = ?')
  const insert = database.prepare('INSERT INTO intents (key, call, priority, deadline, batch) VALUES (?, ?, ?, ?, ?)')
  const settle = database.prepare('UPDATE intents SET settled = ? WHERE key = ?')
  const old = database.prepare(
    'SELECT key FROM intents WHERE settled IS NOT NULL ORDER BY number DESC LIMIT -1 OFFSET ?',
  )
  const sign = database.prepare(
    'INSERT INTO extrinsics (hash, hex, nonce, birth, death, tip, spec) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number',
  )
  const carry = database.prepare('INSERT INTO carried (extrinsic, position, key) VALUES (?, ?, ?)')
  const extrinsics = database.prepare(`
    SELECT number, hash, hex, nonce, birth, death, tip, spec FROM extrinsics WHERE number IN (
      SELECT extrinsic FROM carried JOIN intents USING (key) WHERE settled IS NULL
    ) ORDER BY number
  `)
  const cargo = database.prepare('SELECT key FROM carried WHERE extrinsic = ? ORDER BY position')
  const drop = database.prepare('DELETE FROM carried WHERE key = ?')
  const sweep = database.prepare('DELETE FROM extrinsics WHERE number NOT IN (SELECT extrinsic FROM carried)')
  const shape = database.prepare('SELECT shape FROM shapes WHERE item = ?')
  const note = database.prepare('INSERT OR REPLACE INTO shapes (item, shape) VALUES (?, ?)')
  const shapes = database.prepare('SELECT item FROM shapes ORDER BY item')
  const dearest = database.prepare('SELECT fee FROM dearest')
  const raise = database.prepare('INSERT OR REPLACE INTO dearest (only, fee) VALUES (1, ?)')

  function forget(keys: readonly string[]): void {
    for (const key of keys) drop.run(key)
    sweep.run()
  }

  function owner(): JournalOwner | undefined {
    const row = owned.get()
    return row === undefined ? undefined : { account: String(row['account']), genesis: String(row['genesis']) }
  }

  return {
    owner,
    bind(expected) {
      const found = owner()
      if (found === undefined) own.run(expected.account, expected.genesis)
      else if (found.account !== expected.account || found.genesis !== expected.genesis)
        throw new JournalError(found, expected)
    },
    intent(key) {
      const row = find.get(key)
      return row === undefined ? undefined : intentOf(row)
    },
    open: () => open.all().map(intentOf),
    attempts: () =>
      extrinsics.all().map((row) => ({
        transaction: attemptOf(row),
        keys: cargo.all(row['number']!).map(({ key }) => String(key)),
      })),
    begin({ key, call, priority, deadline, batch }) {
      inTransaction(database, () => {
        const texts = [encode(call), batch === undefined ? null : encode(batch)] as const
        remove.run(key)
        forget([key])
        insert.run(key, texts[0], priority, deadline ?? null, texts[1])
      })
      return intentOf(find.get(key)!)
    },
    signed: ({ hash, hex, nonce, birth, death, tip, specVersion }, keys) =>
      inTransaction(database, () => {
        const { number } = sign.get(hash, hex, nonce, birth, death, String(tip), specVersion)!
        for (const [position, key] of keys.entries()) carry.run(number!, position, key)
      }),
    release: (keys) => inTransaction(database, () => forget(keys)),
    settle: (ends) =>
      inTransaction(database, () => {
        for (const [key, settlement] of ends) settle.run(encode(settlement), key)
        const forgotten = old.all(REMEMBERED).map((row) => String(row['key']))
        for (const key of forgotten) remove.run(key)
        forget([...ends.keys(), ...forgotten])
      }),
    shapes: {
      get: (item) => shape.get(item)?.['shape'] as string | undefined,
      set: (item, value) => void note.run(item, value),
      names: () => shapes.all().map(({ item }) => String(item)),
    },
    dearestFee: () => BigInt(String(dearest.get()?.['fee'] ?? 0)),
    noteFee: (fee) => void raise.run(String(fee)),
    close() {
      if (database.isOpen) database.close()
    },
  }
}

type Row = Readonly<Record<string, unknown>>

const intentOf = ({ number, key, call, priority, deadline, batch, settled }: Row): Intent => ({
  number: Number(number),
  key: String(key),
  call: decode(String(call)) as Call,
  priority: priority as SubmitPriority,
  deadline: deadline === null ? undefined : Number(deadline),
  batch: batch === null ? undefined : (decode(String(batch)) as Stream),
  settled: settled === null ? undefined : (decode(String(settled)) as Settlement),
})

const attemptOf = ({ hash, hex, nonce, birth, death, tip, spec }: Row): Attempt['transaction'] => ({
  hash: String(hash),
  hex: String(hex),
  nonce: Number(nonce),
  birth: Number(birth),
  death: Number(death),
  tip: BigInt(String(tip)),
  specVersion: spec === null ? null : Number(spec),
})
