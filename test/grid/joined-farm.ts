import { createLocalSigner } from '../../src/chain/signing/local.ts'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { farmOf, GRID_PROPERTIES, grid } from '../../src/devnet/presets-grid.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'
import { tfgridStorage } from '../../src/devnet/runtime/pallets/tfgrid/index.ts'
import type { AgentConfig } from '../../src/grid/agent/config.ts'
import { DescribeFarm, SleepNode } from '../../src/grid/farm/events.ts'
import { farmUnits } from '../../src/grid/farm-units.ts'
import { createNetwork } from '../../src/grid/messages/in-process/network.ts'
import { DescribeHolds } from '../../src/grid/negotiation/holds/events.ts'
import { LeadPlacement } from '../../src/grid/negotiation/lead/events.ts'
import { CancelPlacement, PlaceDeployment, PlaceGroup } from '../../src/grid/placement/events.ts'
import type { WakeOnLan } from '../../src/grid/wake/wake-on-lan.ts'
import { createRandom } from '../../src/kernel/clock/random.ts'
import { createMemoryStore, createSystemClock, defineUnit, type System } from '../../src/kernel/index.ts'
import { assemble } from '../../src/node/assemble.ts'
import { composeGridNode } from '../../src/node/grid/node.ts'

/** Twins of the development accounts come before those of the nodes. */
const FIRST_TWIN = 7
const SECOND = 1 / 60

/** Machines that wake each other in one process. */
function lan(): WakeOnLan {
  const sleepers = new Map<string, () => void>()
  return {
    wake: ({ mac }) => sleepers.get(mac)?.(),
    sleep: ({ mac }, signal) =>
      new Promise((resolve, reject) => {
        sleepers.set(mac, resolve)
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      }),
  }
}

/** A farm whose nodes plan: they and the farmer's bot as they are composed for processes, on a development chain, in this one. */
export async function startJoinedFarm(count: number, config: Partial<AgentConfig> = {}) {
  await accountsReady()
  const { accounts, options } = farmOf(count)
  const devnet = await startDevnet(
    { port: 0, blockTime: 60 },
    { runtime: createRuntime(grid(accounts, options)), properties: GRID_PROPERTIES },
  )
  const clock = createSystemClock()
  const network = createNetwork(clock, createRandom(1))
  const wires = lan()
  const leads = new Set<(nodeId: number) => void>()
  const nodes = new Map<number, System>()
  const chain = { endpoints: [devnet.url] }
  const connect = (identity: { address: { twinId: number; session: string } }) => network.connect(identity.address)
  for (let id = 1; id <= count; id += 1) {
    const uri = `//Node//${id}`
    const parts = {
      signer: await createLocalSigner(uri, 'ed25519'),
      connect,
      network: wires,
      version: '1.2.3',
    }
    const node = composeGridNode({ chain: chain.endpoints, config }, parts, { clock })
    node.attach({
      emitted: ({ event }) => {
        if (event.type === LeadPlacement.type) for (const look of leads) look(id)
      },
    })
    nodes.set(id, node)
  }
  const hurry = { pollEvery: SECOND / 2, answerWithin: 1, minimumOn: 0 }
  const farmer = {
    store: createMemoryStore(),
    version: '1.2.3',
    signer: await createLocalSigner('//Alice'),
    clock,
    connect,
  }
  const settings = { farm: { farmId: 1, ...hurry }, placement: { strategy: 'nodes' as const, retry: 0.1 } }
  const negotiator = { config: { answerWithin: 8, pause: 0.1, lookEvery: 0.1 } }
  const actors = { negotiator, power: { enabled: false }, 'grid-messages': { config: { retry: 0.1 } } }
  const bot = assemble({ chain, signer: farmer.signer, actors }, { clock }, farmUnits(farmer, settings))
  const client = bot.register(
    defineUnit({
      name: 'client',
      asks: [PlaceDeployment, PlaceGroup, CancelPlacement, SleepNode, DescribeFarm],
      category: 'submit',
    }),
  )
  for (const system of [...nodes.values(), bot]) void system.start()
  const views = async () => {
    const outcome = await client.ask(DescribeFarm, null)
    return outcome.ok ? outcome.value.nodes : []
  }

  return {
    client,
    views,
    powerOf(id: number): string {
      const { state, target } = tfgridStorage.NodePower.get(devnet.chain.state(devnet.chain.best.hash), id)
      return `${state.type}/${target.type}`
    },
    /** Names under which a node keeps room. */
    async held(id: number): Promise<string[]> {
      const outcome = await nodes.get(id)!.ask(DescribeHolds, { at: clock.now() })
      return outcome.ok ? outcome.value.holds.map(({ name }) => name) : []
    },
    /** Told of each node that is asked to lead. @returns ends it */
    onLead(look: (nodeId: number) => void): () => void {
      leads.add(look)
      return () => void leads.delete(look)
    },
    /** As by a power cut: it reaches nobody any more, and the chain does not know. */
    cutOff: (id: number) => void network.part([FIRST_TWIN + id - 1]),
    async stop() {
      // What is to be final before the end has blocks to be so.
      const ends = [...nodes.values(), bot].map((system) => system.stop('test over'))
      devnet.produce(30)
      await Promise.all(ends)
      await devnet.stop()
    },
  }
}
