import { createRequire } from 'node:module'
import { accountFromUri, accountsReady } from '../../src/devnet/accounts.ts'
import { startDevnet } from '../../src/devnet/devnet.ts'
import { GRID_PROPERTIES, grid } from '../../src/devnet/presets-grid.ts'
import { createRuntime } from '../../src/devnet/runtime/index.ts'

/** What is used of the client, without the types of its own packages. */
export interface GridClient {
  connect(): Promise<void>
  disconnect(): Promise<void>
  readonly address: string
  readonly api: {
    readonly tx: Record<string, Record<string, (...args: unknown[]) => Extrinsic>>
    readonly consts: Record<string, Record<string, { toNumber(): number }>>
    readonly query: Record<string, Record<string, (...keys: unknown[]) => Promise<{ toJSON(): unknown }>>>
  }
  patchExtrinsic(extrinsic: Extrinsic): Extrinsic
  readonly termsAndConditions: Calls
  readonly twins: Calls
  readonly farms: Calls
  readonly nodes: Calls
  readonly contracts: Calls
  readonly balances: Calls
  readonly utility: { batchAll(extrinsics: Extrinsic[]): Promise<unknown> }
  readonly tftPrice: Calls
  readonly pricingPolicies: Calls
}

export interface Extrinsic {
  apply(): Promise<Record<string, unknown>>
}

type Calls = Record<string, (options?: unknown) => Promise<Extrinsic & Record<string, unknown>>>

// The client's modules for `import` name files that Node does not find: it is made for bundlers.
const { Client } = createRequire(import.meta.url)('@threefold/tfchain_client') as {
  Client: new (options: { url: string; mnemonicOrSecret: string; keypairType?: string }) => GridClient
}

const NODE = '//Node'

/** A grid's development chain, and clients of a farmer, a user and a node on it. */
export async function startGrid() {
  await accountsReady()
  // The client waits for `inBlock`, and never hears of it where the block is final before its API has read it.
  const devnet = await startDevnet(
    { port: 0, blockTime: 50, finalityLag: 100 },
    { runtime: createRuntime(grid([accountFromUri(NODE, 'ed25519')])), properties: GRID_PROPERTIES },
  )
  const connect = async (mnemonicOrSecret: string, keypairType = 'sr25519') => {
    const client = new Client({ url: devnet.url, mnemonicOrSecret, keypairType })
    await client.connect()
    return client
  }
  const [farmer, user, node] = [await connect('//Bob'), await connect('//Charlie'), await connect(NODE, 'ed25519')]
  return { devnet, farmer, user, node }
}
