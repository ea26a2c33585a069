import { execFile } from 'node:child_process'
import { access, constants, stat } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { messageOf } from '../../kernel/index.ts'
import type { ProblemCode, Spot } from '../config/problem.ts'
import { spotIn, spotOfReport } from './spot.ts'

export interface Failure {
  readonly code: ProblemCode
  readonly message: string
  readonly inside?: Spot
}

/** The default export of a user's file, or why there is none. */
export async function importDefault(file: string): Promise<{ readonly value: unknown } | Failure> {
  const unreadable = await reasonAgainst(file)
  if (unreadable !== undefined) return { code: 'override-missing', message: unreadable }
  try {
    const module = (await import(await addressOf(file))) as { default?: unknown }
    if (module.default !== undefined) return { value: module.default }
    const named = Object.keys(module)
    const hint = named.length === 0 ? '' : `; it exports ${named.join(', ')}`
    return { code: 'override-without-default', message: `this file has no default export${hint}` }
  } catch (error) {
    const inside = spotIn(file, error) ?? (error instanceof SyntaxError ? await syntaxSpot(file) : undefined)
    const message = `this file cannot be loaded: ${messageOf(error)}`
    return { code: 'override-broken', message, ...(inside === undefined ? {} : { inside }) }
  }
}

/** When each file had last been written as it was first loaded. */
const firstLoaded = new Map<string, number>()

/** A module is loaded once by its address: a file that was written since has another. */
async function addressOf(file: string): Promise<string> {
  const { mtimeMs } = await stat(file)
  const first = firstLoaded.get(file) ?? mtimeMs
  firstLoaded.set(file, first)
  const { href } = pathToFileURL(file)
  return mtimeMs === first ? href : `${href}?written=${mtimeMs}`
}

async function reasonAgainst(file: string): Promise<string | undefined> {
  try {
    if (!(await stat(file)).isFile()) return `this is not a file: ${file}`
    await access(file, constants.R_OK)
    return undefined
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? `there is no file ${file}` : `this file cannot be read (${code}): ${file}`
  }
}

/** The error of an import does not say where JavaScript is malformed; a check of the file does. */
const syntaxSpot = (file: string): Promise<Spot | undefined> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['--check', file], (_, __, report) => resolve(spotOfReport(file, report)))
  })
