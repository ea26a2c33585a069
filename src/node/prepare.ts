import { LIGHT_SCHEME } from '../chain/connection/sessions.ts'
import { createLocalSigner } from '../chain/signing/local.ts'
import type { Signer } from '../chain/signing/signer.ts'
import { createSystemClock, KernelError, type System, type Unit } from '../kernel/index.ts'
import { loadSigner } from './account/load.ts'
import { type ActorSettings, type ChainSettings, composeNode, type NodeSettings, SHIPPED_ACTORS } from './compose.ts'
import { actorNameProblems } from './config/actors.ts'
import type { LoadedConfig } from './config/load.ts'
import { ConfigError, type ConfigProblem } from './config/problem.ts'
import { refusedIssues, unitConfigProblem, unitProblems } from './config/unit.ts'
import { loadFarm } from './grid/farm.ts'
import { type LightClientSettings, loadLightClient } from './light-client.ts'
import { loadOverrides } from './overrides/load.ts'

type Actors = Readonly<Record<string, ActorSettings>>

export interface PreparedNode extends NodeSettings {
  /** To be run beside the node. */
  readonly lightClient?: LightClientSettings
}

/**
 * What a node is composed of, with every file that its config names.
 *
 * @param known the signer of this config's account if it is known already: a passphrase may come but once
 * @throws ConfigError naming everything that is wrong
 */
export async function prepareNode(loaded: LoadedConfig, known?: Signer): Promise<PreparedNode> {
  const overrides = await loadOverrides(loaded)
  const problems = [...loaded.problems, ...actorNameProblems(loaded, SHIPPED_ACTORS), ...overrides.problems]
  const noting = (error: unknown): undefined => {
    if (!(error instanceof ConfigError)) throw error
    problems.push(...error.problems)
  }
  const load = () => loadSigner(loaded, createSystemClock()).catch(noting)
  // What is left of a wrong account may be something else: a descriptor that nobody meant to be read.
  const isAccountWrong = loaded.problems.some(({ field }) => field.split('.')[0] === 'account')
  const signer = known ?? (isAccountWrong ? undefined : await load())
  const lightClient = await loadLightClient(loaded).catch(noting)
  const grid = await loadFarm(loaded).catch(noting)
  const settings = {
    chain: chainSettings(loaded.config.chain, lightClient),
    actors: overrides.actors,
    ...(loaded.config.storage === undefined ? {} : { storage: loaded.config.storage }),
    ...(grid === undefined ? {} : { grid }),
    ...(signer === undefined ? {} : { signer }),
    ...(lightClient === undefined ? {} : { lightClient }),
  }
  // A node without a key has fewer actors; what is said about the others is checked all the same.
  problems.push(...unitsProblems(loaded, { ...settings, signer: signer ?? (await createLocalSigner('//Alice')) }))
  if (problems.length > 0) throw new ConfigError(problems)
  return settings
}

/** The light client among the endpoints, or the witnesses. One that cannot be had is a problem already, and not also the follower's. */
function chainSettings(
  { lightClient: wanted, ...chain }: LoadedConfig['config']['chain'],
  { chainId = 'unusable' }: Partial<LightClientSettings> = {},
): ChainSettings {
  if (wanted?.enabled !== true) return chain
  const light = `${LIGHT_SCHEME}${chainId}`
  return wanted.as === 'witness'
    ? { ...chain, witnesses: [...chain.witnesses, light] }
    : { ...chain, endpoints: [light, ...chain.endpoints] }
}

/** Composes the node, and when a unit is refused, again without what it was refused for: so every unit is heard. */
function unitsProblems(loaded: LoadedConfig, settings: NodeSettings): ConfigProblem[] {
  const refusals: { readonly name: string; readonly error: KernelError }[] = []
  let actors: Actors = settings.actors ?? {}
  for (;;) {
    try {
      const system = composeNode({ ...settings, actors })
      return refusals.flatMap(({ name, error }) => problemsOfUnit(loaded, name, unitOf(name, settings, system), error))
    } catch (error) {
      const name = error instanceof KernelError && 'actor' in error.payload ? error.payload.actor : undefined
      if (!(error instanceof KernelError) || name === undefined || actors[name]?.enabled === false) throw error
      // Without its config a unit may miss what it was already said to lack.
      if (!refusals.some((earlier) => earlier.name === name && earlier.error.code === error.code))
        refusals.push({ name, error })
      actors = { ...actors, [name]: without(actors[name] ?? {}, error) }
    }
  }
}

/** The settings without what was refused; an actor that is refused without them as well stays out. */
function without(settings: ActorSettings, { code }: KernelError): ActorSettings {
  if (code === 'invalid-config' && settings.config !== undefined) return omit(settings, 'config')
  if (code === 'invalid-unit' && (settings.layers ?? settings.extensions) !== undefined)
    return omit(omit(settings, 'layers'), 'extensions')
  return { ...settings, enabled: false }
}

function omit(settings: ActorSettings, key: 'config' | 'layers' | 'extensions'): ActorSettings {
  const { [key]: _, ...rest } = settings
  return rest
}

const unitOf = (name: string, { actors }: NodeSettings, system: System): Unit | undefined =>
  actors?.[name]?.use ?? system.units().find(({ unit }) => unit.name === name)?.unit

function problemsOfUnit(
  loaded: LoadedConfig,
  name: string,
  unit: Unit | undefined,
  error: KernelError,
): readonly ConfigProblem[] {
  const { payload } = error
  const issues = unit === undefined ? [] : refusedIssues(loaded, name, unit, error)
  if (unit !== undefined && issues.length > 0)
    return issues.flatMap((issue) => unitConfigProblem(loaded, name, unit, issue))
  return unitProblems(loaded, name, payload.code === 'invalid-unit' ? payload.problems : [error.message])
}
