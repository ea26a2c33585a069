import { toHex } from '../../bytes.ts'
import { type AnyType, createReader, decode, encode, type Infer, type Type, tuple } from '../../scale/index.ts'
import type { StorageKey } from '../../types.ts'
import { type Hasher, hashKey, hashLength, twox128 } from './storage-hashers.ts'

/** What storage items read and write through. */
export interface StorageAccess {
  get(key: StorageKey): Uint8Array | undefined
  set(key: StorageKey, value: Uint8Array | null): void
  keys(prefix: StorageKey): StorageKey[]
}

/** What metadata says of an item. */
export interface StorageItem {
  readonly type: AnyType
  /** None for a plain value. */
  readonly hashers: readonly Hasher[]
  readonly keyType: AnyType | undefined
  /** The encoded default; `undefined` when absence is meaningful. */
  readonly fallback: Uint8Array | undefined
  readonly docs: string
}

type ReadOnly = Pick<StorageAccess, 'get'>

/** An item of a pallet's storage. `R` is what reading gives: `T`, or `T | undefined` for an optional item. */
export interface Stored<K extends readonly unknown[], T, R> extends StorageItem {
  key(...keys: K): StorageKey
  get(storage: ReadOnly, ...keys: K): R
  has(storage: ReadOnly, ...keys: K): boolean
  set(storage: StorageAccess, ...keysAndValue: [...K, T]): void
  remove(storage: StorageAccess, ...keys: K): void
  /** Entries whose first keys are those given, in the order of storage keys. */
  entries(storage: StorageAccess, ...first: Partial<K>): Array<{ keys: K; value: T }>
}

type KeyPart = readonly [Hasher, AnyType]
type KeyValues<P extends readonly KeyPart[]> = { -readonly [I in keyof P]: Infer<P[I][1]> }

interface Draft<K extends readonly unknown[], T, R> {
  at(pallet: string, item: string): Stored<K, T, R>
}

interface Options {
  docs?: string
}

/** An item that is absent until set. */
export const optional = <T, const P extends readonly KeyPart[] = []>(
  type: Type<T>,
  keys: P = [] as unknown as P,
  { docs = '' }: Options = {},
): Draft<KeyValues<P>, T, T | undefined> => draft(type, keys, undefined, docs)

/** An item that reads as `fallback` until set. */
export const defaulted = <T, const P extends readonly KeyPart[] = []>(
  type: Type<T>,
  fallback: T,
  keys: P = [] as unknown as P,
  { docs = '' }: Options = {},
): Draft<KeyValues<P>, T, T> => draft(type, keys, encode(type, fallback), docs) as Draft<KeyValues<P>, T, T>

type AnyDraft = Draft<readonly unknown[], unknown, unknown>
type Placed<D> = { [N in keyof D]: D[N] extends { at(pallet: string, item: string): infer S } ? S : never }

/** Gives a pallet's items their places: `twox128(pallet) ++ twox128(item)`. */
export const defineStorage = <const D extends Record<string, AnyDraft>>(pallet: string, items: D): Placed<D> =>
  Object.fromEntries(Object.entries(items).map(([name, item]) => [name, item.at(pallet, name)])) as Placed<D>

function draft<T, P extends readonly KeyPart[]>(
  type: Type<T>,
  parts: P,
  fallback: Uint8Array | undefined,
  docs: string,
): Draft<KeyValues<P>, T, T | undefined> {
  const types = parts.map(([, each]) => each)
  const keyType = types.length > 1 ? tuple(...types) : types[0]
  return {
    at(pallet, item) {
      const prefix = twox128(pallet) + twox128(item)
      const key = (...keys: readonly unknown[]) =>
        prefix + keys.map((each, i) => toHex(hashPart(parts[i]!, each))).join('')
      const split = (keys: readonly unknown[]) => keys.slice(0, parts.length)
      return {
        type,
        hashers: parts.map(([hasher]) => hasher),
        keyType,
        fallback,
        docs,
        key,
        get(storage, ...keys) {
          const bytes = storage.get(key(...keys)) ?? fallback
          return bytes && decode(type, bytes)
        },
        has: (storage, ...keys) => storage.get(key(...keys)) !== undefined,
        set: (storage, ...keysAndValue) =>
          storage.set(key(...split(keysAndValue)), encode(type, keysAndValue.at(-1) as T)),
        remove: (storage, ...keys) => storage.set(key(...keys), null),
        entries: (storage, ...first) =>
          storage.keys(key(...first)).map((found) => ({
            keys: readKeys(parts, found.slice(prefix.length)) as KeyValues<P>,
            value: decode(type, storage.get(found) as Uint8Array),
          })),
      } satisfies Stored<KeyValues<P>, T, T | undefined>
    },
  }
}

const hashPart = ([hasher, type]: KeyPart, value: unknown) => hashKey[hasher](encode(type, value))

function readKeys(parts: readonly KeyPart[], hex: string): unknown[] {
  const reader = createReader(Buffer.from(hex, 'hex'))
  return parts.map(([hasher, type]) => {
    reader.take(hashLength[hasher], type.key)
    return type.decode(reader)
  })
}
