import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createSqliteCursor } from '../../chain/follower/cursor-store.ts'
import type { RecordSigner } from '../../chain/signing/records.ts'
import type { Signer } from '../../chain/signing/signer.ts'
import { createSqliteJournal } from '../../chain/transactions/journal/sqlite-journal.ts'
import type { AgentConfig } from '../../grid/agent/config.ts'
import { loopbackWake, type WakeOnLan } from '../../grid/agent/wake/wake-on-lan.ts'
import type { Connect } from '../../grid/messages/join.ts'
import { overRelay } from '../../grid/messages/relay/over-relay.ts'
import { nodeUnits } from '../../grid/node-units.ts'
import { type Clock, createMemoryStore, createSqliteStore, openDatabase, type System } from '../../kernel/index.ts'
import { VERSION } from '../../storage/http/version.ts'
import { assemble } from '../assemble.ts'
import type { NodeDependencies, NodeSettings } from '../compose.ts'
import type { FileConfig } from '../config/schema.ts'
import type { ExitCode } from '../exit.ts'
import { loadNodeKey } from './key.ts'
import { runSystem } from './process.ts'

export interface GridNodeOptions {
  /** Endpoints of the chain. */
  readonly chain: readonly string[]
  /** `ws://` or `wss://` address of the relay. */
  readonly relay: string
  readonly keyFile: string
  readonly keyType: 'ed25519' | 'sr25519'
  /** Folder of what has to outlive the process; nothing does without one. */
  readonly data?: string
  /** Port on which the farm's nodes of this machine are woken: that of a node is this and its id. One without stays up. */
  readonly wakePort?: number
  readonly config: Partial<AgentConfig>
}

export interface NodeParts {
  readonly signer: Signer
  readonly signStatement: RecordSigner
  readonly connect: Connect
  /** None for a node that cannot be woken. */
  readonly network?: WakeOnLan
  readonly version: string
}

/** A node of a farm, with what it takes to follow its chain. */
export function composeGridNode(
  { chain, config, actors }: Pick<GridNodeOptions, 'chain' | 'config'> & Pick<NodeSettings, 'actors'>,
  { signer, signStatement, connect, network, version }: NodeParts,
  dependencies: NodeDependencies & { readonly clock: Clock },
): System {
  const { clock, data } = dependencies
  const units = nodeUnits(
    {
      store: data?.store ?? createMemoryStore(),
      signer,
      clock,
      connect,
      statements: { signStatement },
      network: network ?? loopbackWake(0),
      version,
    },
    { ...config, canBeWoken: network !== undefined },
  )
  return assemble({ chain: { endpoints: chain }, signer, ...(actors && { actors }) }, dependencies, units)
}

/** Runs a node of a farm until it is told to stop. @throws ConfigError when its key cannot be used */
export async function runGridNode(options: GridNodeOptions, logging: FileConfig['log']): Promise<ExitCode> {
  const { relay, data: folder, wakePort } = options
  const keys = await loadNodeKey(options.keyFile, options.keyType)
  const data = folder === undefined ? undefined : await openNodeData(folder, keys.signer.account)
  const code = await runSystem(logging, ({ log, clock }) =>
    composeGridNode(
      options,
      {
        ...keys,
        connect: overRelay(relay, clock),
        version: VERSION,
        ...(wakePort !== undefined && { network: loopbackWake(wakePort) }),
      },
      { log, clock, ...(data && { data }) },
    ),
  )
  data?.close()
  return code
}

async function openNodeData(folder: string, account: string) {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'node.db')
  const database = openDatabase(path)
  const store = createSqliteStore(path)
  const journal = createSqliteJournal(join(folder, `transactions-${account.slice(2, 18)}.db`))
  return {
    cursors: createSqliteCursor(database),
    store,
    journal,
    close() {
      journal.close()
      store.close()
      database.close()
    },
  }
}
