import type { ApiPromise } from '#polkadot'
import { Malformed } from './malformed.ts'
import type { Definition, Field, Type, TypeTable } from './type-table.ts'

/** The types of metadata (V14, V15, V16) as `@polkadot/types` has read them. */
export type PortableTypes = ApiPromise['registry']['lookup']
type SiType = ReturnType<PortableTypes['getSiType']>
type SiField = SiType['def']['asComposite']['fields'][number]

/** Each type is read when it is first asked for: events need a quarter of them, and who wants three events far fewer. */
export function readTypes(portable: PortableTypes): TypeTable {
  const read = new Map<number, Type>()
  return {
    at(id) {
      const known = read.get(id)
      if (known !== undefined) return known
      const type = readType(portable.getSiType(id))
      read.set(id, type)
      return type
    },
  }
}

const readType = ({ path, params, def }: SiType): Type => ({
  path: path.map(String).join('::'),
  params: params.map(({ type }) => (type.isSome ? type.unwrap().toNumber() : undefined)),
  ...readDefinition(def),
})

function readDefinition(def: SiType['def']): Definition {
  switch (def.type) {
    case 'Primitive':
      return { kind: 'primitive', name: def.asPrimitive.type.toLowerCase() }
    case 'Compact':
      return { kind: 'compact', of: def.asCompact.type.toNumber() }
    case 'Sequence':
      return { kind: 'sequence', of: def.asSequence.type.toNumber() }
    case 'Array':
      return { kind: 'array', of: def.asArray.type.toNumber(), length: def.asArray.len.toNumber() }
    case 'Tuple':
      return { kind: 'tuple', of: def.asTuple.map((id) => id.toNumber()) }
    case 'BitSequence':
      return { kind: 'bits', store: def.asBitSequence.bitStoreType.toNumber() }
    case 'Composite':
      return { kind: 'composite', fields: def.asComposite.fields.map(readField) }
    case 'Variant':
      return {
        kind: 'variant',
        variants: def.asVariant.variants.map(({ name, index, fields }) => ({
          name: name.toString(),
          index: index.toNumber(),
          fields: fields.map(readField),
        })),
      }
    default:
      throw new Malformed(`a type of kind ${def.type} is not supported`)
  }
}

const readField = ({ name, type }: SiField): Field => ({
  name: name.isSome ? name.unwrap().toString() : undefined,
  type: type.toNumber(),
})
