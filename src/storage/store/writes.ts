import type { DatabaseSync } from 'node:sqlite'
import { inTransaction } from '../../kernel/index.ts'

interface Waiting {
  readonly work: () => unknown
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
}

/** Does one piece of work on a database, all of it or nothing. Answered once it is on disk. */
export type Write = <Result>(work: () => Result) => Promise<Result>

/**
 * Does what is asked for in the same turn of the event loop in one transaction, which is forced to disk once. Each piece of work
 * stands or falls by itself; it is answered when all of them are on disk.
 */
export function createWrites(database: DatabaseSync): Write {
  let waiting: Waiting[] = []

  function flush(): void {
    const batch = waiting
    waiting = []
    const answers: Array<() => void> = []
    try {
      inTransaction(database, () => {
        for (const each of batch) answers.push(attempt(each))
      })
    } catch (error) {
      for (const { reject } of batch) reject(error)
      return
    }
    for (const answer of answers) answer()
  }

  function attempt({ work, resolve, reject }: Waiting): () => void {
    database.exec('SAVEPOINT piece')
    try {
      const value = work() as never
      database.exec('RELEASE piece')
      return () => resolve(value)
    } catch (error) {
      database.exec('ROLLBACK TO piece; RELEASE piece')
      return () => reject(error)
    }
  }

  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) queueMicrotask(flush)
      waiting.push({ work, resolve, reject })
    })
}
