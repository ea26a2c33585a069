import { result, u32 } from '../../../scale/index.ts'
import { defineErrors, defineEvents } from '../../pallet/index.ts'
import { dispatchError, nothing } from '../../primitives/index.ts'

export const utilityIdentity = { name: 'Utility', index: 34, module: 'pallet_utility' } as const

export const { type: utilityEvents, event } = defineEvents(utilityIdentity, {
  BatchInterrupted: {
    index: 0,
    fields: { index: u32, error: dispatchError },
    docs: 'Batch of dispatches did not complete fully: the first failing item and its error.',
  },
  BatchCompleted: { index: 1, docs: 'Batch of dispatches completed fully with no error.' },
  BatchCompletedWithErrors: { index: 2, docs: 'Batch of dispatches completed but has errors.' },
  ItemCompleted: { index: 3, docs: 'A single item within a batch of dispatches has completed with no error.' },
  ItemFailed: {
    index: 4,
    fields: { error: dispatchError },
    docs: 'A single item within a batch of dispatches has failed.',
  },
  DispatchedAs: { index: 5, fields: { result: result(nothing, dispatchError) }, docs: 'A call was dispatched.' },
})

export const { type: utilityErrors, failure } = defineErrors(utilityIdentity, ['TooManyCalls'])
