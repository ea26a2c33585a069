import type { AnyType, Definition } from '../scale/index.ts'
import type { PortableType, TypeDef } from './layout.ts'

/** Gives each type a number and describes it once. */
export interface Registry {
  id(type: AnyType): number
  types(): PortableType[]
}

export class TypeConflict extends Error {
  readonly code = 'metadata.type-conflict'
  readonly key: string

  constructor(key: string) {
    super(`two different types are both called ${key}: give one of them another path`)
    this.name = 'TypeConflict'
    this.key = key
  }
}

export function createRegistry(): Registry {
  const known = new Map<string, { id: number; shape: string }>()
  const types: PortableType[] = []

  function id(type: AnyType): number {
    const found = known.get(type.key)
    const { path, params, docs, def } = type.describe()
    const shape = shapeOf(def)
    if (found) {
      if (found.shape !== shape) throw new TypeConflict(type.key)
      return found.id
    }
    const next = known.size
    // Known before it is described: a call that carries calls meets itself on the way down.
    known.set(type.key, { id: next, shape })
    types[next] = {
      id: next,
      type: {
        path: [...path],
        params: params.map((param) => ({ name: param.name, type: param.type && id(param.type) })),
        def: portable(def, id),
        docs: [...docs],
      },
    }
    return next
  }

  return { id, types: () => [...types] }
}

/** What two types of one key must have in common. */
function shapeOf(def: Definition): string {
  return JSON.stringify(def, (name, value) => (name === 'type' || name === 'of' ? keysOf(value) : value))
}

const keysOf = (value: AnyType | readonly AnyType[]) =>
  Array.isArray(value) ? value.map((type: AnyType) => type.key) : (value as AnyType).key

function portable(def: Definition, id: (type: AnyType) => number): TypeDef {
  switch (def.kind) {
    case 'primitive':
      return { type: 'Primitive', value: { type: def.primitive } }
    case 'composite':
      return { type: 'Composite', value: { fields: def.fields.map((field) => fieldOf(field.name, id(field.type))) } }
    case 'variant':
      return {
        type: 'Variant',
        value: {
          variants: def.variants.map(({ name, index, fields, docs }) => ({
            name,
            fields: fields.map((field) => fieldOf(field.name, id(field.type))),
            index,
            docs: [...docs],
          })),
        },
      }
    case 'sequence':
      return { type: 'Sequence', value: id(def.of) }
    case 'array':
      return { type: 'Array', value: { len: def.length, type: id(def.of) } }
    case 'tuple':
      return { type: 'Tuple', value: def.of.map(id) }
    case 'compact':
      return { type: 'Compact', value: id(def.of) }
  }
}

const fieldOf = (name: string | undefined, type: number) => ({ name, type, typeName: undefined, docs: [] })
