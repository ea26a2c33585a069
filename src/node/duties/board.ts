import type { DatabaseSync } from 'node:sqlite'
import { DutyChanged, isEnded } from '../../chain/duties/events.ts'
import { BlockFinalized } from '../../chain/follower/events.ts'
import { inTransaction, migrate, openDatabase, type PayloadOf, type Tracer } from '../../kernel/index.ts'
import { BOARD_SCHEMA } from './schema.ts'

type Change = PayloadOf<typeof DutyChanged>

/** Keeps on disk how each duty stands, for `reeve duties` to show. */
export interface DutyBoard {
  readonly tracer: Tracer
  close(): void
}

/** Duties that are over and still shown. */
const KEPT = 1_000
/** Milliseconds between two writes at the least. */
const EVERY = 200

/**
 * @param path of its file, made if there is none; what an earlier run has left unfinished is told from what this one does
 * @param now milliseconds
 */
export function openDutyBoard(path: string, now: () => number): DutyBoard {
  const database = openDatabase(path)
  migrate(database, BOARD_SCHEMA)
  const write = createWriter(database)
  const changed = new Map<string, Change & { readonly since: number }>()
  let finalized = 0
  let writtenAt = 0

  function flush(): void {
    write([...changed.values()], { finalized, at: now() })
    changed.clear()
    writtenAt = now()
  }

  return {
    tracer: {
      emitted({ event: { type, payload }, ask }) {
        if (ask !== 0) return
        if (type === DutyChanged.type) {
          const change = payload as Change
          changed.set(`${change.kind}/${change.key}`, { ...change, since: finalized })
        } else if (type === BlockFinalized.type) {
          finalized = (payload as PayloadOf<typeof BlockFinalized>).number
          if (now() - writtenAt >= EVERY) flush()
        }
      },
    },
    close() {
      flush()
      database.close()
    },
  }
}

function createWriter(database: DatabaseSync) {
  const { run } = database.prepare('INSERT INTO runs DEFAULT VALUES RETURNING run').get() as { run: number }
  const put = database.prepare(`
    INSERT INTO duties (kind, key, state, is_ended, deadline, outcome, detail, since, run, due, changed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(changed), 0) + 1 FROM duties))
    ON CONFLICT (kind, key) DO UPDATE SET
      state = excluded.state, is_ended = excluded.is_ended, since = excluded.since, run = excluded.run,
      deadline = coalesce(excluded.deadline, deadline), due = coalesce(excluded.due, due), outcome = excluded.outcome, detail = excluded.detail,
      changed = excluded.changed
  `)
  const forget = database.prepare(`
    DELETE FROM duties WHERE is_ended = 1 AND changed <= (
      SELECT changed FROM duties WHERE is_ended = 1 ORDER BY changed DESC LIMIT 1 OFFSET ?
    )
  `)
  const note = database.prepare('UPDATE runs SET finalized = ?, at = ? WHERE run = ?')

  return (
    changes: readonly (Change & { readonly since: number })[],
    { finalized, at }: { finalized: number; at: number },
  ) =>
    inTransaction(database, () => {
      for (const { kind, key, state, deadline = null, by = null, outcome = null, detail = null, since } of changes)
        put.run(kind, key, state, isEnded(state) ? 1 : 0, deadline, outcome, detail, since, run, by)
      if (changes.length > 0) forget.run(KEPT)
      note.run(finalized, at, run)
    })
}
