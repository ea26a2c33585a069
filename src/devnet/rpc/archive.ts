import { to0x } from '../bytes.ts'
import type { Chain } from '../chain/chain.ts'
import { encodeHeader } from '../chain/header.ts'
import type { Methods, Subscriptions } from './method.ts'
import { bytesAt, hashAt, numberOf, textAt } from './params.ts'
import { storageItems } from './storage-items.ts'

const found = (params: readonly unknown[], chain: Chain) => chain.find(hashAt(params, 0) ?? '')

/** The blocks of the past, by hash or height; what is not known is null. */
export const archiveMethods: Methods = {
  archive_v1_genesisHash: (_, { chain }) => chain.genesis.hash,
  archive_v1_finalizedHeight: (_, { chain }) => chain.finalized.number,
  archive_v1_hashByHeight([height], { chain }) {
    const block = chain.at(numberOf(height))
    return block === undefined ? [] : [block.hash]
  },
  archive_v1_header(params, { chain }) {
    const block = found(params, chain)
    return block === undefined ? null : to0x(encodeHeader(block.header))
  },
  archive_v1_body: (params, { chain }) => found(params, chain)?.extrinsics.map(to0x) ?? null,
  archive_v1_call(params, { chain }) {
    const block = found(params, chain)
    if (block === undefined) return null
    const method = textAt(params, 1)
    try {
      const output = block.runtime.call(chain.state(block.hash), chain.context(block), method, bytesAt(params, 2))
      if (output !== undefined) return { success: true, value: to0x(output) }
      return { success: false, error: `Exported method ${method} is not found` }
    } catch (error) {
      return { success: false, error: error instanceof Error ? error.message : String(error) }
    }
  },
}

export const archiveSubscriptions: Subscriptions = {
  archive_v1_storage: {
    notification: 'archive_v1_storageEvent',
    unsubscribe: 'archive_v1_stopStorage',
    start([hash, items], { chain }, notify) {
      for (const item of storageItems(chain.state(hashAt([hash], 0)), items)) notify({ event: 'storage', ...item })
      notify({ event: 'storageDone' })
      return () => {}
    },
  },
}
