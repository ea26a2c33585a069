import { membership } from '../../../machines/coordinators/membership.ts'
import { BlockFinalized, BlockUndecodable, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { defineUnit } from '../../kernel/index.ts'
import {
  AgreementAccepted,
  AgreementEnded,
  AgreementExpiredClaimed,
  BucketCreated,
  BucketDeleted,
  MemberRemoved,
  MemberSet,
  PrimaryAgreementEndedEarly,
  PrimaryProviderRemoved,
  ProviderAddedToBucket,
  SlashedProviderRemoved,
} from '../chain-facts.ts'
import { type MembershipConfig, membershipConfig } from './config.ts'
import { PartOf, RoleOf } from './events.ts'
import { handlers } from './handlers.ts'
import type { MembershipPorts } from './ports.ts'

/** Knows who may do what in which bucket, and who keeps it. */
export const membershipUnit = defineUnit<MembershipConfig, MembershipPorts>({
  name: 'membership',
  machine: membership,
  consumes: [
    BlockFinalized,
    BlockUndecodable,
    BucketCreated,
    BucketDeleted,
    MemberSet,
    MemberRemoved,
    AgreementAccepted,
    AgreementEnded,
    AgreementExpiredClaimed,
    PrimaryAgreementEndedEarly,
    PrimaryProviderRemoved,
    ProviderAddedToBucket,
    SlashedProviderRemoved,
  ],
  emits: [ResyncNeeded, ResyncDone],
  asks: READS,
  owns: [RoleOf, PartOf],
  mailbox: { bound: 10_000 },
  config: membershipConfig,
  handlers,
})
