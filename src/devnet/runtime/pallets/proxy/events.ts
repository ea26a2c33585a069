import { result, u32 } from '../../../scale/index.ts'
import { defineErrors, defineEvents } from '../../pallet/index.ts'
import { accountId, dispatchError, nothing } from '../../primitives/index.ts'
import { proxyIdentity } from './identity.ts'
import { proxyType } from './types.ts'

const proxyFields = { delegator: accountId, delegatee: accountId, proxy_type: proxyType, delay: u32 } as const

export const { type: proxyEvents, event } = defineEvents(proxyIdentity, {
  ProxyExecuted: {
    index: 0,
    fields: { result: result(nothing, dispatchError) },
    docs: 'A call was made for another account, with this result.',
  },
  ProxyAdded: { index: 3, fields: proxyFields, docs: 'A proxy was added.' },
  ProxyRemoved: { index: 4, fields: proxyFields, docs: 'A proxy was removed.' },
})

export const { type: proxyErrors, failure } = defineErrors(proxyIdentity, [
  'TooMany',
  'NotFound',
  'NotProxy',
  'Unproxyable',
  'Duplicate',
  'NoPermission',
  'Unannounced',
  'NoSelfProxy',
])
