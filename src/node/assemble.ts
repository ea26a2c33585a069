import { createEndpointHealth } from '../chain/connection/endpoint-health.ts'
import { createLink } from '../chain/connection/link.ts'
import { type ChainFact, isChainFact } from '../chain/decoder/chain-fact.ts'
import { createDecoder } from '../chain/decoder/decoder.ts'
import { createConnector } from '../chain/follower/connect.ts'
import { createMemoryCursor } from '../chain/follower/cursor-store.ts'
import { createDeliveries } from '../chain/follower/deliveries.ts'
import { ResyncDone } from '../chain/follower/events.ts'
import { followerUnit } from '../chain/follower/spec.ts'
import { headsUnit } from '../chain/heads/spec.ts'
import { readerUnit } from '../chain/reader/spec.ts'
import { SubmitTransaction } from '../chain/transactions/events.ts'
import { createSqliteJournal } from '../chain/transactions/journal/sqlite-journal.ts'
import { keylessLane } from '../chain/transactions/lane/keyless.ts'
import { laneMemory } from '../chain/transactions/ports.ts'
import { laneUnit } from '../chain/transactions/spec.ts'
import {
  createSystem,
  createSystemClock,
  type Registration,
  type System,
  type Unit,
  type UnitOf,
} from '../kernel/index.ts'
import type { NodeDependencies, NodeSettings } from './compose.ts'

type Assembled = Pick<NodeSettings, 'chain' | 'signer' | 'actors'>

/**
 * A system that follows a chain, with every actor with what it needs. They stop in the reverse order of their start.
 *
 * @param units what this kind of node has beside what every node has, in the order of their start
 */
export function assemble(settings: Assembled, dependencies: NodeDependencies, units: readonly Registration[]): System {
  const { signer, chain, actors = {} } = settings
  const clock = dependencies.clock ?? createSystemClock()
  const { log, seed, data, openSession } = dependencies
  const system = createSystem({ clock, ...defined({ log, seed, store: data?.store }) })
  const link = createLink()
  const deliveries = createDeliveries('chain-follower')
  system.attach(deliveries.tracer)

  const watched: string[] = []

  const own = [
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
        ]),
    ...units,
  ] as Registration[]
  const working = [...own, ...added(actors, own)].flatMap((registration) => chosen(registration, actors))

  const facts = chainFactsOf(working.map(({ unit }) => unit))
  watched.push(...facts.map(({ source: { pallet, event } }) => `${pallet}.${event}`))
  const follower: Registration = {
    unit: followerUnit(facts),
    ports: {
      link,
      clock,
      deliveries,
      health: createEndpointHealth(() => clock.now()),
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

/** Actors of the operator's own, beside those that the node has: also one in the place of a shipped one that it does not have. */
function added(actors: NonNullable<NodeSettings['actors']>, own: readonly Registration[]): Registration[] {
  const taken = new Set(['chain-follower', ...own.map(({ unit }) => unit.name)])
  return Object.entries(actors).flatMap(([name, { use }]) =>
    use === undefined || taken.has(name) ? [] : [{ unit: { ...use, name }, ports: {}, config: {} }],
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
