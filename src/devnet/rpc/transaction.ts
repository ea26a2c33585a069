import type { Chain } from '../chain/chain.ts'
import type { Methods } from './method.ts'
import { bytesAt, textAt } from './params.ts'

/** Hands an extrinsic to the pool now and with each best block, until it is told to stop; what comes of it is not said. */
function broadcast(chain: Chain, bytes: Uint8Array): () => void {
  const submit = () => {
    try {
      chain.pool.submit(bytes)
    } catch {
      // It may be valid later, or be in the pool already.
    }
  }
  submit()
  return chain.onBest.add(submit)
}

export const transactionMethods: Methods = {
  /** Returns the id by which it is stopped. */
  transaction_v1_broadcast(params, { chain, client }) {
    const id = client.nextId()
    client.broadcasts.set(id, broadcast(chain, bytesAt(params, 0)))
    return id
  },
  transaction_v1_stop(params, { client }) {
    const id = textAt(params, 0)
    client.broadcasts.get(id)?.()
    client.broadcasts.delete(id)
    return null
  },
}
