import { decodeAddress } from '#polkadot'
import { toHex } from '../bytes.ts'
import { invalidParams, RpcError } from '../chain/errors.ts'
import { decode, u32 } from '../scale/index.ts'
import type { Methods, RpcContext } from './method.ts'
import { textAt } from './params.ts'

function accountOf(address: string): Uint8Array {
  try {
    return decodeAddress(address)
  } catch {
    throw invalidParams(`"${address}" is not an account address`)
  }
}

/** The next nonce of an account, those of its extrinsics that are ready included. */
function nextIndex(params: readonly unknown[], { chain }: RpcContext): number {
  const account = accountOf(textAt(params, 0))
  const nonce = chain.best.runtime.call(
    chain.state(),
    chain.context(chain.best),
    'AccountNonceApi_account_nonce',
    account,
  )
  if (nonce === undefined) throw new RpcError(8002, 'Runtime error: AccountNonceApi is not available')
  return chain.pool.nextNonce(toHex(account), decode(u32, nonce))
}

export const systemMethods: Methods = {
  system_name: () => 'reeve-devnet',
  system_version: (_, { chain }) => String(chain.best.runtime.version.specVersion),
  system_chain: (_, { name }) => name,
  system_chainType: () => 'Development',
  system_properties: (_, { properties }) => properties,
  system_health: () => ({ peers: 0, isSyncing: false, shouldHavePeers: false }),
  system_syncState: (_, { chain: { best } }) => ({
    startingBlock: 0,
    currentBlock: best.number,
    highestBlock: best.number,
  }),
  system_nodeRoles: () => ['Authority'],
  system_peers: () => [],
  system_localListenAddresses: () => [],
  system_localPeerId: () => '12D3KooWDevnetDevnetDevnetDevnetDevnetDevnetDevne',
  system_accountNextIndex: nextIndex,
  account_nextIndex: nextIndex,
}
