import { relayUnit } from '../../grid/relay/spec.ts'
import { twinsMemory } from '../../grid/twins/handlers.ts'
import { twinsUnit } from '../../grid/twins/spec.ts'
import type { System } from '../../kernel/index.ts'
import { assemble } from '../assemble.ts'
import type { NodeDependencies } from '../compose.ts'
import type { FileConfig } from '../config/schema.ts'
import type { ExitCode } from '../exit.ts'
import { runSystem } from './process.ts'

export interface GridRelayOptions {
  /** Endpoints of the chain that has the twins. */
  readonly chain: readonly string[]
  readonly host: string
  readonly port: number
}

/** A relay, with what it takes to know the twins. */
export const composeRelay = ({ chain, host, port }: GridRelayOptions, dependencies: NodeDependencies = {}): System =>
  assemble({ chain: { endpoints: chain } }, dependencies, [
    { unit: twinsUnit, ports: { twins: twinsMemory() }, config: {} },
    { unit: relayUnit, ports: { clock: dependencies.clock }, config: { host, port } },
  ])

/** Carries messages of a grid until it is told to stop. */
export const runRelay = (options: GridRelayOptions, logging: FileConfig['log']): Promise<ExitCode> =>
  runSystem(logging, (dependencies) => composeRelay(options, dependencies))
