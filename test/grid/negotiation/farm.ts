import type { HoldsContext } from '../../../machines/coordinators/holds.ts'
import type { NodeView } from '../../../src/grid/capacity/node-view.ts'
import { AbandonRoom, NegotiateRoom } from '../../../src/grid/negotiation/ask/events.ts'
import { createNegotiator, type GroupNegotiator } from '../../../src/grid/negotiation/ask/negotiator.ts'
import { negotiatorMemory } from '../../../src/grid/negotiation/ask/ports.ts'
import { negotiatorUnit } from '../../../src/grid/negotiation/ask/spec.ts'
import type { FarmFacts } from '../../../src/grid/negotiation/facts.ts'
import { negotiationGateUnit } from '../../../src/grid/negotiation/gate/spec.ts'
import type { Hold } from '../../../src/grid/negotiation/holds/hold.ts'
import { holdsUnit } from '../../../src/grid/negotiation/holds/spec.ts'
import { negotiationUnit } from '../../../src/grid/negotiation/lead/spec.ts'
import { negotiationMemory } from '../../../src/grid/negotiation/ports.ts'
import {
  createMemoryStore,
  createRandom,
  createSystem,
  defineUnit,
  type SnapshotStore,
  type System,
} from '../../../src/kernel/index.ts'
import { createNetwork, type Faults } from './network.ts'
import { createSharedTime } from './time.ts'

/** One run of a node. */
interface Life {
  isDead: boolean
  system: System
}

export interface FarmOptions {
  readonly seed?: number
  readonly nodes: readonly NodeView[]
  readonly faults?: Faults
  readonly publicIps?: number
  /** How a twin sees the chain, which may be what it was a while ago. */
  readonly sees?: (twinId: number, facts: FarmFacts) => FarmFacts | undefined
  /** From being woken until it is up, in ms. */
  readonly bootTime?: number
  /** Twins that may ask, beside the nodes. */
  readonly askers?: readonly number[]
  readonly config?: Record<string, unknown>
  readonly askerConfig?: Record<string, unknown>
}

const SLOT = 60_000
const FARM = 3
/** Twin of one who asks and is no node. */
export const ASKER = 7

/** A farm whose nodes plan, each a system of its own, and one who asks them; in one process and in virtual time. */
export function createFarm({
  seed = 1,
  nodes,
  faults,
  publicIps = 0,
  bootTime = 60_000,
  askers = [ASKER, 8],
  sees = (_, facts) => facts,
  ...configs
}: FarmOptions) {
  const time = createSharedTime(SLOT * seed)
  const network = createNetwork(time, createRandom(seed), faults)
  const known = new Map<number, NodeView>(nodes.map((node) => [node.id, node]))
  const stores = new Map<number, SnapshotStore>(nodes.map(({ id }) => [id, createMemoryStore()]))
  const lives = new Map<number, Life>()
  const facts = (): FarmFacts => ({
    farmId: FARM,
    farmerTwin: 0,
    publicIps,
    slot: Math.floor(time.now() / SLOT),
    nodes: known,
  })
  const wakes: number[] = []
  const breaks = new Set<number>()

  function start(id: number): void {
    const { twinId, ...rest } = known.get(id)!
    const life = { isDead: false } as Life
    const clock = time.clockFor(life)
    life.system = createSystem({ clock, seed: seed * 1_000 + id, store: stores.get(id)! })
    const ports = {
      nodeId: id,
      ...network.join(twinId),
      facts: () => sees(twinId, facts()),
      here: (): NodeView => ({ ...rest, twinId, power: 'on' }),
      ...negotiationMemory(),
    }
    const config = { askers, ...configs.config }
    for (const unit of [holdsUnit, negotiationUnit, negotiationGateUnit]) life.system.register(unit, { ports, config })
    lives.set(id, life)
    void life.system.start()
  }

  async function wake(id: number): Promise<void> {
    if (known.get(id)!.power !== 'off') return
    wakes.push(id)
    known.set(id, { ...known.get(id)!, power: 'wakingUp' })
    time.at(bootTime, () => {
      if (breaks.has(id)) return
      known.set(id, { ...known.get(id)!, power: 'on' })
      start(id)
    })
  }

  /** Another who asks. */
  function asker(twinId: number): GroupNegotiator {
    const life = { isDead: false } as Life
    life.system = createSystem({ clock: time.clockFor(life), seed })
    const { messages } = network.join(twinId)
    life.system.register(negotiatorUnit, {
      ports: { messages, facts: () => sees(twinId, facts()), wake, ...negotiatorMemory() },
      config: configs.askerConfig ?? {},
    })
    const user = life.system.register(
      defineUnit({ name: 'user', asks: [NegotiateRoom, AbandonRoom], category: 'submit' }),
    )
    void life.system.start()
    return createNegotiator(user, '3h')
  }

  for (const { id, power } of nodes) if (power === 'on') start(id)

  return {
    time,
    network,
    known,
    facts,
    wakes,
    /** Nodes that do not come up however often they are woken. */
    breaks,
    asker,
    negotiator: asker(ASKER),
    /** Of what a node holds, its last state when it is dead. */
    holds(id: number): readonly Hold[] {
      const life = lives.get(id)
      if (life === undefined) return []
      const { context } = life.system.ref('holds').getSnapshot() as { context: HoldsContext }
      return context.holds.filter(({ until }) => until > time.now())
    },
    /** As by a power cut: it says nothing any more, and the chain does not know. */
    kill(id: number): void {
      const life = lives.get(id)
      if (life === undefined || life.isDead) return
      life.isDead = true
      network.leave(known.get(id)!.twinId)
    },
    /** With what it had saved. */
    revive(id: number): void {
      if (lives.get(id)?.isDead === true) start(id)
    },
    isAlive: (id: number) => lives.get(id)?.isDead === false,
    /** Time for what is under way. */
    pass: (milliseconds: number) => time.until(() => false, milliseconds),
    /** What it comes to, when it comes to anything in this time. */
    async settled<Value>(asking: Promise<Value>, atMost = 2 * 3_600_000): Promise<Value> {
      let result: PromiseSettledResult<Value> | undefined
      void asking.then(
        (value) => {
          result = { status: 'fulfilled', value }
        },
        (reason: unknown) => {
          result = { status: 'rejected', reason }
        },
      )
      if (!(await time.until(() => result !== undefined, atMost))) throw new Error('nothing came of it')
      if (result!.status === 'rejected') throw result!.reason
      return result!.value
    },
  }
}
export type Farm = ReturnType<typeof createFarm>
