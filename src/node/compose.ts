import type { OpenSession } from '../chain/connection/session.ts'
import type { CursorStore } from '../chain/follower/cursor-store.ts'
import type { Signer } from '../chain/signing/signer.ts'
import type { Journal } from '../chain/transactions/journal/journal.ts'
import { type BillRecords, openBillRecords } from '../grid/billing/records/records.ts'
import { overRelay } from '../grid/messages/relay/over-relay.ts'
import { openUsageRecords, type UsageRecords } from '../grid/proof/records/records.ts'
import { type FarmOfGrid, GRID_ACTORS, gridUnits } from '../grid/units.ts'
import {
  type Clock,
  createMemoryStore,
  createSystemClock,
  type ExtensionEntry,
  type HandlerLayer,
  type Log,
  type RestartPolicy,
  type SnapshotStore,
  type System,
  type Unit,
} from '../kernel/index.ts'
import { type HttpRecords, openHttpRecords } from '../storage/http/records/records.ts'
import type { Traffic } from '../storage/http/traffic.ts'
import { VERSION } from '../storage/http/version.ts'
import type { StorageSettings } from '../storage/settings.ts'
import { createContentStore } from '../storage/store/content-store.ts'
import type { ContentStore } from '../storage/store/types.ts'
import { STORAGE_ACTORS, storageUnits } from '../storage/units.ts'
import { assemble } from './assemble.ts'

/** What an operator may say about one actor. */
export interface ActorSettings {
  readonly enabled?: boolean
  /** Runs in place of the shipped unit of this name. */
  readonly use?: Unit
  /** Handlers laid over the unit's own. */
  readonly layers?: readonly HandlerLayer[]
  /** What runs beside it. */
  readonly extensions?: readonly ExtensionEntry[]
  readonly config?: Readonly<Record<string, unknown>>
  /** In place of the unit's own. */
  readonly restart?: RestartPolicy
}

/** How the chain is reached. */
export interface ChainSettings {
  /** Tried in turn. */
  readonly endpoints: readonly string[]
  /** Hash of block 0. */
  readonly genesis?: string | undefined
  /** Asked to confirm what is final. */
  readonly witnesses?: readonly string[] | undefined
  readonly archive?: string | undefined
}

export interface NodeSettings {
  readonly chain: ChainSettings
  /** Without one the node only follows and reads. */
  readonly signer?: Signer
  /** What it stores for others, and how it is reached for that. Without it nothing: agreements alone are answered. */
  readonly storage?: StorageSettings
  /** The compute farm that it runs. */
  readonly grid?: FarmOfGrid
  readonly actors?: Readonly<Record<string, ActorSettings>>
}

export interface NodeDependencies {
  readonly log?: Log
  readonly clock?: Clock
  readonly seed?: number
  /** What outlives the process; without it nothing does. */
  readonly data?: {
    readonly cursors: CursorStore
    readonly store: SnapshotStore
    readonly journal: Journal
    readonly content?: ContentStore
    readonly records?: HttpRecords
    readonly usage?: UsageRecords
    readonly bills?: BillRecords
  }
  /** Counts the requests of the HTTP API. */
  readonly traffic?: Traffic
  /** How endpoints are reached; over a WebSocket, unless something else is given. */
  readonly openSession?: OpenSession
}

/** Actors a node can have without the operator adding any. */
export const SHIPPED_ACTORS: readonly string[] = [
  'chain-follower',
  'heads',
  'chain-reader',
  'transactions',
  ...STORAGE_ACTORS,
  ...GRID_ACTORS,
]

/** Puts a node together: every actor with what it needs, in the order of their start. They stop in reverse. */
export function composeNode(settings: NodeSettings, dependencies: NodeDependencies = {}): System {
  const { signer, storage, grid } = settings
  const clock = dependencies.clock ?? createSystemClock()
  const { data } = dependencies
  const store = data?.store ?? createMemoryStore()
  const storing = () =>
    // A farm stores nothing for others unless it is told to.
    signer === undefined || (grid !== undefined && storage === undefined)
      ? []
      : storageUnits({
          signer,
          settings: storage,
          content: () => data?.content ?? createContentStore(':memory:', clock.now),
          saved: store,
          records: () => data?.records ?? openHttpRecords(':memory:', clock.now),
          traffic: dependencies.traffic,
        })
  const farming = () =>
    signer === undefined || grid === undefined
      ? []
      : gridUnits(
          {
            signer,
            clock,
            store,
            connect: overRelay(grid.relay, clock),
            version: VERSION,
            usage: () => data?.usage ?? openUsageRecords(':memory:'),
            bills: () => data?.bills ?? openBillRecords(':memory:'),
          },
          grid,
        )
  return assemble(settings, { ...dependencies, clock }, [...storing(), ...farming()])
}
