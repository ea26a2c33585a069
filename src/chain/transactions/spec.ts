import { transactions } from '../../../machines/coordinators/transactions.ts'
import { transaction } from '../../../machines/duties/transaction.ts'
import { defineUnit } from '../../kernel/index.ts'
import { BlockFinalized, Connected, ForeignData, HistorySkipped, RuntimeUpgraded } from '../follower/events.ts'
import { type LaneConfig, laneConfig } from './config.ts'
import {
  BalanceLow,
  BlockForged,
  ForeignUse,
  RuntimeRefused,
  SubmitTransaction,
  TransactionSent,
  TransactionSettled,
} from './events.ts'
import { handlers } from './handlers.ts'
import type { LanePorts } from './ports.ts'

/** The lane of the node's account. */
export const laneUnit = defineUnit<LaneConfig, LanePorts>({
  name: 'transactions',
  machine: transactions,
  duties: { transaction: { machine: transaction } },
  consumes: [BlockFinalized, Connected, HistorySkipped, RuntimeUpgraded],
  emits: [TransactionSent, TransactionSettled, ForeignUse, BalanceLow, BlockForged, RuntimeRefused, ForeignData],
  owns: [SubmitTransaction],
  category: 'submit',
  mailbox: { bound: 10_000 },
  shutdown: '20s',
  config: laneConfig,
  handlers,
})
