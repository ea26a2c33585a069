import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type ChainSpec, readChainSpec } from '../chain/connection/light/chain-spec.ts'
import { isLightClientInstalled, LIGHT_CLIENT_PACKAGE } from '../chain/connection/light/package.ts'
import type { LightSpecs } from '../chain/connection/light/specs.ts'
import { show } from './config/issues.ts'
import { type LoadedConfig, placeIn } from './config/load.ts'
import { ConfigError, type ConfigProblem } from './config/problem.ts'

/** A light client to run inside the node. */
export interface LightClientSettings {
  /** Of the chain that is followed. */
  readonly chainId: string
  readonly specs: LightSpecs
  /** What lets it start but hardly work. */
  readonly warnings: readonly string[]
}

type Key = 'spec' | 'relaySpec' | 'parachainSpec'

const RAW = 'a raw chain spec, as build-spec --raw writes it'

/** Reads the chain specs that the config names. @throws ConfigError naming all that is wrong with them, or the package that is missing */
export async function loadLightClient(
  loaded: LoadedConfig,
  isInstalled: () => boolean = isLightClientInstalled,
): Promise<LightClientSettings | undefined> {
  const { lightClient } = loaded.config.chain
  if (lightClient?.enabled !== true) return undefined
  const problem = (key: Key, message: string, expected: string): ConfigProblem => ({
    code: 'chain-spec',
    field: `chain.lightClient.${key}`,
    value: show(['chain', 'lightClient', key], lightClient[key]),
    message,
    expected,
    ...placeIn(loaded)(['chain', 'lightClient', key], 'value'),
  })

  const problems: ConfigProblem[] = isInstalled() ? [] : [packageMissing(loaded)]
  const read = async (key: Key): Promise<ChainSpec | undefined> => {
    const file = lightClient[key]
    if (file === undefined) return undefined
    const text = await readFile(resolve(loaded.folder, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
      problems.push(problem(key, `cannot be read (${error.code ?? error.message})`, RAW))
    })
    if (text === undefined) return undefined
    const spec = readChainSpec(text)
    if (!('reason' in spec)) return spec
    problems.push(problem(key, spec.reason, RAW))
    return undefined
  }
  const [spec, relay, parachain] = [await read('spec'), await read('relaySpec'), await read('parachainSpec')]

  if (spec?.relayChain !== undefined)
    problems.push(problem('spec', `is of a parachain of ${spec.relayChain}`, '"relaySpec" and "parachainSpec" instead'))
  if (relay?.relayChain !== undefined)
    problems.push(problem('relaySpec', `is of a parachain of ${relay.relayChain}`, 'the chain spec of a relay chain'))
  if (parachain !== undefined && parachain.relayChain === undefined)
    problems.push(
      problem('parachainSpec', 'names no relay chain', 'the chain spec of a parachain; "spec" is for others'),
    )
  else if (parachain !== undefined && relay !== undefined && parachain.relayChain !== relay.id)
    problems.push(
      problem(
        'parachainSpec',
        `is of a parachain of ${parachain.relayChain}, and "relaySpec" is of ${relay.id}`,
        `a chain spec whose relay_chain is ${relay.id}`,
      ),
    )
  const chain = spec ?? parachain
  // What is incomplete has been told of by the schema.
  if (problems.length > 0 || chain === undefined) throw new ConfigError(problems)
  return {
    chainId: chain.id,
    specs: { chain: chain.text, ...(relay === undefined ? {} : { relay: relay.text }) },
    warnings: [chain, ...(relay === undefined ? [] : [relay])]
      .filter(({ bootnodes }) => bootnodes === 0)
      .map(({ id }) => `the chain spec of ${id} has no bootnodes: the light client will find no peers`),
  }
}

const packageMissing = (loaded: LoadedConfig): ConfigProblem => ({
  code: 'no-package',
  field: 'chain.lightClient',
  message: `needs the package ${LIGHT_CLIENT_PACKAGE}, which is not installed`,
  expected: `npm install ${LIGHT_CLIENT_PACKAGE}, or endpoints of full nodes instead`,
  ...placeIn(loaded)(['chain', 'lightClient'], 'key'),
})
