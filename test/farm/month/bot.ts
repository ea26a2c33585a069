import { join } from 'node:path'
import { createSqliteCursor } from '../../../src/chain/follower/cursor-store.ts'
import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import { createSqliteJournal } from '../../../src/chain/transactions/journal/sqlite-journal.ts'
import { openBillRecords } from '../../../src/grid/billing/records/records.ts'
import { openUsageRecords } from '../../../src/grid/proof/records/records.ts'
import { type FarmOfGrid, gridUnits } from '../../../src/grid/units.ts'
import { createSqliteStore, type Log, openDatabase, type System } from '../../../src/kernel/index.ts'
import { assemble } from '../../../src/node/assemble.ts'
import type { ActorSettings } from '../../../src/node/compose.ts'
import { ENDPOINT, type MonthChain } from './chain.ts'
import type { Ether } from './ether.ts'
import type { Twin } from './genesis.ts'
import { IN_SLOTS } from './pace.ts'
import type { Life, World } from './world.ts'

export interface BotOptions {
  readonly world: World
  readonly chain: MonthChain
  readonly ether: Ether
  readonly farmer: Twin
  readonly farm: Pick<FarmOfGrid, 'bills' | 'audit' | 'settings'>
  readonly actors?: Readonly<Record<string, ActorSettings>>
  /** Of what outlives it. */
  readonly folder: string
  readonly seed: number
  readonly log: Log
}

/** One run of a farm's node. */
export interface BotRun {
  readonly system: System
  readonly life: Life
  /** After its death: lets go of its files, for the next one. */
  close(): void
}

/** A farm's node on what an earlier one has left behind. */
export async function startBot(options: BotOptions): Promise<BotRun> {
  const { world, chain, ether, farmer, farm, folder, seed, log, actors = {} } = options
  const life = world.live()
  const signer = await createLocalSigner(farmer.account.uri, 'ed25519')
  const database = openDatabase(join(folder, 'node.db'))
  const store = createSqliteStore(join(folder, 'node.db'))
  const journal = createSqliteJournal(join(folder, 'transactions.db'))
  const usage = openUsageRecords(join(folder, 'usage.db'))
  const bills = openBillRecords(join(folder, 'bills.db'))
  const { clock } = life
  const units = gridUnits(
    {
      signer,
      clock,
      store,
      connect: ether.connectOf(life),
      version: '1.0.0',
      usage: () => usage,
      bills: () => bills,
    },
    { relay: ENDPOINT, strategy: 'best-fit', receipts: false, ...farm },
  )
  const system = assemble(
    { chain: { endpoints: [ENDPOINT] }, signer, actors: { ...IN_SLOTS, ...actors } },
    {
      clock,
      seed,
      log,
      data: { cursors: createSqliteCursor(database), store, journal },
      openSession: chain.openSession(life),
    },
    units,
  )
  system.start().catch((error: unknown) => world.fail(error))
  return {
    system,
    life,
    close() {
      usage.close()
      bills.close()
      journal.close()
      store.close()
      database.close()
    },
  }
}
