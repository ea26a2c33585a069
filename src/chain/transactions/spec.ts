import { transactions } from '../../../machines/coordinators/transactions.ts'
import { transaction } from '../../../machines/duties/transaction.ts'
import { defineUnit } from '../../kernel/index.ts'
import { BlockFinalized, Connected } from '../follower/events.ts'
import { type LaneConfig, laneConfig } from './config.ts'
import { ForeignUse, SubmitTransaction, TransactionSent, TransactionSettled } from './events.ts'
import { handlers } from './handlers.ts'
import type { LanePorts } from './ports.ts'

/** The lane of the node's account. */
export const laneUnit = defineUnit<LaneConfig, LanePorts>({
  name: 'transactions',
  machine: transactions,
  duties: { transaction: { machine: transaction } },
  consumes: [BlockFinalized, Connected],
  emits: [TransactionSent, TransactionSettled, ForeignUse],
  owns: [SubmitTransaction],
  category: 'submit',
  mailbox: { bound: 10_000 },
  shutdown: '20s',
  config: laneConfig,
  handlers,
})
