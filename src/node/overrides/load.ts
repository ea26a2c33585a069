import { resolve } from 'node:path'
import type { ExtensionEntry, HandlerLayer, Unit } from '../../kernel/index.ts'
import { nearest } from '../../kernel/index.ts'
import type { ActorSettings } from '../compose.ts'
import type { LoadedConfig } from '../config/load.ts'
import type { ConfigProblem, ProblemCode } from '../config/problem.ts'
import { IMPLEMENTATIONS, type Implementations } from './implementations.ts'
import { type Failure, importDefault } from './import.ts'
import { isExtension, isHandler, isUnit, kindOf } from './kind.ts'
import { resolveOwnPackage } from './resolve.ts'

export interface Overrides {
  readonly actors: Record<string, ActorSettings>
  /** Files that cannot be used; `actors` is without them. */
  readonly problems: readonly ConfigProblem[]
}

export interface OverrideDependencies {
  readonly implementations?: Implementations
  readonly load?: (file: string) => Promise<{ readonly value: unknown } | Failure>
}

/** Loads the files that the config names for its actors. */
export async function loadOverrides(
  { config, folder, source }: LoadedConfig,
  { implementations = IMPLEMENTATIONS, load = importDefault }: OverrideDependencies = {},
): Promise<Overrides> {
  resolveOwnPackage()
  const problems: ConfigProblem[] = []
  const actors: Record<string, ActorSettings> = {}

  const report = (path: readonly string[], value: string, problem: Failure & { readonly expected: string }) =>
    void problems.push({
      file: source.file,
      field: path.join('.'),
      value,
      ...problem,
      ...source.placeOf(path, 'value'),
    })

  async function fromFile<Value>(
    path: readonly string[],
    file: string,
    expected: string,
    accept: (value: unknown) => value is Value,
  ): Promise<Value | undefined> {
    const result = await load(resolve(folder, file))
    if ('code' in result) report(path, file, { ...result, expected })
    else if (accept(result.value)) return result.value
    else report(path, file, { ...wrongKind(result.value), expected })
    return undefined
  }

  async function unitOf(name: string, use: string): Promise<Unit | undefined> {
    const path = ['actors', name, 'use']
    if (isFile(use)) return fromFile(path, use, 'a file whose default export is made by defineUnit', isUnit)
    const known = implementations[name] ?? {}
    const unit = Object.hasOwn(known, use) ? known[use] : undefined
    if (unit === undefined) report(path, use, unknownImplementation(name, use, Object.keys(known)))
    return unit
  }

  for (const [name, { enabled, use, handlers, extensions, config: given }] of Object.entries(config.actors)) {
    const layers: HandlerLayer[] = []
    for (const [handler, file] of Object.entries(handlers)) {
      const path = ['actors', name, 'handlers', handler]
      const implementation = await fromFile(path, file, 'a file whose default export is a function', isHandler)
      if (implementation !== undefined) layers.push({ origin: file, handlers: { [handler]: implementation as never } })
    }
    const beside: ExtensionEntry[] = []
    for (const [extension, { use: file, on, order }] of Object.entries(extensions)) {
      const path = ['actors', name, 'extensions', extension, 'use']
      const handler = await fromFile(
        path,
        file,
        'a file whose default export is a function, or { start, handle }',
        isExtension,
      )
      if (handler !== undefined) beside.push({ name: extension, on, order, origin: file, handler })
    }
    const unit = use === undefined ? undefined : await unitOf(name, use)
    actors[name] = { enabled, layers, extensions: beside, config: given, ...(unit === undefined ? {} : { use: unit }) }
  }
  return { actors, problems }
}

/** A name of an implementation has neither a folder nor an extension. */
const isFile = (use: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(use)

const wrongKind = (value: unknown): { readonly code: ProblemCode; readonly message: string } => ({
  code: 'override-wrong-kind',
  message: `the default export of this file is something else: ${kindOf(value)}`,
})

function unknownImplementation(actor: string, use: string, known: readonly string[]) {
  const guess = nearest(use, known)
  const hint = guess === undefined ? '' : `; did you mean "${guess}"?`
  return {
    code: 'unknown-implementation' as const,
    message: `there is no other implementation of ${actor} with this name${hint}`,
    expected: `${known.length === 0 ? '' : `one of ${known.join(', ')}, or `}a file such as ./${use}.ts`,
  }
}
