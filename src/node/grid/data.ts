import { join, resolve } from 'node:path'
import { createSqliteCursor } from '../../chain/follower/cursor-store.ts'
import { createSqliteJournal } from '../../chain/transactions/journal/sqlite-journal.ts'
import { createSqliteStore, openDatabase } from '../../kernel/index.ts'
import type { NodeDependencies } from '../compose.ts'
import { ConfigError } from '../config/problem.ts'
import { type FolderProblem, ofAnotherAccount, openFolder } from '../data-folder.ts'

export interface GridNodeData extends NonNullable<NodeDependencies['data']> {
  close(): void
}

/** Whose deployments are in the folder. */
const OWNER = 'grid-node/account'

/** The `--data` of a node, in an operator's words. */
export const dataProblem =
  (folder: string): FolderProblem =>
  (complaint) =>
    new ConfigError([{ ...complaint, file: '--data', field: '', value: JSON.stringify(folder) }])

/**
 * Opens what a node keeps on disk. One process at a time has it, and one account for ever: what it runs and has counted is its own.
 *
 * @throws ConfigError when it cannot be used
 */
export function openNodeData(folder: string, account: string): Promise<GridNodeData> {
  const problem = dataProblem(folder)
  return openFolder(resolve(folder), problem, (release) => {
    const path = join(folder, 'node.db')
    const database = openDatabase(path)
    const store = createSqliteStore(path)
    const kept = store.get(OWNER)
    if (kept !== undefined && kept !== account) {
      store.close()
      database.close()
      throw problem(ofAnotherAccount(folder, { kept, found: account }))
    }
    store.put([[OWNER, account]])
    const journal = createSqliteJournal(join(folder, `transactions-${account.slice(2, 18)}.db`))
    return {
      cursors: createSqliteCursor(database),
      store,
      journal,
      close() {
        journal.close()
        store.close()
        database.close()
        release()
      },
    }
  })
}
