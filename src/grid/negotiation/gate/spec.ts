import { negotiationGate } from '../../../../machines/coordinators/negotiation-gate.ts'
import { defineUnit } from '../../../kernel/index.ts'
import { type NegotiationConfig, negotiationConfig } from '../config.ts'
import { CallForBids, ConfirmHold, HoldRoom, ReleaseHold } from '../holds/events.ts'
import { LeadPlacement } from '../lead/events.ts'
import type { NegotiationPorts } from '../ports.ts'
import { handlers } from './handlers.ts'

/** Where others reach a node that takes part when nodes plan. */
export const negotiationGateUnit = defineUnit<NegotiationConfig, NegotiationPorts>({
  name: 'negotiation-gate',
  machine: negotiationGate,
  asks: [CallForBids, HoldRoom, ConfirmHold, ReleaseHold, LeadPlacement],
  category: 'submit',
  config: negotiationConfig,
  handlers,
})
