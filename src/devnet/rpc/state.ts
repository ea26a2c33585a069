import { blake2, to0x } from '../bytes.ts'
import type { Block } from '../chain/block.ts'
import { invalidParams, RpcError } from '../chain/errors.ts'
import type { StateView } from '../types.ts'
import type { Methods, Params, RpcContext, Subscriptions } from './method.ts'
import { bytesAt, hashAt, keyAt, keysAt, numberOf, textAt } from './params.ts'

const MOST_KEYS = 1_000

const storedAt = (state: StateView, key: string): string | null => {
  const value = state.get(key)
  return value === undefined ? null : to0x(value)
}

const changesIn = (state: StateView, keys: readonly string[]) => keys.map((key) => [`0x${key}`, storedAt(state, key)])

function keysPaged(params: readonly unknown[], { chain }: RpcContext): string[] {
  const limit = numberOf(params[1])
  if (limit > MOST_KEYS) throw new RpcError(4002, `count exceeds maximum value. value: ${limit}, max: ${MOST_KEYS}`)
  const after = params[2] === undefined || params[2] === null ? undefined : keyAt(params, 2)
  return chain
    .state(hashAt(params, 3))
    .keys(keyAt(params, 0), after, limit)
    .map((key) => `0x${key}`)
}

/** Of every block from one to another (default the best one): what these keys had at first, and then those that changed. */
function queryStorage(params: Params, { chain }: RpcContext) {
  const keys = keysAt(params, 0)
  const first = chain.block(hashAt(params, 1))
  const last = chain.block(hashAt(params, 2))
  if (last.number - first.number > MOST_KEYS) throw invalidParams(`ask for ${MOST_KEYS} blocks at most`)
  if (chain.at(first.number) !== first || chain.at(last.number) !== last || last.number < first.number)
    throw invalidParams('both blocks must be on the best chain, in their order')
  const sets: Array<{ block: string; changes: unknown[] }> = []
  let shown = new Map<string, string | null>()
  for (let number = first.number; number <= last.number; number += 1) {
    const { hash } = chain.at(number)!
    const found = new Map(keys.map((key) => [key, storedAt(chain.state(hash), key)]))
    const changed = keys.filter((key) => !shown.has(key) || shown.get(key) !== found.get(key))
    if (changed.length > 0) sets.push({ block: hash, changes: changed.map((key) => [`0x${key}`, found.get(key)]) })
    shown = found
  }
  return sets
}

/** A runtime is part of the state: where that is gone, nobody knows it any more. @throws RpcError */
function runtimeAt({ chain }: RpcContext, params: Params) {
  const block = chain.block(hashAt(params, 0))
  chain.state(block.hash)
  return block.runtime
}

export const stateMethods: Methods = {
  state_getStorage: (params, { chain }) => storedAt(chain.state(hashAt(params, 1)), keyAt(params, 0)),
  state_getStorageHash(params, { chain }) {
    const value = chain.state(hashAt(params, 1)).get(keyAt(params, 0))
    return value === undefined ? null : to0x(blake2(value))
  },
  state_getStorageSize: (params, { chain }) => chain.state(hashAt(params, 1)).get(keyAt(params, 0))?.length ?? null,
  state_queryStorageAt(params, { chain }) {
    const block = chain.block(hashAt(params, 1))
    return [{ block: block.hash, changes: changesIn(chain.state(block.hash), keysAt(params, 0)) }]
  },
  state_queryStorage: queryStorage,
  state_getKeys: (params, { chain }) =>
    chain
      .state(hashAt(params, 1))
      .keys(keyAt(params, 0))
      .map((key) => `0x${key}`),
  state_getPairs(params, { chain }) {
    const state = chain.state(hashAt(params, 1))
    return changesIn(state, state.keys(keyAt(params, 0)))
  },
  state_getKeysPaged: keysPaged,
  state_getKeysPagedAt: keysPaged,
  state_getMetadata: (params, context) => to0x(runtimeAt(context, params).metadata(14)),
  state_getRuntimeVersion: (params, context) => runtimeAt(context, params).version,
  chain_getRuntimeVersion: (params, context) => runtimeAt(context, params).version,
  state_call(params, { chain }) {
    const method = textAt(params, 0)
    const block = chain.block(hashAt(params, 2))
    const result = block.runtime.call(chain.state(block.hash), chain.context(block), method, bytesAt(params, 1))
    if (result === undefined)
      throw new RpcError(4003, `Client error: Execution failed: Other: Exported method ${method} is not found`)
    return to0x(result)
  },
  state_getReadProof(params, { chain }) {
    const block = chain.block(hashAt(params, 1))
    return { at: block.hash, proof: chain.state(block.hash).proof(keysAt(params, 0)).map(to0x) }
  },
}

export const stateSubscriptions: Subscriptions = {
  state_subscribeStorage: {
    notification: 'state_storage',
    unsubscribe: 'state_unsubscribeStorage',
    /** First all values, then with each best block those that changed. */
    start(params, { chain }, notify) {
      if (params[0] === undefined || params[0] === null) throw invalidParams('name the keys to be watched')
      const keys = keysAt(params, 0)
      let shown = new Map(keys.map((key) => [key, storedAt(chain.state(), key)]))
      notify({ block: chain.best.hash, changes: changesIn(chain.state(), keys) })
      return chain.onBest.add((block: Block) => {
        const next = new Map(keys.map((key) => [key, storedAt(chain.state(block.hash), key)]))
        const changed = keys.filter((key) => next.get(key) !== shown.get(key))
        shown = next
        if (changed.length > 0)
          notify({ block: block.hash, changes: changed.map((key) => [`0x${key}`, next.get(key)]) })
      })
    },
  },
  state_subscribeRuntimeVersion: {
    notification: 'state_runtimeVersion',
    unsubscribe: 'state_unsubscribeRuntimeVersion',
    /** The version of the best block, and each one that comes in its place. */
    start(_, { chain }, notify) {
      let shown = chain.best.runtime
      notify(shown.version)
      return chain.onBest.add(({ runtime }) => {
        if (runtime !== shown) notify(runtime.version)
        shown = runtime
      })
    },
  },
}
