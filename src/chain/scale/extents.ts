import { ended, unknownVariant } from './malformed.ts'
import { createNesting } from './recursion.ts'
import { array, bits, compact, concatenation, type Extent, sequence, skipping, unsupported } from './skip.ts'
import { bare, type Type, type TypeTable, type Variant, widthOf } from './type-table.ts'

export type Extents = (id: number) => Extent

/** Compiles types to their extents, each once. */
export function createExtents(table: TypeTable): Extents {
  const compiled = new Map<number, Extent>()
  const nesting = createNesting()

  function extentOf(id: number): Extent {
    const known = compiled.get(id)
    if (known !== undefined) return known
    // Seen again while it is compiled, the type contains itself.
    compiled.set(id, (bytes, offset) => {
      nesting.enter(offset)
      try {
        return skipping(compiled.get(id)!)(bytes, offset)
      } finally {
        nesting.leave()
      }
    })
    const extent = compile(table.at(id))
    compiled.set(id, extent)
    return extent
  }

  function compile(type: Type): Extent {
    switch (type.kind) {
      case 'primitive':
        if (type.name === 'bool') return 1
        return type.name === 'str' ? sequence(1) : (widthOf(type.name) ?? unsupported(type.name))
      case 'compact':
        return compact(bare(table, type.of))
      case 'sequence':
        return sequence(extentOf(type.of))
      case 'array':
        return array(extentOf(type.of), type.length)
      case 'tuple':
        return concatenation(type.of.map(extentOf))
      case 'bits':
        return bits(table.at(type.store))
      case 'composite':
        return concatenation(type.fields.map((field) => extentOf(field.type)))
      case 'variant':
        return alternatives(type.variants, extentOf)
    }
  }

  return extentOf
}

function alternatives(variants: readonly Variant[], extentOf: Extents): Extent {
  const extents: (Extent | undefined)[] = Array.from({
    length: 1 + Math.max(-1, ...variants.map(({ index }) => index)),
  })
  for (const { index, fields } of variants) extents[index] = concatenation(fields.map((field) => extentOf(field.type)))
  return (bytes, offset) => {
    if (offset >= bytes.length) throw ended(offset)
    const index = bytes[offset]!
    const extent = index < extents.length ? extents[index] : undefined
    if (typeof extent === 'number') return offset + 1 + extent
    if (extent === undefined) throw unknownVariant(index, offset)
    return extent(bytes, offset + 1)
  }
}
