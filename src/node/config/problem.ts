export type ProblemCode =
  | 'no-file'
  | 'not-yaml'
  | 'unknown-key'
  | 'missing'
  | 'wrong-value'
  | 'conflict'
  | 'unknown-actor'
  | 'unknown-handler'
  | 'unknown-implementation'
  | 'override-missing'
  | 'override-broken'
  | 'override-without-default'
  | 'override-wrong-kind'
  | 'keyfile'
  | 'data'
  | 'metrics'
  | 'keystore'
  | 'passphrase'
  | 'remote-signer'
  | 'own-proxy'
  | 'metadata'
  | 'unknown-call'
  | 'socket'
  | 'chain-spec'
  | 'no-package'
  | 'unit'

/** One thing wrong with a config, and the way out. */
export interface ConfigProblem {
  readonly code: ProblemCode
  /** The config file, or the flag or variable that the value came from. */
  readonly file: string
  /** From 1; absent when the file itself is the problem. */
  readonly line?: number
  readonly column?: number
  /** Path of the field, e.g. `actors.agreement.handlers`; empty for the whole file. */
  readonly field: string
  /** What stands there. */
  readonly value?: string
  readonly message: string
  readonly expected?: string
  /** The line of the file. */
  readonly source?: string
  /** Where in a file that the config names. */
  readonly inside?: Spot
}

/** A line of a file to look at. */
export interface Spot {
  readonly file: string
  readonly line?: number
  readonly column?: number
  readonly source?: string
}

/** A config that cannot be used: everything that is wrong with it at once. */
export class ConfigError extends Error {
  readonly code = 'invalid-config'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    const ordered = inOrder(problems)
    super(ordered.map(renderProblem).join('\n\n'))
    this.name = 'ConfigError'
    this.problems = ordered
  }
}

/** A problem as an operator reads it: place, what is wrong, what is expected, and the line with a caret. */
export function renderProblem(problem: ConfigProblem): string {
  const { code, field, value, message, expected, inside } = problem
  const rows = [`${placeOf(problem)}  ${field === '' ? '' : `${field}: `}${message}  [${code}]`]
  if (value !== undefined) rows.push(`  found:    ${value}`)
  if (expected !== undefined) rows.push(`  expected: ${expected}`)
  rows.push(...excerptOf(problem))
  if (inside !== undefined) rows.push(`  in ${placeOf(inside)}`, ...excerptOf(inside))
  return rows.join('\n')
}

const placeOf = ({ file, line, column }: Spot): string =>
  line === undefined ? file : `${file}:${line}${column === undefined ? '' : `:${column}`}`

const WIDEST = 140

function excerptOf({ line, column, source }: Spot): string[] {
  if (line === undefined || source === undefined) return []
  const skipped = source.length <= WIDEST ? 0 : Math.max(0, (column ?? 1) - WIDEST / 2)
  const shown = source.slice(skipped, skipped + WIDEST)
  const margin = ' '.repeat(String(line).length)
  if (column === undefined) return [`  ${line} | ${shown}`]
  // A tab stays one, so that the caret stands under its character.
  const before = shown.slice(0, column - 1 - skipped).replace(/[^\t]/g, ' ')
  return [`  ${line} | ${shown}`, `  ${margin} | ${before}^`]
}

/** Top to bottom, as they stand in the file; what has no line comes first. */
const inOrder = (problems: readonly ConfigProblem[]): readonly ConfigProblem[] =>
  problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
