import { type ApiPromise, hexToU8a } from '#polkadot'
import { decoding } from './decoding.ts'
import { lowerFirst, unknownItem } from './names.ts'

type Entry = ApiPromise['query'][string][string]

/** @throws ChainError `unknown-item` */
export function storageEntry(api: ApiPromise, pallet: string, item: string): Entry {
  const items = api.query[lowerFirst(pallet)]
  const entry = items?.[lowerFirst(item)]
  if (entry === undefined) throw unknownItem(`storage ${pallet}.${item}`, Object.keys(items ?? api.query))
  return entry
}

export function arity(api: ApiPromise, pallet: string, item: string): number {
  const { type } = storageEntry(api, pallet, item).creator.meta
  return type.isMap ? type.asMap.hashers.length : 0
}

export function storageKey(api: ApiPromise, pallet: string, item: string, keys: readonly unknown[]): string {
  const entry = storageEntry(api, pallet, item)
  return keys.length === arity(api, pallet, item) ? entry.key(...keys) : entry.keyPrefix(...keys)
}

export function decodeStorage(api: ApiPromise, pallet: string, item: string, bytes: string | null): unknown {
  const { meta } = storageEntry(api, pallet, item).creator
  const optional = meta.modifier.isOptional
  if (bytes === null && optional) return null
  const id = meta.type.isPlain ? meta.type.asPlain : meta.type.asMap.value
  return decoding(`${pallet}.${item}`, () => {
    const type = api.registry.createLookupType(id)
    // As bytes: the types take hex for a number written in digits, the highest first.
    const encoded = bytes === null ? meta.fallback.toU8a(true) : hexToU8a(bytes)
    return api.registry.createTypeUnsafe(type, [encoded]).toPrimitive(true)
  })
}
