import { dirname, resolve } from 'node:path'
import { problemsOf } from '../config/issues.ts'
import { readSource } from '../config/load.ts'
import { ConfigError } from '../config/problem.ts'
import type { Source } from '../config/source.ts'
import { type SignerConfig, signerSchema } from './schema.ts'

/** The config of a signer, with where it came from. */
export interface LoadedSigner {
  readonly config: SignerConfig
  readonly source: Source
  /** Folder that relative paths in the file start from. */
  readonly folder: string
  /** A signer takes nothing from flags and variables. */
  readonly overlays: readonly never[]
}

/** @throws ConfigError naming everything that is wrong with the file itself */
export async function loadSignerConfig(file: string, cwd: string): Promise<LoadedSigner> {
  const path = resolve(cwd, file)
  const source = await readSource(file, path)
  const parsed = signerSchema.safeParse(source.value)
  if (parsed.success) return { config: parsed.data, source, folder: dirname(path), overlays: [] }
  const placeOf = (at: readonly PropertyKey[], of: 'key' | 'value') => ({
    file: source.file,
    ...source.placeOf(at, of),
  })
  throw new ConfigError(problemsOf(parsed.error.issues, { schema: signerSchema, value: source.value, at: [], placeOf }))
}
