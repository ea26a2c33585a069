import { farm } from '../../../machines/coordinators/farm.ts'
import { gridNode } from '../../../machines/duties/grid-node.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit } from '../../kernel/index.ts'
import { TOUCHING } from '../chain-facts.ts'
import { type FarmConfig, farmConfig } from './config.ts'
import {
  ClaimNode,
  DescribeFarm,
  IncludeNode,
  NodeChanged,
  NodeDidNotSleep,
  NodeDidNotWake,
  NodeIsLate,
  NodeLeft,
  ReleaseClaim,
  SetNodeAside,
  SleepNode,
  WakeNode,
} from './events.ts'
import { handlers } from './handlers.ts'
import { migrateNode } from './migrate-node.ts'
import { FAMILY, type FarmPorts } from './ports.ts'

/** The nodes of a farm: every claim and every change of power of a node goes through its actor. */
export const farmUnit = defineUnit<FarmConfig, FarmPorts>({
  name: 'farm',
  machine: farm,
  // Claims outlive the process: what was promised once is not promised to another.
  duties: { [FAMILY]: { machine: gridNode, persist: { version: 2, migrate: migrateNode } } },
  consumes: [BlockFinalized, ...TOUCHING],
  emits: [DutyChanged, NodeChanged, NodeLeft, NodeIsLate, NodeDidNotWake, NodeDidNotSleep, ResyncNeeded, ResyncDone],
  asks: [SubmitTransaction, ...READS],
  owns: [ClaimNode, ReleaseClaim, WakeNode, SleepNode, SetNodeAside, IncludeNode, DescribeFarm],
  category: 'submit',
  mailbox: { bound: 100_000 },
  // All nodes may answer at once, and who plans is to hear of each before the next is claimed.
  rate: { burst: 5_000, parked: 100_000 },
  shutdown: '20s',
  config: farmConfig,
  handlers,
})
