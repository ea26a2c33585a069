import type { z } from 'zod'
import type { Issue } from './issues.ts'

type Container = Record<PropertyKey, unknown>

/**
 * What remains of a value when everything its schema complains about is taken out: what is right can still be checked
 * further, so that an operator sees all problems at once.
 */
export function salvage<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const rest: unknown = structuredClone(value)
  for (;;) {
    const parsed = schema.safeParse(rest)
    if (parsed.success) return parsed.data
    const removed = parsed.error.issues.map((issue) => pathsOf(issue).some((path) => remove(rest, path)))
    if (!removed.some(Boolean)) return schema.parse({})
  }
}

const pathsOf = (issue: Issue): PropertyKey[][] =>
  issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [[...issue.path]]

/** Takes out what stands at a path, or the nearest thing above it that stands there. */
function remove(value: unknown, path: readonly PropertyKey[]): boolean {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const parent = path
      .slice(0, depth - 1)
      .reduce<unknown>((at, key) => (at as Container | null | undefined)?.[key], value)
    const key = path[depth - 1]!
    // Items of a list go with it: taking one out would move the others.
    if (typeof parent !== 'object' || parent === null || Array.isArray(parent) || !Object.hasOwn(parent, key)) continue
    return Reflect.deleteProperty(parent, key)
  }
  return false
}
