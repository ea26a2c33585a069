import { negotiation } from '../../../../machines/coordinators/negotiation.ts'
import { negotiationRound } from '../../../../machines/duties/negotiation-round.ts'
import { defineUnit } from '../../../kernel/index.ts'
import { type NegotiationConfig, negotiationConfig } from '../config.ts'
import { CallForBids, ConfirmHold, HoldRoom, ReleaseHold } from '../holds/events.ts'
import type { NegotiationPorts } from '../ports.ts'
import { LeadPlacement } from './events.ts'
import { FAMILY, handlers } from './handlers.ts'

/** A node as the leader of those that plan, when it is its turn. */
export const negotiationUnit = defineUnit<NegotiationConfig, NegotiationPorts>({
  name: 'negotiation',
  machine: negotiation,
  duties: { [FAMILY]: { machine: negotiationRound, restart: { type: 'temporary' } } },
  asks: [CallForBids, HoldRoom, ConfirmHold, ReleaseHold],
  owns: [LeadPlacement],
  category: 'submit',
  mailbox: { bound: 10_000 },
  config: negotiationConfig,
  handlers,
})
