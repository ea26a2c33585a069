import type { DatabaseSync } from 'node:sqlite'
import type { Write } from '../../store/writes.ts'

/** Requests that were taken, for as long as their signatures are good: through restarts, too. */
export interface Nonces {
  /** @param use.until seconds since 1970 */
  claim(use: {
    readonly account: string
    readonly nonce: string
    readonly until: number
  }): Promise<'taken' | 'used' | 'full'>
}

/** @param most that are remembered; more are refused rather than others forgotten @param now milliseconds */
export function createNonces(database: DatabaseSync, write: Write, most: number, now: () => number): Nonces {
  const expire = database.prepare('DELETE FROM nonces WHERE until < ?')
  const count = database.prepare('SELECT count(*) AS count FROM nonces')
  const add = database.prepare('INSERT OR IGNORE INTO nonces (account, nonce, until) VALUES (?, ?, ?)')

  return {
    claim: ({ account, nonce, until }) =>
      write(() => {
        expire.run(Math.floor(now() / 1_000))
        if (Number(count.get()!['count']) >= most) return 'full'
        return Number(add.run(account, nonce, until).changes) > 0 ? 'taken' : 'used'
      }),
  }
}
