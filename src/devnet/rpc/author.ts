import { to0x } from '../bytes.ts'
import { invalidParams } from '../chain/errors.ts'
import type { Methods, Subscriptions } from './method.ts'
import { bytesAt } from './params.ts'

export const authorMethods: Methods = {
  author_submitExtrinsic: (params, { chain }) => chain.pool.submit(bytesAt(params, 0)),
  author_pendingExtrinsics: (_, { chain }) => chain.pool.pending().map(to0x),
  author_removeExtrinsic([wanted], { chain }) {
    if (!Array.isArray(wanted)) throw invalidParams('give a list of {"hash": …}')
    const hashes = wanted.map((each) => String((each as { hash?: unknown }).hash ?? each))
    return hashes.filter((hash) => chain.pool.remove(hash))
  },
}

export const authorSubscriptions: Subscriptions = {
  author_submitAndWatchExtrinsic: {
    notification: 'author_extrinsicUpdate',
    unsubscribe: 'author_unwatchExtrinsic',
    start: (params, { chain }, notify) => chain.pool.watch(chain.pool.submit(bytesAt(params, 0)), notify),
  },
}
