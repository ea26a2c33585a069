import { collector } from '../../../machines/coordinators/collector.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { defineUnit } from '../../kernel/index.ts'
import {
  AgreementAccepted,
  AgreementEnded,
  AgreementExpiredClaimed,
  AgreementToppedUp,
  BucketCheckpointed,
  BucketDeleted,
  PrimaryAgreementEndedEarly,
  PrimaryProviderRemoved,
  ProviderAddedToBucket,
  ProviderCheckpointSubmitted,
  SlashedProviderRemoved,
} from '../chain-facts.ts'
import { CountChallenges } from '../challenge/events.ts'
import { type CollectorConfig, collectorConfig } from './config.ts'
import { BucketForgotten, RangeErased, UncommittedSwept } from './events.ts'
import { handlers } from './handlers.ts'
import type { CollectorPorts } from './ports.ts'

/** Gives up data that nobody is owed any more, and nothing else. */
export const collectorUnit = defineUnit<CollectorConfig, CollectorPorts>({
  name: 'collector',
  machine: collector,
  consumes: [
    BlockFinalized,
    BucketCheckpointed,
    ProviderCheckpointSubmitted,
    BucketDeleted,
    AgreementAccepted,
    AgreementToppedUp,
    AgreementEnded,
    AgreementExpiredClaimed,
    PrimaryAgreementEndedEarly,
    ProviderAddedToBucket,
    PrimaryProviderRemoved,
    SlashedProviderRemoved,
  ],
  emits: [RangeErased, BucketForgotten, UncommittedSwept, ResyncNeeded, ResyncDone],
  asks: [CountChallenges, ...READS],
  priority: 'low',
  mailbox: { bound: 10_000 },
  config: collectorConfig,
  handlers,
})
