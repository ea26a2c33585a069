import { to0x } from '../bytes.ts'
import type { Chain } from '../chain/chain.ts'
import { headerOf } from './header.ts'
import type { Methods, Subscription, Subscriptions } from './method.ts'
import { hashAt, numberOf } from './params.ts'

const hashByNumber = (chain: Chain, number: unknown): string | null => chain.at(numberOf(number))?.hash ?? null

export const chainMethods: Methods = {
  /** Without a parameter the best block's hash; a list of numbers gives a list of hashes. */
  chain_getBlockHash([number], { chain }) {
    if (number === undefined || number === null) return chain.best.hash
    return Array.isArray(number) ? number.map((each) => hashByNumber(chain, each)) : hashByNumber(chain, number)
  },
  chain_getHeader(params, { chain }) {
    const hash = hashAt(params, 0)
    const block = hash === undefined ? chain.best : chain.find(hash)
    return block === undefined ? null : headerOf(block)
  },
  chain_getBlock(params, { chain }) {
    const hash = hashAt(params, 0)
    const block = hash === undefined ? chain.best : chain.find(hash)
    if (block === undefined) return null
    return { block: { header: headerOf(block), extrinsics: block.extrinsics.map(to0x) }, justifications: null }
  },
  chain_getFinalizedHead: (_, { chain }) => chain.finalized.hash,
}

const best = (notification: string, unsubscribe: string): Subscription => ({
  notification,
  unsubscribe,
  start(_, { chain }, notify) {
    notify(headerOf(chain.best))
    return chain.onBest.add((block) => notify(headerOf(block)))
  },
})

/** Every block, on whatever chain. */
const imported: Subscription = {
  notification: 'chain_allHead',
  unsubscribe: 'chain_unsubscribeAllHeads',
  start(_, { chain }, notify) {
    notify(headerOf(chain.best))
    return chain.onImport.add((block) => notify(headerOf(block)))
  },
}

const finalized = (unsubscribe: string): Subscription => ({
  notification: 'chain_finalizedHead',
  unsubscribe,
  start(_, { chain }, notify) {
    notify(headerOf(chain.finalized))
    return chain.onFinalized.add((block) => notify(headerOf(block)))
  },
})

export const chainSubscriptions: Subscriptions = {
  chain_subscribeNewHeads: best('chain_newHead', 'chain_unsubscribeNewHeads'),
  chain_subscribeNewHead: best('chain_newHead', 'chain_unsubscribeNewHead'),
  subscribe_newHead: best('chain_newHead', 'unsubscribe_newHead'),
  chain_subscribeAllHeads: imported,
  chain_subscribeFinalizedHeads: finalized('chain_unsubscribeFinalizedHeads'),
  chain_subscribeFinalisedHeads: finalized('chain_unsubscribeFinalisedHeads'),
}
