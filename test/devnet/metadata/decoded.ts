import { Metadata, TypeRegistry, u8aToHex } from '#polkadot'

/** What is used of polkadot.js's portable types. */
interface SiType {
  path: Array<{ toString(): string }>
  def: {
    type: string
    asVariant: { variants: SiVariant[] }
    asComposite: { fields: SiField[] }
    asSequence: { type: unknown }
    asArray: { type: unknown; len: { toNumber(): number } }
    asTuple: unknown[]
    asPrimitive: { type: string }
    asCompact: { type: unknown }
  }
}
interface SiField {
  name: { isSome: boolean; unwrap(): { toString(): string } }
  type: unknown
}
interface SiVariant {
  name: { toString(): string }
  index: { toNumber(): number }
  fields: SiField[]
}

/** Metadata as polkadot.js decodes it, with types by their short names. */
export function decodeMetadata(bytes: Uint8Array) {
  const registry = new TypeRegistry()
  const metadata = new Metadata(registry, u8aToHex(bytes))
  registry.setMetadata(metadata)
  const { lookup, pallets } = metadata.asLatest
  const siType = (id: unknown) => lookup.getSiType(id as never) as unknown as SiType

  function nameOf(id: unknown): string {
    const { path, def } = siType(id)
    const last = path.at(-1)?.toString()
    if (last === 'BoundedVec') return nameOf(def.asComposite.fields[0]?.type)
    if (last === 'Option') return `Option<${nameOf(def.asVariant.variants[1]?.fields[0]?.type)}>`
    if (last !== undefined) return last
    if (def.type === 'Sequence') {
      const inner = nameOf(def.asSequence.type)
      return inner === 'u8' ? 'Bytes' : `Vec<${inner}>`
    }
    if (def.type === 'Array') return `[${nameOf(def.asArray.type)};${def.asArray.len.toNumber()}]`
    if (def.type === 'Tuple') return `(${[...def.asTuple].map(nameOf).join(',')})`
    if (def.type === 'Compact') return `Compact<${nameOf(def.asCompact.type)}>`
    return def.asPrimitive.type.toLowerCase()
  }

  const fieldsOf = (fields: SiField[], separator: string) =>
    [...fields].map(({ name, type }) => `${name.isSome ? name.unwrap().toString() : '_'}${separator}${nameOf(type)}`)

  const variantsOf = (id: unknown) =>
    [...siType(id).def.asVariant.variants].map(({ name, index, fields }) => ({
      name: name.toString(),
      index: index.toNumber(),
      fields: fieldsOf(fields, ': ').join(', '),
    }))

  function pallet(name: string) {
    const found = pallets.find((each) => each.name.toString() === name)
    if (!found) throw new Error(`no pallet ${name}`)
    return found
  }

  return {
    registry,
    metadata,
    nameOf,
    pallets: pallets.map((each) => `${each.index.toString()} ${each.name.toString()}`),
    calls: (name: string) => signatures(variantsOf(pallet(name).calls.unwrap().type)),
    events: (name: string) => signatures(variantsOf(pallet(name).events.unwrap().type)),
    errors: (name: string) =>
      variantsOf(pallet(name).errors.unwrap().type)
        .sort((a, b) => a.index - b.index)
        .map((error) => error.name),
    storage: (name: string) =>
      pallet(name)
        .storage.unwrap()
        .items.map((item) => {
          const absent = item.modifier.isOptional ? 'optional' : 'default'
          if (item.type.isPlain) return `${item.name.toString()}[] ${nameOf(item.type.asPlain)} ${absent}`
          const { hashers, key, value } = item.type.asMap
          const named = hashers
            .map((hasher) => hasher.type)
            .join(',')
            .replaceAll('Blake2128Concat', 'Blake2_128Concat')
          return `${item.name.toString()}[${named} ${nameOf(key)}] ${nameOf(value)} ${absent}`
        }),
    constants: (name: string) =>
      Object.fromEntries(
        pallet(name).constants.map((each) => [
          each.name.toString(),
          registry.createType(registry.createLookupType(each.type), each.value).toString(),
        ]),
      ),
    /** Types by the last part of their path: fields, or names of cases by index. */
    types: () =>
      Object.fromEntries(
        (lookup.types as unknown as Array<{ id: unknown; type: SiType }>)
          .filter(({ type }) => type.path.length > 0)
          .map(({ type }) => [
            type.path.at(-1)!.toString(),
            type.def.type === 'Variant'
              ? [...type.def.asVariant.variants].map((each) => each.name.toString()).join(' ')
              : type.def.type === 'Composite'
                ? fieldsOf(type.def.asComposite.fields, ':').join(' ')
                : type.def.type,
          ]),
      ),
    fullPaths: () =>
      (lookup.types as unknown as Array<{ type: SiType }>).map(({ type }) => [...type.path].map(String).join('::')),
  }
}

const signatures = (variants: Array<{ name: string; index: number; fields: string }>) =>
  variants.sort((a, b) => a.index - b.index).map(({ name, index, fields }) => `${index} ${name}(${fields})`)
