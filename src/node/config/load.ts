import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { problemsOf } from './issues.ts'
import { ConfigError } from './problem.ts'
import { type FileConfig, fileSchema } from './schema.ts'
import { parseSource, type Source } from './source.ts'

/** A config with the text it came from, for what can only be checked later. */
export interface LoadedConfig {
  readonly config: FileConfig
  readonly source: Source
  /** Folder that relative paths in the file start from. */
  readonly folder: string
}

/** @throws ConfigError naming everything that is wrong with the file */
export async function loadConfig(file: string): Promise<LoadedConfig> {
  return parseConfig(file, await read(file))
}

/** What holds without a file. */
export const defaultConfig = (): LoadedConfig => parseConfig('reeve.yaml', '')

export function parseConfig(file: string, text: string): LoadedConfig {
  const source = parseSource(file, text)
  if (source.syntaxErrors.length > 0)
    throw new ConfigError(
      source.syntaxErrors.map(({ message, ...place }) => ({
        file,
        field: '',
        message: `is not YAML: ${message}`,
        expected: 'valid YAML',
        ...place,
      })),
    )
  const parsed = fileSchema.safeParse(source.value)
  if (!parsed.success) throw new ConfigError(problemsOf(source, parsed.error.issues, knownKeys))
  return { config: parsed.data, source, folder: dirname(resolve(file)) }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new ConfigError([
      {
        file,
        field: '',
        message: missing ? 'there is no such file' : `cannot be read: ${(error as Error).message}`,
        expected:
          'a readable YAML file; name another with --config, or leave --config out to use reeve.yaml if there is one',
      },
    ])
  }
}

/** The keys that may stand at a path of the file. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: z.core.JSONSchema.BaseSchema = z.toJSONSchema(fileSchema, { io: 'input', unrepresentable: 'any' })
  for (const key of path) {
    const options = [schema, ...(schema.anyOf ?? [])] as z.core.JSONSchema.BaseSchema[]
    const next = options
      .map((option) => option.properties?.[String(key)] ?? option.additionalProperties)
      .find((found) => typeof found === 'object')
    if (next === undefined || typeof next !== 'object') return []
    schema = next
  }
  return [schema, ...(schema.anyOf ?? [])].flatMap((option) =>
    Object.keys((option as z.core.JSONSchema.BaseSchema).properties ?? {}),
  )
}
