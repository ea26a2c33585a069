import { createLink } from '../chain/connection/link.ts'
import type { OpenSession } from '../chain/connection/session.ts'
import { type ChainFact, isChainFact } from '../chain/decoder/chain-fact.ts'
import { createDecoder } from '../chain/decoder/decoder.ts'
import { createConnector } from '../chain/follower/connect.ts'
import { type CursorStore, createMemoryCursor } from '../chain/follower/cursor-store.ts'
import { createDeliveries } from '../chain/follower/deliveries.ts'
import { ResyncDone } from '../chain/follower/events.ts'
import { followerUnit } from '../chain/follower/spec.ts'
import { headsUnit } from '../chain/heads/spec.ts'
import { readerUnit } from '../chain/reader/spec.ts'
import type { Signer } from '../chain/signing/signer.ts'
import { SubmitTransaction } from '../chain/transactions/events.ts'
import type { Journal } from '../chain/transactions/journal/journal.ts'
import { createSqliteJournal } from '../chain/transactions/journal/sqlite-journal.ts'
import { keylessLane } from '../chain/transactions/lane/keyless.ts'
import { laneMemory } from '../chain/transactions/ports.ts'
import { laneUnit } from '../chain/transactions/spec.ts'
import {
  type Clock,
  createMemoryStore,
  createSystem,
  createSystemClock,
  type ExtensionEntry,
  type HandlerLayer,
  type Log,
  type Registration,
  type RestartPolicy,
  type SnapshotStore,
  type System,
  type Unit,
  type UnitOf,
} from '../kernel/index.ts'
import { type HttpRecords, openHttpRecords } from '../storage/http/records/records.ts'
import type { Traffic } from '../storage/http/traffic.ts'
import type { StorageSettings } from '../storage/settings.ts'
import { createContentStore } from '../storage/store/content-store.ts'
import type { ContentStore } from '../storage/store/types.ts'
import { STORAGE_ACTORS, storageUnits } from '../storage/units.ts'

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
]

/** Puts a node together: every actor with what it needs, in the order of their start. They stop in reverse. */
export function composeNode(settings: NodeSettings, dependencies: NodeDependencies = {}): System {
  const { signer, chain, storage, actors = {} } = settings
  const clock = dependencies.clock ?? createSystemClock()
  const { log, seed, data, openSession } = dependencies
  const system = createSystem({ clock, ...defined({ log, seed, store: data?.store }) })
  const link = createLink()
  const deliveries = createDeliveries('chain-follower')
  system.attach(deliveries.tracer)

  const watched: string[] = []

  const working = [
    { unit: headsUnit, ports: { link }, config: {} },
    { unit: readerUnit, ports: { link }, config: {} },
    ...(signer === undefined
      ? []
      : [
          {
            unit: laneUnit,
            ports: {
              link,
              signer,
              journal: data?.journal ?? createSqliteJournal(':memory:'),
              events: watched,
              ...laneMemory(),
            },
            config: {},
          },
          ...storageUnits({
            signer,
            settings: storage,
            content: () => data?.content ?? createContentStore(':memory:', clock.now),
            saved: data?.store ?? createMemoryStore(),
            records: () => data?.records ?? openHttpRecords(':memory:', clock.now),
            traffic: dependencies.traffic,
          }),
        ]),
    ...added(actors),
  ].flatMap((registration) => chosen(registration as Registration, actors))

  const facts = chainFactsOf(working.map(({ unit }) => unit))
  watched.push(...facts.map(({ source: { pallet, event } }) => `${pallet}.${event}`))
  const follower: Registration = {
    unit: followerUnit(facts),
    ports: {
      link,
      clock,
      deliveries,
      connector: createConnector(clock, signer?.admit?.bind(signer), openSession),
      decoder: createDecoder(facts),
      cursors: data?.cursors ?? createMemoryCursor(),
    },
    config: { ...defined(chain), consumers: resyncingOf(working.map(({ unit }) => unit)) },
  }

  for (const { unit, ports, config } of [...chosen(follower, actors), ...working]) {
    const { layers = [], extensions = [], config: given } = actors[unit.name] ?? {}
    system.register(unit as UnitOf<unknown>, {
      ports,
      layers,
      extensions,
      config: { ...fitting(unit, config), ...given },
    })
  }
  const isOwned = working.some(({ unit }) => unit.owns.includes(SubmitTransaction))
  if (signer === undefined && !isOwned && actors[keylessLane.name]?.enabled !== false) system.register(keylessLane)
  return system
}

/** Without what is undefined. */
const defined = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]?: Exclude<Values[Key], undefined>
  }

/** The registration as the operator wants it: none when disabled, another unit under the same name when replaced. */
function chosen(registration: Registration, actors: NonNullable<NodeSettings['actors']>): Registration[] {
  const { name } = registration.unit
  const { enabled = true, use, restart } = actors[name] ?? {}
  if (!enabled) return []
  const unit = use === undefined ? registration.unit : { ...use, name }
  return [{ ...registration, unit: restart === undefined ? unit : { ...unit, restart } }]
}

/** Of what the node knows, that which a unit has a use for: one of the operator's own may want less than the shipped one. */
function fitting(unit: Unit, config: Registration['config']): Registration['config'] {
  const { shape } = unit.config as { shape?: object }
  return shape === undefined ? config : Object.fromEntries(Object.entries(config).filter(([key]) => key in shape))
}

/** Actors of the operator's own, beside the shipped ones. */
function added(actors: NonNullable<NodeSettings['actors']>): Registration[] {
  return Object.entries(actors).flatMap(([name, { use }]) =>
    use === undefined || SHIPPED_ACTORS.includes(name) ? [] : [{ unit: { ...use, name }, ports: {}, config: {} }],
  )
}

/** Only what somebody consumes is decoded. */
function chainFactsOf(units: readonly Unit[]): ChainFact[] {
  const consumed = units.flatMap((unit) => unit.consumes).filter(isChainFact)
  return [...new Map(consumed.map((fact) => [fact.type, fact])).values()]
}

/** Actors that keep state read from the chain, and so must read it anew after a gap. */
const resyncingOf = (units: readonly Unit[]): string[] =>
  units.filter((unit) => unit.emits.includes(ResyncDone)).map((unit) => unit.name)
