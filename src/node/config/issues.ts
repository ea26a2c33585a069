import type { z } from 'zod'
import { nearest } from '../../kernel/index.ts'
import type { ConfigProblem } from './problem.ts'
import type { Source } from './source.ts'

type Issue = z.core.$ZodIssue

/** Values that are never shown. */
const SECRET = /(^|\.)(uri|seed|mnemonic|passphrase)$/

/** Puts what a schema complains about in an operator's words, at its place in the file. `at` is where the checked value stands. */
export function problemsOf(
  source: Source,
  issues: readonly Issue[],
  knownKeys: (path: readonly PropertyKey[]) => readonly string[],
  at: readonly PropertyKey[] = [],
): ConfigProblem[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...issue.path]
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(source, [...path, key], knownKeys(path)))
    const field = path.map(String).join('.')
    const found = valueAt(source.value, path)
    return [
      {
        file: source.file,
        field,
        message: found === undefined ? 'is missing' : 'has the wrong value',
        ...(found === undefined ? {} : { value: SECRET.test(field) ? '(not shown)' : show(found) }),
        expected: expectedOf(issue),
        ...source.placeOf(path, 'value'),
      },
    ]
  })
}

function unknownKey(source: Source, path: readonly PropertyKey[], known: readonly string[]): ConfigProblem {
  const key = String(path.at(-1))
  const guess = nearest(key, known)
  return {
    file: source.file,
    field: path.map(String).join('.'),
    message: guess === undefined ? 'there is no such key' : `there is no such key; did you mean "${guess}"?`,
    value: key,
    expected: known.length === 0 ? 'no keys here' : `one of ${known.join(', ')}`,
    ...source.placeOf(path, 'key'),
  }
}

function expectedOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `a value of type ${issue.expected}`
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`
    default:
      return issue.message
  }
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value)
}
