import { z } from 'zod'
import type { UnitInfo } from '../../kernel/index.ts'
import { show } from './issues.ts'
import { type LoadedConfig, overlayAt } from './load.ts'

interface Row {
  readonly field: string
  readonly value: string
  readonly origin: string
}

/** Every value in effect, each with where it came from. Secrets are left out. */
export function explainConfig(loaded: LoadedConfig, units: readonly UnitInfo[]): string {
  const rows = [
    ...leaves([], loaded.config).map(({ path, value }) => ({
      field: path.join('.'),
      value: show(path, value),
      origin: originOf(loaded, path),
    })),
    ...units.flatMap(({ unit }) => unitDefaults(loaded, unit.name, unit.config)),
  ]
  if (loaded.config.account === undefined)
    rows.push({ field: 'account', value: 'none', origin: 'default: the node follows and reads only' })
  const wide = (pick: (row: Row) => string) => Math.max(...rows.map((row) => pick(row).length))
  const [fields, values] = [wide((row) => row.field), wide((row) => row.value)]
  return rows
    .map(({ field, value, origin }) => `${field.padEnd(fields)}  ${value.padEnd(values)}  ${origin}\n`)
    .join('')
}

function originOf({ overlays, source }: LoadedConfig, path: readonly string[]): string {
  const overlay = overlayAt(overlays, path)
  if (overlay !== undefined) return overlay.origin
  const place = source.has(path) ? source.placeOf(path, 'value') : undefined
  return place === undefined ? 'default' : `${source.file}:${place.line}`
}

/** What a unit's schema fills in where the file says nothing. */
function unitDefaults({ config }: LoadedConfig, name: string, schema: z.ZodType): Row[] {
  const { properties = {} } = z.toJSONSchema(schema, { unrepresentable: 'any' }) as z.core.JSONSchema.BaseSchema
  const given = config.actors[name]?.config ?? {}
  return Object.entries(properties)
    .filter(([key]) => !(key in given))
    .map(([key, property]) => {
      const path = ['actors', name, 'config', key]
      const byDefault = typeof property === 'object' ? property.default : undefined
      return byDefault === undefined
        ? { field: path.join('.'), value: '-', origin: 'the node, if needed' }
        : { field: path.join('.'), value: show(path, byDefault), origin: `default of ${name}` }
    })
}

function leaves(path: readonly string[], value: unknown): { path: readonly string[]; value: unknown }[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [{ path, value }]
  return Object.entries(value).flatMap(([key, inner]) => leaves([...path, key], inner))
}
