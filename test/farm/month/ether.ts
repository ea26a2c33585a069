import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import type { DevAccount } from '../../../src/devnet/accounts.ts'
import { tfgridStorage } from '../../../src/devnet/runtime/pallets/tfgrid/index.ts'
import { createEndpoint, type Endpoint } from '../../../src/grid/messages/endpoint/endpoint.ts'
import type { Commands } from '../../../src/grid/messages/endpoint/serving.ts'
import { partsOf } from '../../../src/grid/messages/envelope/envelope.ts'
import { createNetwork } from '../../../src/grid/messages/in-process/network.ts'
import type { Connect } from '../../../src/grid/messages/join.ts'
import { cachedTwins } from '../../../src/grid/messages/twins.ts'
import { createRandom, type Log } from '../../../src/kernel/index.ts'
import type { MonthChain } from './chain.ts'
import type { Life, World } from './world.ts'

export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }

/** The longest that a message may live: who asks for a node that sleeps waits until it is up. */
const PATIENCE = 50 * 60_000

/** The grid on which twins meet, in this process. Whoever is dead neither hears nor is heard. */
export function createEther(world: World, chain: MonthChain, seed: number) {
  const network = createNetwork(world.clock, createRandom(seed))
  const twins = cachedTwins(async (twinId) => {
    const twin = tfgridStorage.Twins.get(chain.state(), twinId)
    return twin === undefined ? null : `0x${Buffer.from(twin.account_id).toString('hex')}`
  })

  const commands = new Map<string, number>()
  function count(frame: string): void {
    const command = /"command":"([^"]+)"/.exec(partsOf(frame).body)?.[1] ?? 'answers'
    commands.set(command, (commands.get(command) ?? 0) + 1)
  }

  const connectOf =
    (life: Life): Connect =>
    ({ address }) =>
    (receive) => {
      const transport = network.connect(address)((frame) => {
        if (life.isAlive) receive(frame)
      })
      life.onDeath(() => transport.close())
      return {
        send: (frame) => {
          if (!life.isAlive) return
          count(frame)
          transport.send(frame)
        },
        close: () => transport.close(),
      }
    }

  return {
    connectOf,
    /** Somebody who is no system of ours: a user, or the bot of another farm. */
    async join(who: DevAccount, twinId: number, session = '', commands: Commands = {}): Promise<Endpoint> {
      const address = { twinId, session }
      const signer = await createLocalSigner(who.uri, 'ed25519')
      return createEndpoint({
        identity: { address, signer, network: chain.chain.genesis.hash },
        open: network.connect(address),
        twins,
        commands,
        clock: world.clock,
        log: SILENT,
        ttl: PATIENCE,
      })
    },
    /** What systems of ours have sent, by what they asked. */
    commands,
    get messages() {
      return network.sent
    },
  }
}

export type Ether = Awaited<ReturnType<typeof createEther>>
