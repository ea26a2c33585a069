import { Subject } from 'rxjs'
import { createSession, type OpenSession } from '../../../src/chain/connection/session.ts'
import { createSigner, type DevAccount } from '../../../src/devnet/accounts.ts'
import { fromHex } from '../../../src/devnet/bytes.ts'
import type { Block } from '../../../src/devnet/chain/block.ts'
import { createChain } from '../../../src/devnet/chain/chain.ts'
import { createFaults } from '../../../src/devnet/faults.ts'
import { GRID_PROPERTIES } from '../../../src/devnet/presets-grid.ts'
import { createConnection } from '../../../src/devnet/rpc/connection.ts'
import type { Call, DevnetRuntime } from '../../../src/devnet/runtime/index.ts'
import { systemStorage } from '../../../src/devnet/runtime/pallets/system/storage.ts'
import type { Life, World } from './world.ts'

/** A block is made in the first slot after there is something for it, or when there was none for so long; seconds. */
export interface Slots {
  readonly slot: number
  readonly heartbeat: number
}

export const ENDPOINT = 'ws://chain'

/** Finalized states that are kept: more than a bot that is away has to catch up with. */
const KEEP_STATES = 1_000

/** The development chain in this process: no sockets, and blocks on the world's clock. A block is final at once. */
export function startChain(world: World, runtime: DevnetRuntime, { slot, heartbeat }: Slots) {
  const { clock } = world
  const devnetClock = { ...clock, clearTimeout: (timer: unknown) => clock.clearTimeout(timer as never) }
  const chain = createChain(runtime, devnetClock, { keepStates: KEEP_STATES }, (error) => world.fail(error))
  chain.finality = { mode: 'manual' }
  const genesis = fromHex(chain.genesis.hash.slice(2))
  const signer = createSigner(runtime, genesis)
  const server = {
    chain,
    upgrades: [],
    faults: createFaults(devnetClock),
    name: 'month',
    properties: GRID_PROPERTIES,
    dropConnections() {},
  }
  let sealedAt = world.now()

  function seal(): Block {
    sealedAt = world.now()
    const block = chain.seal()
    chain.finalize(block.hash)
    return block
  }

  const openSession =
    (life: Life): OpenSession =>
    async (endpoint, ofLife) => {
      const messages = new Subject<string>()
      const closed = Promise.withResolvers<string>()
      const tell = (text: string) => ofLife.defer(() => messages.next(text))
      const connection = createConnection(server, tell, (error) => world.fail(error))
      life.onDeath(() => connection.close())
      const transport = {
        messages,
        closed: closed.promise,
        send(text: string) {
          if (life.isAlive) connection.receive(text)
        },
        close(reason: string) {
          connection.close()
          closed.resolve(reason)
        },
      }
      return createSession(endpoint, transport, ofLife)
    }

  function produce(): void {
    if (chain.pool.size > 0 || world.now() - sealedAt >= heartbeat * 1_000) seal()
    clock.setTimeout(produce, slot * 1_000)
  }

  const nonces = new Map<string, number>()

  return {
    chain,
    genesis,
    openSession,
    seal,
    start: () => void clock.setTimeout(produce, slot * 1_000),
    state: () => chain.state(chain.finalized.hash),
    /** Resolves once it is in a final block: what has come of it the state tells. */
    async send(who: DevAccount, call: Call): Promise<void> {
      const { nonce } = systemStorage.Account.get(chain.state(chain.finalized.hash), who.account)
      const next = Math.max(nonce, nonces.get(who.hex) ?? 0)
      nonces.set(who.hex, next + 1)
      const hash = chain.pool.submit(signer.sign(who, call, { nonce: next }))
      await new Promise<void>((resolve) => {
        chain.pool.watch(hash, (status) => {
          if (typeof status === 'object' && 'finalized' in status) resolve()
          if (status === 'invalid') world.fail(new Error(`an extrinsic of ${who.uri} was not taken`))
        })
      })
    },
  }
}

export type MonthChain = ReturnType<typeof startChain>
