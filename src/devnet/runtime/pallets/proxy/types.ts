import { type Infer, struct, u32, variant } from '../../../scale/index.ts'
import { accountId } from '../../primitives/index.ts'

/** What a delegate may do; each after the first less than that. */
export const proxyType = variant('reeve_devnet_runtime::ProxyType', {
  Any: { index: 0, docs: 'Everything.' },
  NonTransfer: { index: 1, docs: 'Everything but to move balances.' },
  Provider: { index: 2, docs: 'The calls of a storage provider, and remarks.' },
})
export type ProxyType = Infer<typeof proxyType>

export const proxyDefinition = struct(
  'pallet_proxy::ProxyDefinition',
  { delegate: accountId, proxy_type: proxyType, delay: u32 },
  [
    { name: 'AccountId', type: accountId },
    { name: 'ProxyType', type: proxyType },
    { name: 'BlockNumber', type: u32 },
  ],
)
export type ProxyDefinition = Infer<typeof proxyDefinition>
