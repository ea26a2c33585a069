import { membership } from '../../../machines/coordinators/membership.ts'
import { BlockFinalized, BlockUndecodable, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { defineUnit } from '../../kernel/index.ts'
import { BucketCreated, BucketDeleted, MemberRemoved, MemberSet } from '../chain-facts.ts'
import { type MembershipConfig, membershipConfig } from './config.ts'
import { RoleOf } from './events.ts'
import { handlers } from './handlers.ts'
import type { MembershipPorts } from './role-of.ts'

/** Knows who may do what in which bucket. */
export const membershipUnit = defineUnit<MembershipConfig, MembershipPorts>({
  name: 'membership',
  machine: membership,
  consumes: [BlockFinalized, BlockUndecodable, BucketCreated, BucketDeleted, MemberSet, MemberRemoved],
  emits: [ResyncNeeded, ResyncDone],
  asks: READS,
  owns: [RoleOf],
  mailbox: { bound: 10_000 },
  config: membershipConfig,
  handlers,
})
