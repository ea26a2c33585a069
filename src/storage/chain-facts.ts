import { chainFact } from '../chain/decoder/chain-fact.ts'
import { accountId, balance, u32, u64 } from './types.ts'

const storageFact = <const Name extends string, Shape extends Parameters<typeof chainFact>[2]>(
  name: Name,
  fields: Shape,
) => chainFact(`storage.${name}` as `storage.${Name}`, { pallet: 'StorageProvider', event: name }, fields)

/** Facts of the storage domain that the chain reports, one for one with the pallet's events. */
export const AgreementRequested = storageFact('AgreementRequested', {
  bucketId: u64,
  provider: accountId,
  requester: accountId,
  maxBytes: u64,
  paymentLocked: balance,
  duration: u32,
})

export const AgreementRequestWithdrawn = storageFact('AgreementRequestWithdrawn', {
  bucketId: u64,
  provider: accountId,
  paymentReturned: balance,
})
