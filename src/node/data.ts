import { join, resolve } from 'node:path'
import { type CursorStore, createSqliteCursor } from '../chain/follower/cursor-store.ts'
import type { Journal } from '../chain/transactions/journal/journal.ts'
import { createSqliteJournal } from '../chain/transactions/journal/sqlite-journal.ts'
import { type BillRecords, openBillRecords } from '../grid/billing/records/records.ts'
import { openUsageRecords, type UsageRecords } from '../grid/proof/records/records.ts'
import { type Clock, createSqliteStore, createSystemClock, openDatabase, type SnapshotStore } from '../kernel/index.ts'
import { type HttpRecords, openHttpRecords } from '../storage/http/records/records.ts'
import { openContentStore } from '../storage/store/content-store.ts'
import type { ContentStore } from '../storage/store/types.ts'
import { show } from './config/issues.ts'
import { type LoadedConfig, placeIn } from './config/load.ts'
import { ConfigError } from './config/problem.ts'
import { type FolderProblem, ofAnotherChain, openFolder } from './data-folder.ts'
import { type DutyBoard, openDutyBoard } from './duties/board.ts'
import { BOARD_FILE } from './duties/read.ts'

/** What a node keeps on disk. One process at a time has it. */
export interface NodeData {
  readonly folder: string
  readonly cursors: CursorStore
  readonly store: SnapshotStore
  readonly journal: Journal
  /** What it stores for others; only where the config has a section for it. */
  readonly content?: ContentStore
  /** How its duties stand, for others to see. */
  readonly board: DutyBoard
  /** What its HTTP API keeps; there where content is. */
  readonly records?: HttpRecords
  /** What the nodes of its farm have signed, and what was billed; only where the config has a farm. */
  readonly usage?: UsageRecords
  readonly bills?: BillRecords
  close(): Promise<void>
}

/**
 * Opens the data folder of the config, and makes it if there is none. Each account has a journal of its own in it.
 *
 * @param account hex; none for a node that signs nothing @throws ConfigError when it cannot be used
 */
export async function openData(
  loaded: LoadedConfig,
  account?: string,
  clock: Clock = createSystemClock(),
): Promise<NodeData> {
  const folder = resolve(loaded.folder, loaded.config.data)
  return openFolder(folder, folderProblem(loaded), async (release) => {
    const stored = loaded.config.storage === undefined ? {} : await openStored(folder, clock)
    const { farm, farmFile } = loaded.config.grid ?? {}
    const farmed = (farm ?? farmFile) === undefined ? {} : openFarmed(folder)
    const data = openLocked(folder, { account, stored, farmed, clock, release })
    assertSameChain(loaded, data)
    return data
  })
}

/** What is stored for others, and by which names. */
type Stored = Pick<NodeData, 'content' | 'records'>

const openStored = async (folder: string, { now }: Clock): Promise<Stored> => ({
  content: await openContentStore(join(folder, 'content.db'), now),
  records: openHttpRecords(join(folder, 'http.db'), now),
})

/** What is kept of a farm. */
type Farmed = Pick<NodeData, 'usage' | 'bills'>

const openFarmed = (folder: string): Farmed => ({
  usage: openUsageRecords(join(folder, 'usage.db')),
  bills: openBillRecords(join(folder, 'bills.db')),
})

interface Opening {
  readonly account: string | undefined
  readonly stored: Stored
  readonly farmed: Farmed
  readonly clock: Clock
  release(): void
}

function openLocked(folder: string, { account, stored, farmed, clock, release }: Opening): NodeData {
  const database = openDatabase(join(folder, 'reeve.db'))
  const cursors = createSqliteCursor(database)
  const store = createSqliteStore(join(folder, 'reeve.db'))
  const journal = createSqliteJournal(
    account === undefined ? ':memory:' : join(folder, `transactions-${account.slice(2, 18)}.db`),
  )
  const board = openDutyBoard(join(folder, BOARD_FILE), () => clock.now())
  return {
    folder,
    cursors,
    store,
    journal,
    board,
    ...stored,
    ...farmed,
    async close() {
      farmed.bills?.close()
      farmed.usage?.close()
      stored.records?.close()
      await stored.content?.close()
      board.close()
      journal.close()
      store.close()
      database.close()
      release()
    },
  }
}

/** @throws ConfigError when the config names another chain than the one that the folder was used with */
function assertSameChain(loaded: LoadedConfig, { folder, cursors, journal }: NodeData): void {
  const kept = cursors.load()?.genesis ?? journal.owner()?.genesis
  const found = loaded.config.chain?.genesis
  if (kept !== undefined && found !== undefined && kept !== found) throw foreignFolder(loaded, folder, { kept, found })
}

/** The `data` of a config, in an operator's words. */
const folderProblem =
  (loaded: LoadedConfig): FolderProblem =>
  (complaint) =>
    new ConfigError([
      {
        ...complaint,
        field: 'data',
        value: show(['data'], loaded.config.data),
        ...placeIn(loaded)(['data'], 'value'),
      },
    ])

/** Of a folder that was used with another chain; both by the hashes of their block 0. */
export const foreignFolder = (
  loaded: LoadedConfig,
  folder: string,
  genesis: { readonly kept: string; readonly found: string },
): ConfigError => folderProblem(loaded)(ofAnotherChain(folder, genesis))
