import { createSigner, type DevAccount, type Signer } from './accounts.ts'
import { fromHex } from './bytes.ts'
import type { Chain } from './chain/chain.ts'
import { createLane } from './demo/lane.ts'
import type { DevnetRuntime } from './runtime/index.ts'
import { contractsDue } from './runtime/pallets/smart-contract/index.ts'

/**
 * Has grid contracts billed in their turn, block by block: what validators do on the real chain, each bill an extrinsic of its own.
 * A turn that comes while bills wait is left out; the next one is for the time of both.
 * @returns a function that ends it
 */
export function billInTurn(
  chain: Chain,
  { encodeCall }: Pick<DevnetRuntime, 'encodeCall'>,
  author: DevAccount,
): () => void {
  const genesis = fromHex(chain.genesis.hash.slice(2))
  const signer: Signer = {
    // By the version in force: the chain may have been upgraded.
    sign: (...what) => createSigner({ version: chain.best.runtime.version, encodeCall }, genesis).sign(...what),
  }
  const lane = createLane(author, { signer, submit: (extrinsic) => void chain.pool.submit(extrinsic) })
  return chain.onBest.add(({ number, hash, state }) => {
    if (!state) return
    const block = { number, hash: fromHex(hash.slice(2)), state }
    if (!lane.idle(block)) return
    for (const contract_id of contractsDue(state, number)) {
      lane.send(
        { type: 'SmartContractModule', value: { type: 'bill_contract_for_block', value: { contract_id } } },
        block,
      )
    }
  })
}
