import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { DUTY_STATES } from '../../chain/duties/events.ts'

const row = z.object({
  kind: z.string(),
  key: z.string(),
  state: z.enum(DUTY_STATES),
  /** Last block in which it can be done. */
  deadline: z.number().nullable(),
  /** Milliseconds since 1970 until which it can be done. */
  due: z.number().nullable(),
  outcome: z.string().nullable(),
  detail: z.string().nullable(),
  /** Last finalized block when it came to this state. */
  since: z.number(),
  run: z.number(),
})
export type DutyRow = z.infer<typeof row>

/** How all duties stand, as far as the node has written it down. */
export interface DutyReport {
  /** Last finalized block. */
  readonly finalized: number
  /** Milliseconds since 1970: when this was written down. */
  readonly at: number
  /** Of the node's last run; those that are over, the last first. */
  readonly duties: readonly DutyRow[]
  /** What an earlier run was at, and the last one has not taken up: not ours any more, or not found yet. */
  readonly left: readonly DutyRow[]
}

export const BOARD_FILE = 'duties.db'

/** @param folder of a node's data, which may be running @returns none where no node has ever told of duties */
export function readDuties(folder: string): DutyReport | undefined {
  const path = join(folder, BOARD_FILE)
  if (!existsSync(path)) return undefined
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    database.exec('PRAGMA busy_timeout = 5000')
    const last = database.prepare('SELECT run, finalized, at FROM runs ORDER BY run DESC LIMIT 1').get()
    const { run, finalized, at } = z.object({ run: z.number(), finalized: z.number(), at: z.number() }).parse(last)
    const rows = z
      .array(row)
      .parse(
        database
          .prepare(
            'SELECT * FROM duties ORDER BY is_ended, coalesce(deadline, 1e18), coalesce(due, 1e18), changed DESC',
          )
          .all(),
      )
    const isOpen = ({ state }: DutyRow) => state === 'due' || state === 'running'
    const isLeft = (duty: DutyRow) => isOpen(duty) && duty.run !== run
    return { finalized, at, duties: rows.filter((duty) => !isLeft(duty)), left: rows.filter(isLeft) }
  } finally {
    database.close()
  }
}
