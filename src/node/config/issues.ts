import type { z } from 'zod'
import { nearest } from '../../kernel/index.ts'
import { knownKeys } from './known-keys.ts'
import type { ConfigProblem } from './problem.ts'
import { isSecret, masked, NOT_SHOWN } from './secrets.ts'

export type Issue = z.core.$ZodIssue

/** A value that was checked, and where what is wrong with it stands. */
export interface Checked {
  readonly schema: z.ZodType
  readonly value: unknown
  /** Path of the value in the config; none for the whole. */
  readonly at: readonly PropertyKey[]
  placeOf(path: readonly PropertyKey[], of: 'key' | 'value'): Pick<ConfigProblem, 'file' | 'line' | 'column' | 'source'>
}

/** What a schema complains about in an operator's words, at its place. */
export function problemsOf(issues: readonly Issue[], checked: Checked): ConfigProblem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey(checked, issue.path, key, knownKeys(checked.schema, issue.path)))
    const inner = deepest(issue)
    if (inner !== issue) return problemsOf([inner], checked)
    return [wrongValue(issue, checked)]
  })
}

/** Of a union, the complaint of the only alternative that has the keys given: "either this or that" would say less. */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue
  const candidates = issue.errors.filter((errors) => errors.every(({ path }) => path.length > 0))
  const [first] = candidates.length === 1 ? candidates : []
  return first?.length === 1 && first[0] !== undefined
    ? { ...first[0], path: [...issue.path, ...first[0].path] }
    : issue
}

function wrongValue(issue: Issue, { value, at, placeOf }: Checked): ConfigProblem {
  const path = [...at, ...issue.path]
  const found = valueAt(value, issue.path)
  return {
    code: found === undefined ? 'missing' : 'wrong-value',
    field: path.map(String).join('.'),
    message: found === undefined ? 'is missing' : 'has the wrong value',
    ...(found === undefined ? {} : { value: show(path, found) }),
    expected: expectedOf(issue),
    ...placeOf(path, 'value'),
  }
}

function unknownKey(
  { at, placeOf }: Checked,
  parent: readonly PropertyKey[],
  key: string,
  known: readonly string[],
): ConfigProblem {
  const path = [...at, ...parent, key]
  const guess = nearest(key, known)
  return {
    code: 'unknown-key',
    field: path.map(String).join('.'),
    message: guess === undefined ? 'there is no such key' : `there is no such key; did you mean "${guess}"?`,
    value: key,
    expected: known.length === 0 ? 'no keys here' : `one of ${known.join(', ')}`,
    ...placeOf(path, 'key'),
  }
}

function expectedOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return isOwnWords(issue) ? issue.message : `a value of type ${issue.expected}`
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`
    default:
      return issue.message
  }
}

/** Whether a schema says for itself what it wants. */
const isOwnWords = ({ message }: Issue): boolean => !message.startsWith('Invalid input')

/** A value in one short line, without its secrets. */
export function show(path: readonly PropertyKey[], value: unknown): string {
  if (isSecret(path, value) && typeof value !== 'object') return NOT_SHOWN
  const text = JSON.stringify(masked(path, value)) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key], value)
}
