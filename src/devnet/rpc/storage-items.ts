import { blake2, to0x } from '../bytes.ts'
import { invalidParams } from '../chain/errors.ts'
import type { State } from '../state/state.ts'
import { keyAt } from './params.ts'

export interface StorageItem {
  readonly key: string
  readonly value?: string
  readonly hash?: string
  readonly closestDescendantMerkleValue?: string
}

type Describe = (state: State, key: string, after: string | undefined) => StorageItem[]

/** Of those keys that have a value, what is to be shown of it. */
const shown = (
  state: State,
  keys: readonly string[],
  show: (value: Uint8Array) => Omit<StorageItem, 'key'>,
): StorageItem[] =>
  keys.flatMap((key) => {
    const value = state.get(key)
    return value === undefined ? [] : [{ key: `0x${key}`, ...show(value) }]
  })

const asValue = (value: Uint8Array) => ({ value: to0x(value) })
const asHash = (value: Uint8Array) => ({ hash: to0x(blake2(value)) })

/** What is asked of a storage key, as `chainHead_v1_storage` and `archive_v1_storage` say it. */
const TYPES: Readonly<Record<string, Describe>> = {
  value: (state, key) => shown(state, [key], asValue),
  hash: (state, key) => shown(state, [key], asHash),
  descendantsValues: (state, key, after) => shown(state, state.keys(key, after), asValue),
  descendantsHashes: (state, key, after) => shown(state, state.keys(key, after), asHash),
  closestDescendantMerkleValue(state, key) {
    const value = state.closestMerkleValue(key)
    return value === undefined ? [] : [{ key: `0x${key}`, closestDescendantMerkleValue: to0x(value) }]
  },
}

/** Answers a list of `{key, type, paginationStartKey?}`; what is not there is left out. @throws RpcError */
export function storageItems(state: State, asked: unknown): StorageItem[] {
  if (!Array.isArray(asked)) throw invalidParams('give a list of {key, type}')
  return asked.flatMap((each: { key?: unknown; type?: unknown; paginationStartKey?: unknown } | null) => {
    const key = keyAt([each?.key], 0)
    const after = each?.paginationStartKey == null ? undefined : keyAt([each.paginationStartKey], 0)
    const describe = Object.hasOwn(TYPES, String(each?.type)) ? TYPES[String(each?.type)] : undefined
    if (describe === undefined) throw invalidParams(`type must be one of ${Object.keys(TYPES).join(', ')}`)
    return describe(state, key, after)
  })
}
