import { gridMessages } from '../../../../machines/coordinators/grid-messages.ts'
import { READS } from '../../../chain/reader/read.ts'
import { defineUnit, StopRequested } from '../../../kernel/index.ts'
import { DescribeBill, FindReceipt, KeepReceipt, SettleAgreement, ShowLeaf } from '../../billing/events.ts'
import { ContractCreated } from '../../chain-facts.ts'
import { DescribeFarm, IncludeNode, SetNodeAside, SleepNode, WakeNode } from '../../farm/events.ts'
import { CancelPlacement, PlaceDeployment } from '../../placement/events.ts'
import { TwinAccount } from '../../twins/events.ts'
import { type GatewayConfig, gatewayConfig } from './config.ts'
import { MessagesJoined } from './events.ts'
import { handlers } from './handlers.ts'
import type { GatewayPorts } from './ports.ts'

/** The farm on the grid: asks its nodes, and answers other twins. */
export const gatewayUnit = defineUnit<GatewayConfig, GatewayPorts>({
  name: 'grid-messages',
  machine: gridMessages,
  consumes: [MessagesJoined, ContractCreated, StopRequested],
  emits: [MessagesJoined],
  asks: [
    TwinAccount,
    DescribeFarm,
    PlaceDeployment,
    CancelPlacement,
    WakeNode,
    SleepNode,
    SetNodeAside,
    IncludeNode,
    DescribeBill,
    ShowLeaf,
    SettleAgreement,
    KeepReceipt,
    FindReceipt,
    ...READS,
  ],
  category: 'submit',
  config: gatewayConfig,
  handlers,
})
