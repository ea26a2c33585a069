import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Handler, type HandlerLayer, messageOf, type Unit } from '../../kernel/index.ts'
import type { ActorSettings } from '../compose.ts'
import type { LoadedConfig } from '../config/load.ts'
import { ConfigError, type ConfigProblem } from '../config/problem.ts'
import { resolveOwnPackage } from './resolve.ts'

/** Loads the files that the config names for its actors. @throws ConfigError naming every file that cannot be used */
export async function loadOverrides({ config, folder, source }: LoadedConfig): Promise<Record<string, ActorSettings>> {
  resolveOwnPackage()
  const problems: ConfigProblem[] = []

  async function load<Value>(
    path: readonly string[],
    file: string,
    expected: string,
    accept: (value: unknown) => value is Value,
  ): Promise<Value | undefined> {
    const result = await importDefault(resolve(folder, file))
    if ('value' in result && accept(result.value)) return result.value
    problems.push({
      file: source.file,
      field: path.join('.'),
      value: file,
      message: 'value' in result ? 'the default export of this file is something else' : result.reason,
      expected,
      ...source.placeOf(path, 'value'),
    })
    return undefined
  }

  const settings: Record<string, ActorSettings> = {}
  for (const [name, { enabled, use, handlers, config: given }] of Object.entries(config.actors)) {
    const layers: HandlerLayer[] = []
    for (const [handler, file] of Object.entries(handlers)) {
      const path = ['actors', name, 'handlers', handler]
      const implementation = await load(path, file, 'a file whose default export is a function', isHandler)
      if (implementation !== undefined) layers.push({ origin: file, handlers: { [handler]: implementation as never } })
    }
    const unit =
      use === undefined
        ? undefined
        : await load(['actors', name, 'use'], use, 'a file whose default export is made by defineUnit', isUnit)
    settings[name] = { enabled, layers, config: given, ...(unit === undefined ? {} : { use: unit }) }
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return settings
}

async function importDefault(file: string): Promise<{ value: unknown } | { reason: string }> {
  try {
    await access(file)
  } catch {
    return { reason: `there is no file ${file}` }
  }
  try {
    const module = (await import(pathToFileURL(file).href)) as { default?: unknown }
    return module.default === undefined ? { reason: 'this file has no default export' } : { value: module.default }
  } catch (error) {
    return { reason: `this file cannot be loaded: ${messageOf(error)}` }
  }
}

const isHandler = (value: unknown): value is Handler =>
  typeof value === 'function' || (typeof value === 'object' && value !== null && 'logic' in value)

/** By its shape: a unit made by another copy of the package is one too. */
function isUnit(value: unknown): value is Unit {
  const unit = value as Partial<Unit> | null
  return (
    typeof unit === 'object' &&
    unit !== null &&
    typeof unit.name === 'string' &&
    Array.isArray(unit.consumes) &&
    Array.isArray(unit.owns)
  )
}
