import type { Signer } from '../../chain/signing/signer.ts'
import type { AgentConfig } from '../../grid/agent/config.ts'
import type { Connect } from '../../grid/messages/join.ts'
import { overRelay } from '../../grid/messages/relay/over-relay.ts'
import { nodeUnits } from '../../grid/node-units.ts'
import { loopbackWake } from '../../grid/wake/loopback.ts'
import type { WakeOnLan } from '../../grid/wake/wake-on-lan.ts'
import { type Clock, createMemoryStore, type System } from '../../kernel/index.ts'
import { VERSION } from '../../storage/http/version.ts'
import { assemble } from '../assemble.ts'
import type { NodeDependencies, NodeSettings } from '../compose.ts'
import type { FileConfig } from '../config/schema.ts'
import { ofAnotherChain } from '../data-folder.ts'
import type { ExitCode } from '../exit.ts'
import { endOnForeignData } from '../foreign-data.ts'
import { dataProblem, openNodeData } from './data.ts'
import { loadNodeKey, type NodeKey } from './key.ts'
import { runSystem } from './process.ts'

export interface GridNodeOptions {
  /** Endpoints of the chain. */
  readonly chain: readonly string[]
  /** `ws://` or `wss://` address of the relay. */
  readonly relay: string
  readonly key: NodeKey
  /** Folder of what has to outlive the process; nothing does without one. */
  readonly data?: string
  /** Port on which the farm's nodes of this machine are woken: that of a node is this and its id. One without stays up. */
  readonly wakePort?: number
  readonly config: Partial<AgentConfig>
}

export interface NodeParts {
  readonly signer: Signer
  readonly connect: Connect
  /** None for a node that cannot be woken. */
  readonly network?: WakeOnLan
  readonly version: string
}

/** A node of a farm, with what it takes to follow its chain. */
export function composeGridNode(
  { chain, config, actors }: Pick<GridNodeOptions, 'chain' | 'config'> & Pick<NodeSettings, 'actors'>,
  { signer, connect, network, version }: NodeParts,
  dependencies: NodeDependencies & { readonly clock: Clock },
): System {
  const { clock, data } = dependencies
  const units = nodeUnits(
    {
      store: data?.store ?? createMemoryStore(),
      signer,
      clock,
      connect,
      network: network ?? loopbackWake(0),
      version,
    },
    { ...config, canBeWoken: network !== undefined },
  )
  return assemble({ chain: { endpoints: chain }, signer, ...(actors && { actors }) }, dependencies, units)
}

/** Runs a node of a farm until it is told to stop. @throws ConfigError when its key or its data folder cannot be used */
export async function runGridNode(options: GridNodeOptions, logging: FileConfig['log']): Promise<ExitCode> {
  const { relay, data: folder, wakePort } = options
  const signer = await loadNodeKey(options.key)
  const data = folder === undefined ? undefined : await openNodeData(folder, signer.account)
  let foreignData: ReturnType<typeof endOnForeignData> | undefined
  const code = await runSystem(logging, ({ log, clock }) => {
    const system = composeGridNode(
      options,
      {
        signer,
        connect: overRelay(relay, clock),
        version: VERSION,
        ...(wakePort !== undefined && { network: loopbackWake(wakePort) }),
      },
      { log, clock, ...(data && { data }) },
    )
    foreignData = endOnForeignData(system)
    return system
  })
  data?.close()
  const foreign = foreignData?.()
  if (folder !== undefined && foreign !== undefined) throw dataProblem(folder)(ofAnotherChain(folder, foreign))
  return code
}
