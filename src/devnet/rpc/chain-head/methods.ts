import { to0x } from '../../bytes.ts'
import type { Block } from '../../chain/block.ts'
import { invalidParams, RpcError } from '../../chain/errors.ts'
import { encodeHeader } from '../../chain/header.ts'
import type { Methods, Params, RpcContext, Subscriptions } from '../method.ts'
import { bytesAt, textAt } from '../params.ts'
import { storageItems } from '../storage-items.ts'
import { type Follow, startFollow } from './follow.ts'

const invalidBlock = () => new RpcError(-32801, 'the block is not pinned by this subscription')

export const chainHeadSubscriptions: Subscriptions = {
  chainHead_v1_follow: {
    notification: 'chainHead_v1_followEvent',
    unsubscribe: 'chainHead_v1_unfollow',
    start([withRuntime], { chain, client }, notify, id) {
      const follow = startFollow({ chain, withRuntime: withRuntime === true, notify })
      client.follows.set(id, follow)
      return () => {
        client.follows.delete(id)
        follow.stop()
      }
    },
  },
}

/** Of the parameters the first two are the subscription and the block. @throws RpcError for a block that is not pinned */
function pinned(params: Params, { client }: RpcContext): { follow: Follow; block: Block } | undefined {
  const follow = client.follows.get(textAt(params, 0))
  if (follow === undefined) return undefined
  const block = follow.pinned.get(textAt(params, 1))
  if (block === undefined) throw invalidBlock()
  return { follow, block }
}

/** Begins an operation: its id is the reply, what comes of it an event. */
function operation(params: Params, context: RpcContext, run: (block: Block) => readonly object[]): object {
  const at = pinned(params, context)
  // The subscription was stopped by the node, which the client may not know yet.
  if (at === undefined) return { result: 'limitReached' }
  const operationId = at.follow.nextOperation()
  const events = outcome(at.block, run)
  context.client.afterReply(() => {
    for (const event of events) at.follow.notify({ operationId, ...event })
  })
  return { result: 'started', operationId }
}

function outcome(block: Block, run: (block: Block) => readonly object[]): readonly object[] {
  try {
    return run(block)
  } catch (error) {
    if (error instanceof RpcError && error.code === -32602) throw error
    return [{ event: 'operationError', error: error instanceof Error ? error.message : String(error) }]
  }
}

export const chainHeadMethods: Methods = {
  chainHead_v1_header(params, context) {
    const at = pinned(params, context)
    return at === undefined ? null : to0x(encodeHeader(at.block.header))
  },
  chainHead_v1_body: (params, context) =>
    operation(params, context, ({ extrinsics }) => [{ event: 'operationBodyDone', value: extrinsics.map(to0x) }]),
  chainHead_v1_call(params, context) {
    const [method, input] = [textAt(params, 2), bytesAt(params, 3)]
    const { chain } = context
    return operation(params, context, (block) => {
      const output = block.runtime.call(chain.state(block.hash), chain.context(block), method, input)
      if (output === undefined) throw new Error(`Exported method ${method} is not found`)
      return [{ event: 'operationCallDone', output: to0x(output) }]
    })
  },
  chainHead_v1_storage: (params, context) =>
    operation(params, context, (block) => {
      const items = storageItems(context.chain.state(block.hash), params[2])
      const done = { event: 'operationStorageDone' }
      return items.length === 0 ? [done] : [{ event: 'operationStorageItems', items }, done]
    }),
  chainHead_v1_unpin(params, { client }) {
    const follow = client.follows.get(textAt(params, 0))
    const hashes = (Array.isArray(params[1]) ? params[1] : [params[1]]).map(String)
    if (follow === undefined) return null
    if (hashes.some((hash) => !follow.pinned.has(hash))) throw invalidBlock()
    if (new Set(hashes).size < hashes.length) throw new RpcError(-32804, 'the same block more than once')
    for (const hash of hashes) follow.pinned.delete(hash)
    return null
  },
  // Operations are over before there is anything to stop or to go on with.
  chainHead_v1_stopOperation: () => null,
  chainHead_v1_continue() {
    throw invalidParams('no operation waits to be continued')
  },
}
