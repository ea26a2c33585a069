import { placement } from '../../../machines/coordinators/placement.ts'
import { deploymentPlacement } from '../../../machines/duties/deployment-placement.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { defineUnit } from '../../kernel/index.ts'
import { ClaimNode, DescribeFarm, NodeChanged, NodeLeft, ReleaseClaim } from '../farm/events.ts'
import { AbandonRoom, NegotiateRoom } from '../negotiation/ask/events.ts'
import { type PlacementConfig, placementConfig } from './config.ts'
import { CancelPlacement, DeploymentPlaced, PlaceDeployment, PlaceGroup, PlacementRefused } from './events.ts'
import { handlers } from './handlers.ts'
import { FAMILY, type PlacementPorts } from './ports.ts'

/** Finds, claims and wakes nodes for deployments. */
export const placementUnit = defineUnit<PlacementConfig, PlacementPorts>({
  name: 'placement',
  machine: placement,
  // A placement goes on after a restart, and answers the same to who asks again.
  duties: { [FAMILY]: { machine: deploymentPlacement, persist: { version: 1 } } },
  consumes: [NodeChanged, NodeLeft],
  emits: [DutyChanged, DeploymentPlaced, PlacementRefused],
  asks: [ClaimNode, ReleaseClaim, DescribeFarm, NegotiateRoom, AbandonRoom],
  owns: [PlaceDeployment, PlaceGroup, CancelPlacement],
  category: 'submit',
  mailbox: { bound: 100_000 },
  shutdown: '20s',
  config: placementConfig,
  handlers,
})
