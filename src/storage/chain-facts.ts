import { z } from 'zod'
import { chainFact } from '../chain/decoder/chain-fact.ts'
import { accountId, balance, hash, u32, u64 } from './types.ts'

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

const ofAgreement = { bucketId: u64, provider: accountId }

export const AgreementAccepted = storageFact('AgreementAccepted', { ...ofAgreement, expiresAt: u32 })
export const AgreementToppedUp = storageFact('AgreementToppedUp', {
  ...ofAgreement,
  amount: balance,
  newMaxBytes: u64,
})
export const AgreementExtended = storageFact('AgreementExtended', {
  ...ofAgreement,
  newExpiresAt: u32,
  payment: balance,
})
export const AgreementEnded = storageFact('AgreementEnded', {
  ...ofAgreement,
  paymentToProvider: balance,
  burned: balance,
})
export const AgreementExpiredClaimed = storageFact('AgreementExpiredClaimed', {
  ...ofAgreement,
  paymentToProvider: balance,
})
export const PrimaryAgreementEndedEarly = storageFact('PrimaryAgreementEndedEarly', {
  ...ofAgreement,
  paymentToProvider: balance,
  burned: balance,
})
export const ExtensionsBlocked = storageFact('ExtensionsBlocked', { ...ofAgreement, blocked: z.boolean() })
export const ProviderAddedToBucket = storageFact('ProviderAddedToBucket', ofAgreement)
export const PrimaryProviderRemoved = storageFact('PrimaryProviderRemoved', ofAgreement)
export const SlashedProviderRemoved = storageFact('SlashedProviderRemoved', {
  ...ofAgreement,
  paymentReturnedToOwner: balance,
})

export const BucketCreated = storageFact('BucketCreated', { bucketId: u64, admin: accountId })
/** Who may do what is read from the bucket: the events' own words would make a set that never was, had one been missed. */
export const MemberSet = storageFact('MemberSet', { bucketId: u64, member: accountId })
export const MemberRemoved = storageFact('MemberRemoved', { bucketId: u64, member: accountId })
export const BucketDeleted = storageFact('BucketDeleted', { bucketId: u64 })
export const BucketCheckpointed = storageFact('BucketCheckpointed', {
  bucketId: u64,
  mmrRoot: hash,
  startSeq: u64,
  leafCount: u64,
  providers: z.array(accountId),
})
/** By a provider's own checkpoint; like `BucketCheckpointed` it moves the bucket's snapshot. `leader` is who submitted it. */
export const ProviderCheckpointSubmitted = storageFact('ProviderCheckpointSubmitted', {
  bucketId: u64,
  mmrRoot: hash,
  window: u64,
  leader: accountId,
  signers: z.array(accountId),
  reward: balance,
})
export const CheckpointConfigUpdated = storageFact('CheckpointConfigUpdated', {
  bucketId: u64,
  interval: u32,
  gracePeriod: u32,
  enabled: z.boolean(),
})
export const CheckpointMissPenalized = storageFact('CheckpointMissPenalized', {
  bucketId: u64,
  provider: accountId,
  window: u64,
  penalty: balance,
})

const challengeId = z.object({ deadline: u32, index: u32 })

/** What is challenged has to be read from the chain; the event does not carry it. */
export const ChallengeCreated = storageFact('ChallengeCreated', {
  challengeId,
  bucketId: u64,
  provider: accountId,
  challenger: accountId,
  respondBy: u32,
})
export const ChallengeDefended = storageFact('ChallengeDefended', {
  challengeId,
  provider: accountId,
  responseTimeBlocks: u32,
  challengerCost: balance,
  providerCost: balance,
})
export const ChallengeSlashed = storageFact('ChallengeSlashed', {
  challengeId,
  provider: accountId,
  slashedAmount: balance,
  challengerReward: balance,
})

export const ReplicaSynced = storageFact('ReplicaSynced', {
  ...ofAgreement,
  mmrRoot: hash,
  positionMatched: u32,
  syncPayment: balance,
})
export const ReplicaSyncBalanceToppedUp = storageFact('ReplicaSyncBalanceToppedUp', {
  ...ofAgreement,
  amount: balance,
  newTotal: balance,
})

const ofProvider = { provider: accountId }

export const ProviderRegistered = storageFact('ProviderRegistered', { ...ofProvider, stake: balance })
export const ProviderDeregistered = storageFact('ProviderDeregistered', { ...ofProvider, stakeReturned: balance })
export const DeregisterAnnounced = storageFact('DeregisterAnnounced', { ...ofProvider, completeAfter: u32 })
export const DeregisterCancelled = storageFact('DeregisterCancelled', ofProvider)
export const ProviderStakeAdded = storageFact('ProviderStakeAdded', {
  ...ofProvider,
  amount: balance,
  totalStake: balance,
})
export const ProviderSettingsUpdated = storageFact('ProviderSettingsUpdated', ofProvider)
export const ProviderMultiaddrUpdated = storageFact('ProviderMultiaddrUpdated', ofProvider)
