import { negotiator } from '../../../../machines/coordinators/negotiator.ts'
import { negotiatedPlacement } from '../../../../machines/duties/negotiated-placement.ts'
import { defineUnit } from '../../../kernel/index.ts'
import { WakeNode } from '../../farm/events.ts'
import { type NegotiatorConfig, negotiatorConfig } from './config.ts'
import { AbandonRoom, NegotiateRoom } from './events.ts'
import { handlers } from './handlers.ts'
import { FAMILY, type NegotiatorPorts } from './ports.ts'

/** Who asks the nodes of a farm for room; it need not be one of them. */
export const negotiatorUnit = defineUnit<NegotiatorConfig, NegotiatorPorts>({
  name: 'negotiator',
  machine: negotiator,
  duties: { [FAMILY]: { machine: negotiatedPlacement } },
  asks: [WakeNode],
  owns: [NegotiateRoom, AbandonRoom],
  category: 'submit',
  mailbox: { bound: 10_000 },
  config: negotiatorConfig,
  handlers,
})
