import type { ApiPromise } from '#polkadot'
import { createEventDecoder, type DecodeEvents } from './decode-events.ts'
import { decoding } from './decoding.ts'
import { dispatchErrorName } from './dispatch-error.ts'
import { lowerFirst, unknownItem } from './names.ts'
import { arity, decodeStorage, storageEntry, storageKey } from './storage.ts'

/** The names, types and encodings of one runtime version. */
export interface ChainRuntime {
  readonly specVersion: number
  readonly api: ApiPromise
  /** Storage key of `System.Events`. */
  readonly eventsKey: string
  /** The wanted ones among a block's events. */
  readonly decodeEvents: DecodeEvents
  /** Key of a storage item, or of the prefix of a map when fewer keys are given. @throws ChainError `unknown-item` */
  storageKey(pallet: string, item: string, keys: readonly unknown[]): string
  /** How many keys a storage item has. @throws ChainError `unknown-item` */
  arity(pallet: string, item: string): number
  /** Plain value: numbers or decimal strings, hex for bytes, addresses as text; `null` for an empty optional item. */
  decodeStorage(pallet: string, item: string, bytes: string | null): unknown
  /** The keys of one entry of a map, as plain values. */
  decodeKey(pallet: string, item: string, key: string): unknown[]
  constant(pallet: string, name: string): unknown
  /** Names the error of a failed dispatch, given as plain value. */
  dispatchError(error: unknown): { pallet: string; name: string }
}

export function createRuntime(api: ApiPromise): ChainRuntime {
  return {
    specVersion: api.runtimeVersion.specVersion.toNumber(),
    api,
    eventsKey: storageKey(api, 'System', 'Events', []),
    decodeEvents: createEventDecoder(api),
    storageKey: (pallet, item, keys) => storageKey(api, pallet, item, keys),
    arity: (pallet, item) => arity(api, pallet, item),
    decodeStorage: (pallet, item, bytes) => decodeStorage(api, pallet, item, bytes),
    decodeKey: (pallet, item, key) => {
      const entry = storageEntry(api, pallet, item)
      return decoding(`key of ${pallet}.${item}`, () => {
        const decoded = api.registry.createType('StorageKey', key)
        decoded.setMeta(entry.creator.meta)
        return decoded.args.map((argument) => argument.toPrimitive(true))
      })
    },
    constant(pallet, name) {
      const constants = api.consts[lowerFirst(pallet)]
      const constant = constants?.[lowerFirst(name)]
      if (constant === undefined) throw unknownItem(`constant ${pallet}.${name}`, Object.keys(constants ?? api.consts))
      return constant.toPrimitive(true)
    },
    dispatchError: (error) => dispatchErrorName(api, error),
  }
}
