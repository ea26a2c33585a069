import { stringCamelCase } from '#polkadot'
import { array, list, record, tuple } from './collections.ts'
import type { Decode } from './cursor.ts'
import { unknownVariant } from './malformed.ts'
import { createNesting } from './recursion.ts'
import { bits, bytes, compactOf, fixedBytes, nothing, primitive } from './scalars.ts'
import { type Addresses, specialDecoder } from './special.ts'
import { bare, type Field, type Type, type TypeTable, type Variant, widthOf, wrapped } from './type-table.ts'

export type Decoders = (id: number) => Decode

/**
 * Compiles types to decoders of plain values, each once: numbers (decimal text from 2^52), hex for bytes, addresses as text,
 * objects with the fields' names in camel case, the name of a variant of an enum without data and `{ name: data }` of one with,
 * `null` for nothing.
 */
export function createDecoders(table: TypeTable, addresses: Addresses): Decoders {
  const compiled = new Map<number, Decode>()
  const nesting = createNesting()

  function decoderOf(id: number): Decode {
    const known = compiled.get(id)
    if (known !== undefined) return known
    // Seen again while it is compiled, the type contains itself.
    compiled.set(id, (cursor) => {
      nesting.enter(cursor.offset)
      try {
        return compiled.get(id)!(cursor)
      } finally {
        nesting.leave()
      }
    })
    const type = table.at(id)
    const decode = specialDecoder(type, { table, addresses, decoderOf }) ?? compile(type)
    compiled.set(id, decode)
    return decode
  }

  function compile(type: Type): Decode {
    const inner = wrapped(type)
    if (inner !== undefined) return decoderOf(inner)
    switch (type.kind) {
      case 'primitive':
        return primitive(type.name)
      case 'compact':
        return compactOf(bare(table, type.of))
      case 'sequence':
        return isByte(type.of) ? bytes : list(decoderOf(type.of))
      case 'array':
        return isByte(type.of) ? fixedBytes(type.length) : array(decoderOf(type.of), type.length)
      case 'tuple':
        return type.of.length === 0 ? nothing : tuple(type.of.map(decoderOf))
      case 'bits':
        return bits(widthOf(primitiveName(table.at(type.store))) ?? 1)
      case 'composite':
        return fieldsOf(type.fields)
      case 'variant':
        return enumeration(type.variants)
    }
  }

  const isByte = (id: number) => primitiveName(bare(table, id)) === 'u8'

  function fieldsOf(fields: readonly Field[]): Decode {
    const decoders = fields.map((field) => decoderOf(field.type))
    const [first] = fields
    if (first === undefined) return nothing
    if (first.name === undefined) return fields.length === 1 ? decoders[0]! : tuple(decoders)
    return record(
      fields.map(({ name }) => keyOf(name ?? '')),
      decoders,
    )
  }

  function enumeration(variants: readonly Variant[]): Decode {
    const withData = variants.some(({ fields }) => !isNothing(fields))
    const decoders: (Decode | undefined)[] = []
    for (const { name, index, fields } of variants)
      decoders[index] = withData ? record([stringCamelCase(name)], [fieldsOf(fields)]) : () => name
    return (cursor) => {
      const index = cursor.byte()
      const decode = index < decoders.length ? decoders[index] : undefined
      if (decode === undefined) throw unknownVariant(index, cursor.offset - 1)
      return decode(cursor)
    }
  }

  function isNothing(fields: readonly Field[]): boolean {
    const [first] = fields
    if (first === undefined) return true
    if (fields.length > 1 || first.name !== undefined) return false
    const type = bare(table, first.type)
    return (type.kind === 'tuple' && type.of.length === 0) || (type.kind === 'composite' && type.fields.length === 0)
  }

  return decoderOf
}

/** Names that `@polkadot/types` keeps for itself. */
const RESERVED = new Set(['entries', 'hash', 'keys', 'new', 'registry', 'size'])

function keyOf(name: string): string {
  const key = stringCamelCase(name)
  return RESERVED.has(key) ? `${key}_` : key.replaceAll('#', '_')
}

const primitiveName = (type: Type): string => (type.kind === 'primitive' ? type.name : '')
