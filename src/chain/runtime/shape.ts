import type { ApiPromise } from '#polkadot'
import { readTypes } from '../scale/read-types.ts'
import type { Field, Type, TypeTable } from '../scale/type-table.ts'
import { camelCase } from './names.ts'

type Metadata = Pick<ApiPromise, 'registry' | 'runtimeMetadata'>

/**
 * How a call's arguments are encoded, written out: equal for two runtimes that mean the same by the same bytes, whatever the
 * indices of pallets, calls and types. Undefined when the runtime has no such call.
 */
export const shapeOfCall = (api: Metadata, pallet: string, name: string): string | undefined =>
  shapeOf(api, pallet, name, 'calls')

/** The same for the fields of an event. */
export const shapeOfEvent = (api: Metadata, pallet: string, name: string): string | undefined =>
  shapeOf(api, pallet, name, 'events')

function shapeOf({ registry, runtimeMetadata }: Metadata, pallet: string, name: string, kind: 'calls' | 'events') {
  const found = runtimeMetadata.asLatest.pallets.find((each) => each.name.toString() === pallet)?.[kind]
  if (found === undefined || found.isNone) return undefined
  const table = readTypes(registry.lookup)
  const type = table.at(found.unwrap().type.toNumber())
  if (type.kind !== 'variant') return undefined
  // A call may be named as the library does.
  const variant = type.variants.find((each) => each.name === name || camelCase(each.name) === camelCase(name))
  return variant === undefined ? undefined : fieldsOf(variant.fields, table, [])
}

/** Enumerations that grow with the chain; what is inside of them is looked at on its own. */
const OPEN = /(^|::)(RuntimeCall|RuntimeEvent|OriginCaller|DispatchError)$/

function typeOf(id: number, table: TypeTable, within: readonly number[]): string {
  if (within.includes(id)) return `^${within.length - within.indexOf(id)}`
  const type = table.at(id)
  return OPEN.test(type.path) ? type.path.split('::').at(-1)! : definitionOf(type, table, [...within, id])
}

function definitionOf(type: Type, table: TypeTable, within: readonly number[]): string {
  const of = (id: number) => typeOf(id, table, within)
  switch (type.kind) {
    case 'primitive':
      return type.name
    case 'compact':
      return `compact ${of(type.of)}`
    case 'sequence':
      return `[${of(type.of)}]`
    case 'array':
      return `[${of(type.of)}; ${type.length}]`
    case 'tuple':
      return `(${type.of.map(of).join(', ')})`
    case 'bits':
      return `bits ${of(type.store)}`
    case 'composite':
      return fieldsOf(type.fields, table, within)
    case 'variant': {
      const variants = type.variants.map(
        ({ name, index, fields }) => `${index} ${name}${fieldsOf(fields, table, within)}`,
      )
      return `<${variants.join(' | ')}>`
    }
  }
}

const fieldsOf = (fields: readonly Field[], table: TypeTable, within: readonly number[]): string =>
  `{${fields.map(({ name, type }) => `${name ?? '_'}: ${typeOf(type, table, within)}`).join(', ')}}`
