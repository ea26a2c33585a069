import { defineErrors, defineEvents } from '../../pallet/index.ts'
import { accountId, dispatchError, dispatchInfo, h256 } from '../../primitives/index.ts'
import { systemIdentity } from './identity.ts'

export const { type: systemEvents, event } = defineEvents(systemIdentity, {
  ExtrinsicSuccess: { index: 0, fields: { dispatch_info: dispatchInfo }, docs: 'An extrinsic completed successfully.' },
  ExtrinsicFailed: {
    index: 1,
    fields: { dispatch_error: dispatchError, dispatch_info: dispatchInfo },
    docs: 'An extrinsic failed.',
  },
  CodeUpdated: { index: 2, docs: '`:code` was updated.' },
  NewAccount: { index: 3, fields: { account: accountId }, docs: 'A new account was created.' },
  KilledAccount: { index: 4, fields: { account: accountId }, docs: 'An account was reaped.' },
  Remarked: { index: 5, fields: { sender: accountId, hash: h256 }, docs: 'On on-chain remark happened.' },
})

export const { type: systemErrors } = defineErrors(systemIdentity, [
  'InvalidSpecName',
  'SpecVersionNeedsToIncrease',
  'FailedToExtractRuntimeVersion',
  'NonDefaultComposite',
  'NonZeroRefCount',
  'CallFiltered',
])
