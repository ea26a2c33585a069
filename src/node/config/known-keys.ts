import { z } from 'zod'

type JsonSchema = z.core.JSONSchema.BaseSchema

/** The keys that a schema knows at a path. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema]
  for (const key of path)
    at = at.flatMap(alternativesOf).flatMap(({ properties, additionalProperties, items }) => {
      const next = properties?.[String(key)] ?? additionalProperties ?? items
      return typeof next === 'object' && !Array.isArray(next) ? [next as JsonSchema] : []
    })
  return at.flatMap(alternativesOf).flatMap(({ properties }) => Object.keys(properties ?? {}))
}

const alternativesOf = (schema: JsonSchema): JsonSchema[] => [
  schema,
  ...([...(schema.anyOf ?? []), ...(schema.oneOf ?? [])] as JsonSchema[]).flatMap(alternativesOf),
]
