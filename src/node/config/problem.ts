/** One thing wrong with a config file, and the way out. */
export interface ConfigProblem {
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
}

/** A config that cannot be used: everything that is wrong with it at once. */
export class ConfigError extends Error {
  readonly code = 'invalid-config'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(renderProblem).join('\n\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** A problem as an operator reads it: place, what is wrong, what is expected, and the line with a caret. */
export function renderProblem({ file, line, column, field, value, message, expected, source }: ConfigProblem): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`
  const rows = [`${place}  ${field === '' ? '' : `${field}: `}${message}`]
  if (value !== undefined) rows.push(`  found:    ${value}`)
  if (expected !== undefined) rows.push(`  expected: ${expected}`)
  if (line !== undefined && source !== undefined) {
    const number = String(line)
    rows.push(
      `  ${number} | ${source}`,
      `  ${' '.repeat(number.length)} | ${' '.repeat(Math.max(0, (column ?? 1) - 1))}^`,
    )
  }
  return rows.join('\n')
}
