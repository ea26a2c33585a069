import { createMemoryCursor } from '../../src/chain/follower/cursor-store.ts'
import { createLocalSigner } from '../../src/chain/signing/local.ts'
import { createSqliteJournal } from '../../src/chain/transactions/journal/sqlite-journal.ts'
import { accountsReady, createSigner } from '../../src/devnet/accounts.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { farmOf, GRID_PROPERTIES, grid, nodeAccount } from '../../src/devnet/presets-grid.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { tfgridStorage } from '../../src/devnet/runtime/pallets/tfgrid/index.ts'
import { TOUCHING } from '../../src/grid/chain-facts.ts'
import { farmMemory } from '../../src/grid/farm/ports.ts'
import { farmUnit } from '../../src/grid/farm/spec.ts'
import { createNegotiator } from '../../src/grid/negotiation/ask/negotiator.ts'
import { CancelPlacement, PlaceDeployment, PlaceGroup } from '../../src/grid/placement/events.ts'
import { placementMemory } from '../../src/grid/placement/ports.ts'
import { placementUnit } from '../../src/grid/placement/spec.ts'
import { powerUnit } from '../../src/grid/power/spec.ts'
import { createWakeLedger } from '../../src/grid/power/wake-ledger.ts'
import { createMemoryStore, defineUnit, type SnapshotStore } from '../../src/kernel/index.ts'
import { composeNode } from '../../src/node/compose.ts'
import { tfgrid } from '../devnet/calls.ts'
import { gib } from './nodes.ts'

const TOTAL = gib(1_024, 512, 16, 8)
const SYSTEM = gib(0, 10, 2, 0)
/** Twins of the development accounts come before those of the nodes. */
const FIRST_TWIN = 7
const SECOND = 1 / 60

/** A development chain with a farm whose nodes do as they are told, but for those that are dead, and answer while they are up. */
export async function startLiveFarm(nodes: number) {
  await accountsReady()
  const { accounts, options } = farmOf(nodes)
  const runtime = createRuntime(grid(accounts, options))
  const devnet = await startDevnet({ port: 0, blockTime: 40 }, { runtime, properties: GRID_PROPERTIES })
  const { chain } = devnet
  const signer = createSigner(runtime, Buffer.from(chain.genesis.hash.slice(2), 'hex'))
  const dead = new Set<number>()
  const nonces = new Map<number, number>()
  const powerOf = (id: number) => {
    const { state, target } = tfgridStorage.NodePower.get(chain.state(chain.best.hash), id)
    return `${state.type}/${target.type}`
  }
  chain.onBest.add(({ hash }) => {
    for (let id = 1; id <= nodes; id += 1) {
      const { state, target } = tfgridStorage.NodePower.get(chain.state(hash), id)
      const told = `${id}/${state.type}/${target.type}`
      if (state.type === target.type || dead.has(id) || said.get(id) === told) continue
      said.set(id, told)
      const nonce = nonces.get(id) ?? 0
      nonces.set(id, nonce + 1)
      chain.pool.submit(signer.sign(nodeAccount(id), tfgrid('change_power_state', { power_state: target }), { nonce }))
    }
  })
  /** What each node has done something about. */
  const said = new Map<number, string>()
  const messages = {
    async ask(twinId: number, command: string) {
      const id = twinId - FIRST_TWIN + 1
      if (dead.has(id) || !powerOf(id).startsWith('Up')) throw new Error('nobody answers')
      if (command !== 'zos.statistics.get') return []
      return { total: TOTAL, used: SYSTEM, system: SYSTEM }
    },
  }
  return { devnet, dead, powerOf, messages }
}

export type LiveFarm = Awaited<ReturnType<typeof startLiveFarm>>

/** What observes the chain for the farm: only what some unit consumes from the start is decoded. */
const observer = defineUnit({
  name: 'grid-facts',
  consumes: TOUCHING,
  category: 'observe',
  handlers: Object.fromEntries(TOUCHING.map(({ type }) => [type, () => {}])),
})

/** The farmer's node on it: farm, placement and power together, in a hurry. */
export async function startFarmer({ devnet, messages }: LiveFarm, store: SnapshotStore = createMemoryStore()) {
  const system = composeNode(
    {
      chain: { endpoints: [devnet.url] },
      signer: await createLocalSigner('//Alice'),
      actors: {
        agreement: { enabled: false },
        'grid-facts': { use: observer },
        'chain-follower': { config: { consumers: ['farm'], backoff: { min: 5, max: 20 } } },
      },
    },
    { data: { store, cursors: createMemoryCursor(), journal: createSqliteJournal(':memory:') } },
  )
  const hurry = { pollEvery: SECOND / 4, answerWithin: 1, minimumOn: 0, overprovision: 1 }
  system.register(farmUnit, { ports: { messages, ...farmMemory() }, config: { farmId: 1, ...hurry } })
  system.register(placementUnit, {
    ports: { negotiator: createNegotiator, ...placementMemory() },
    config: { retry: 0.1, wakePatience: SECOND * 3 },
  })
  system.register(powerUnit, {
    ports: { wakes: createWakeLedger(store) },
    config: { every: SECOND, calm: 0, minimumOn: 0, minimumOff: 0, randomWakesPerMonth: 0 },
  })
  const client = system.register(
    defineUnit({ name: 'client', asks: [PlaceDeployment, PlaceGroup, CancelPlacement], category: 'submit' }),
  )
  await system.start()
  return { system, client }
}

/** Looks again and again, for as long as a test may take. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}
