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

const values = (state: State, keys: readonly string[]): StorageItem[] =>
  keys.flatMap((key) => {
    const value = state.get(key)
    return value === undefined ? [] : [{ key: `0x${key}`, value: to0x(value) }]
  })

const hashes = (state: State, keys: readonly string[]): StorageItem[] =>
  keys.flatMap((key) => {
    const value = state.get(key)
    return value === undefined ? [] : [{ key: `0x${key}`, hash: to0x(blake2(value)) }]
  })

/** What is asked of a storage key, as `chainHead_v1_storage` and `archive_v1_storage` say it. */
const TYPES: Readonly<Record<string, Describe>> = {
  value: (state, key) => values(state, [key]),
  hash: (state, key) => hashes(state, [key]),
  descendantsValues: (state, key, after) => values(state, state.keys(key, after)),
  descendantsHashes: (state, key, after) => hashes(state, state.keys(key, after)),
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
