import { type ExtensionEntry, type Log, messageOf, type System } from '../kernel/index.ts'
import type { ActorSettings, NodeSettings } from './compose.ts'
import type { LoadedConfig } from './config/load.ts'
import { prepareNode } from './prepare.ts'

type Actors = NonNullable<NodeSettings['actors']>

/** What a running node goes by. */
export interface Running {
  readonly loaded: LoadedConfig
  readonly settings: NodeSettings
}

/**
 * Takes up the handlers of a changed config while the node runs, each between two events. A config that cannot be used, or a
 * handler that does not start, leaves what was.
 *
 * @returns what the node goes by from here on
 */
export async function reload(
  system: System,
  running: Running,
  load: () => Promise<LoadedConfig>,
  log: Log,
): Promise<Running> {
  try {
    const loaded = await load()
    const fixed = fixedChanges(running.loaded, loaded)
    const settings = await prepareNode(loaded, fixed.includes('account') ? undefined : running.settings.signer)
    for (const name of fixed) log.warn({ setting: name }, 'takes effect at the next start')
    let changed = 0
    for (const { name } of system.actors())
      changed += await reloadActor(system, name, running.settings.actors ?? {}, settings.actors ?? {})
    log.info({ changed }, 'config taken up')
    return { loaded, settings }
  } catch (error) {
    log.error({ error: messageOf(error) }, 'config not taken up; the node goes on as it was')
    return running
  }
}

async function reloadActor(system: System, name: string, before: Actors, after: Actors): Promise<number> {
  const [had, has] = [handlersOf(before[name]), handlersOf(after[name])]
  const [ran, runs] = [extensionsOf(before[name]), extensionsOf(after[name])]
  let changed = 0
  for (const [handler, { origin }] of had)
    if (has.get(handler)?.origin !== origin) changed += Number(await system.handlers.remove(name, handler, origin))
  for (const [handler, { origin, implementation }] of has) {
    if (had.get(handler)?.implementation === implementation) continue
    changed += Number((await system.handlers.override(name, handler, implementation, { origin })).registered)
  }
  for (const [extension, { origin }] of ran)
    if (!runs.has(extension)) changed += Number(await system.handlers.remove(name, extension, origin))
  for (const entry of runs.values()) changed += Number(await extend(system, name, entry, ran.get(entry.name)))
  return changed
}

async function extend(system: System, actor: string, entry: ExtensionEntry, before: ExtensionEntry | undefined) {
  const same = before?.handler === entry.handler && before.on === entry.on && before.order === entry.order
  if (same) return false
  const { name, handler, on, order = 'after', origin } = entry
  return (await system.handlers.extend(actor, name, handler, { on: { type: on }, order, origin })).registered
}

const handlersOf = (settings: ActorSettings | undefined) =>
  new Map(
    (settings?.layers ?? []).flatMap(({ origin, handlers }) =>
      Object.entries(handlers).map(([name, implementation]) => [name, { origin, implementation }] as const),
    ),
  )

const extensionsOf = (settings: ActorSettings | undefined) =>
  new Map((settings?.extensions ?? []).map((entry) => [entry.name, entry]))

/** What only a start can change. */
function fixedChanges(before: LoadedConfig, after: LoadedConfig): string[] {
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
  const top = (['chain', 'account', 'log', 'metrics', 'storage', 'grid'] as const).filter((key) =>
    differs(before.config[key], after.config[key]),
  )
  const fixed = ({ config }: LoadedConfig, name: string) => {
    const { enabled, use, config: given } = config.actors[name] ?? { enabled: true, use: undefined, config: {} }
    return { enabled, use, given }
  }
  const names = new Set([...Object.keys(before.config.actors), ...Object.keys(after.config.actors)])
  const actors = [...names].filter((name) => differs(fixed(before, name), fixed(after, name)))
  return [...top, ...actors.map((name) => `actors.${name}`)]
}
