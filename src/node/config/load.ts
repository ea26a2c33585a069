import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { problemsOf } from './issues.ts'
import { ConfigError, type ConfigProblem } from './problem.ts'
import { salvage } from './salvage.ts'
import { type FileConfig, fileSchema } from './schema.ts'
import {
  conflictsOf,
  type Environment,
  type NodeFlags,
  type Overlay,
  overlaysOf,
  strangeVariables,
} from './settings.ts'
import { parseSource, type Source } from './source.ts'

/** A config with where it came from, for what can only be checked later. */
export interface LoadedConfig {
  /** What is right of it, if there are problems. */
  readonly config: FileConfig
  readonly source: Source
  /** Folder that relative paths in the file start from. */
  readonly folder: string
  /** From flags and variables, weakest first. */
  readonly overlays: readonly Overlay[]
  /** What is wrong so far. Files and units that the config names are checked with them, so that all is told at once. */
  readonly problems: readonly ConfigProblem[]
  /** What changes nothing but was probably meant to. */
  readonly warnings: readonly string[]
}

export interface ConfigRequest {
  /** Without one, what holds without a file. */
  readonly file?: string
  readonly flags?: NodeFlags
}

export interface Surroundings {
  readonly env: Environment
  readonly cwd: string
}

/** @throws ConfigError when there is no file of this name, or it is not YAML: then nothing else can be said */
export async function loadConfig(
  { file, flags = {} }: ConfigRequest,
  { env, cwd }: Surroundings,
): Promise<LoadedConfig> {
  const path = file === undefined ? undefined : resolve(cwd, file)
  const source = path === undefined ? parseSource('(no config file)', '') : await readSource(file ?? path, path)
  const overlays = overlaysOf(flags, env, cwd)
  const value = laidOver(source.value, overlays)
  const found = {
    source,
    overlays,
    folder: path === undefined ? cwd : dirname(path),
    warnings: strangeVariables(env),
  }
  const parsed = fileSchema.safeParse(value)
  if (parsed.success) return { ...found, config: parsed.data, problems: conflictsOf(overlays) }
  const checked = { schema: fileSchema, value, at: [], placeOf: placeIn(found) }
  return {
    ...found,
    config: salvage(fileSchema, value),
    problems: [...conflictsOf(overlays), ...problemsOf(parsed.error.issues, checked)],
  }
}

/** @param path of the file that is called `file`. @throws ConfigError when there is none, or it is not YAML */
export async function readSource(file: string, path: string): Promise<Source> {
  const source = parseSource(file, await read(file, path))
  if (source.syntaxErrors.length > 0) throw new ConfigError(source.syntaxErrors.map((error) => notYaml(source, error)))
  return source
}

/** Where the value at a path was said: the flag, the variable, or the place in the file. */
export const placeIn =
  ({ source, overlays }: Pick<LoadedConfig, 'source' | 'overlays'>) =>
  (path: readonly PropertyKey[], of: 'key' | 'value') => {
    const overlay = overlayAt(overlays, path)
    return overlay === undefined ? { file: source.file, ...source.placeOf(path, of) } : { file: overlay.origin }
  }

export const overlayAt = (overlays: readonly Overlay[], path: readonly PropertyKey[]): Overlay | undefined =>
  overlays.findLast((overlay) => overlay.path.every((part, index) => part === String(path[index])))

function laidOver(value: unknown, overlays: readonly Overlay[]): unknown {
  if (overlays.length === 0 || !isRecord(value)) return value
  const whole: Record<string, unknown> = structuredClone(value)
  for (const { path, value: over } of overlays) put(whole, path, over)
  return whole
}

function put(at: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    at[key] = value
    return
  }
  const inner = at[key]
  const next = isRecord(inner) ? inner : {}
  at[key] = next
  put(next, rest, value)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const notYaml = ({ file }: Source, { message, ...place }: Source['syntaxErrors'][number]): ConfigProblem => ({
  code: 'not-yaml',
  file,
  field: '',
  message: `is not YAML: ${message}`,
  expected: 'valid YAML',
  ...place,
})

async function read(file: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new ConfigError([
      {
        code: 'no-file',
        file,
        field: '',
        message: missing ? 'there is no such file' : `cannot be read: ${(error as Error).message}`,
        expected:
          'a readable YAML file; name another with --config, or leave --config out to use reeve.yaml if there is one',
      },
    ])
  }
}
