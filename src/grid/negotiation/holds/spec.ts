import { holds } from '../../../../machines/coordinators/holds.ts'
import { defineUnit } from '../../../kernel/index.ts'
import { type NegotiationConfig, negotiationConfig } from '../config.ts'
import type { NegotiationPorts } from '../ports.ts'
import { CallForBids, ConfirmHold, DescribeHolds, HoldRoom, ReleaseHold } from './events.ts'
import { handlers } from './handlers.ts'

/** What a node keeps for others when nodes plan: no other actor, here or elsewhere, decides on its room. */
export const holdsUnit = defineUnit<NegotiationConfig, NegotiationPorts>({
  name: 'holds',
  machine: holds,
  owns: [CallForBids, DescribeHolds, HoldRoom, ConfirmHold, ReleaseHold],
  category: 'submit',
  // What was promised once is not promised to another after a restart.
  persist: { version: 1 },
  mailbox: { bound: 10_000 },
  config: negotiationConfig,
  handlers,
})
