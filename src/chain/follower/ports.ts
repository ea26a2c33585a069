import type { FollowerContext } from '../../../machines/derivers/chain-follower.ts'
import type { ActorContext, Clock, StepArgs } from '../../kernel/index.ts'
import type { EndpointHealth } from '../connection/endpoint-health.ts'
import type { ChainLink } from '../connection/link.ts'
import type { Decoder } from '../decoder/decoder.ts'
import type { FollowerConfig } from './config.ts'
import type { Connector } from './connect.ts'
import type { CursorStore } from './cursor-store.ts'
import type { Deliveries } from './deliveries.ts'

export interface FollowerPorts {
  readonly link: ChainLink
  readonly connector: Connector
  readonly health: EndpointHealth
  readonly decoder: Decoder
  readonly deliveries: Deliveries
  readonly cursors: CursorStore
  readonly clock: Clock
}

/** What the follower's handlers are given. */
export type Ctx = ActorContext<FollowerConfig, FollowerPorts>
export type Step<Event> = StepArgs<FollowerContext, { type: string } & Event>
