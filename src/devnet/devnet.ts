import type { Block } from './chain/block.ts'
import { type Chain, createChain } from './chain/chain.ts'
import type { ChainOptions } from './chain/options.ts'
import { type DevnetClock, systemClock } from './clock.ts'
import { createFaults } from './faults.ts'
import { produceEvery } from './producer.ts'
import { listen } from './server.ts'
import type { Runtime } from './types.ts'

export interface DevnetOptions extends Partial<ChainOptions> {
  /** Default 2222; 0 for any free one. */
  readonly port?: number
  /** Loopback unless told otherwise. */
  readonly host?: string
  /** Milliseconds between blocks; without it blocks are made on demand only. */
  readonly blockTime?: number
  readonly name?: string
}

export interface DevnetDependencies {
  readonly runtime: Runtime
  /** Others that the chain can be upgraded to by `dev_upgradeRuntime`. */
  readonly upgrades?: readonly Runtime[]
  readonly clock?: DevnetClock
  /** What wallets are told of the chain's addresses and money; storage's unless given. */
  readonly properties?: typeof PROPERTIES
  /** What goes wrong without anybody to tell. */
  readonly onError?: (error: unknown) => void
}

/** A running development chain. */
export interface Devnet {
  readonly url: string
  readonly port: number
  readonly portTaken: boolean
  readonly chain: Chain
  /** Makes a block now. */
  seal(): Block
  /** Makes blocks at an interval from now on. */
  produce(blockTime: number): void
  /** Stops making blocks by itself. */
  pause(): void
  dropConnections(): void
  rejectConnections(reject: boolean): void
  stop(): Promise<void>
}

const PROPERTIES = { ss58Format: 42, tokenDecimals: 12, tokenSymbol: 'UNIT' }

/** Starts a chain of its own and serves it over WebSocket. */
export async function startDevnet(options: DevnetOptions, dependencies: DevnetDependencies): Promise<Devnet> {
  const { port = 2222, host = '127.0.0.1', blockTime, name = 'Reeve Development', ...chainOptions } = options
  const { runtime, upgrades = [], properties = PROPERTIES, clock = systemClock, onError = () => {} } = dependencies
  const chain = createChain(runtime, clock, chainOptions, onError)
  const server = await listen(
    { chain, upgrades, faults: createFaults(clock), name, properties },
    { host, port },
    onError,
  )
  let stopProducing = () => {}

  const pause = () => stopProducing()
  const produce = (interval: number) => {
    pause()
    stopProducing = produceEvery(interval, () => void chain.seal(), clock)
  }
  if (blockTime !== undefined) produce(blockTime)

  return {
    url: `ws://${host}:${server.port}`,
    port: server.port,
    portTaken: server.portTaken,
    chain,
    seal: () => chain.seal(),
    produce,
    pause,
    dropConnections: server.dropConnections,
    rejectConnections: server.rejectConnections,
    async stop() {
      pause()
      await server.stop()
    },
  }
}
