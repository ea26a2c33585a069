import { blake2, to0x } from '../bytes.ts'
import { invalidParams } from '../chain/errors.ts'
import type { StateView } from '../types.ts'
import { keyAt } from './params.ts'

/** What is asked of a storage key, as `chainHead_v1_storage` and `archive_v1_storage` say it. */
const TYPES = ['value', 'hash', 'descendantsValues', 'descendantsHashes'] as const

export interface StorageItem {
  readonly key: string
  readonly value?: string
  readonly hash?: string
}

/** Answers a list of `{key, type}`; what is not there is left out. @throws RpcError for a type that is not served */
export function storageItems(state: StateView, asked: unknown): StorageItem[] {
  if (!Array.isArray(asked)) throw invalidParams('give a list of {key, type}')
  return asked.flatMap((each: unknown) => {
    const { key: _, type } = each as { key?: unknown; type?: unknown }
    const key = keyAt([(each as { key?: unknown }).key], 0)
    if (!TYPES.some((known) => known === type)) throw invalidParams(`type must be one of ${TYPES.join(', ')}`)
    const keys = String(type).startsWith('descendants') ? state.keys(key) : [key]
    const isHash = type === 'hash' || type === 'descendantsHashes'
    return keys.flatMap((found) => {
      const value = state.get(found)
      if (value === undefined) return []
      return [{ key: `0x${found}`, ...(isHash ? { hash: to0x(blake2(value)) } : { value: to0x(value) }) }]
    })
  })
}
