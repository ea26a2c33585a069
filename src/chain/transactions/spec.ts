import { z } from 'zod'
import { transactions } from '../../../machines/coordinators/transactions.ts'
import { transaction } from '../../../machines/duties/transaction.ts'
import { defineUnit } from '../../kernel/index.ts'
import { BlockFinalized, Connected } from '../follower/events.ts'
import { SubmitTransaction, TransactionSent, TransactionSettled } from './events.ts'
import { handlers, type LanePorts } from './handlers.ts'

const laneConfig = z.strictObject({
  /** Blocks for which an extrinsic may land, a power of two; after them it is certain that it never will. */
  eraPeriod: z.number().int().min(4).max(65_536).default(64),
  /** Milliseconds before what a lost connection interrupted is tried again. */
  retryAfter: z.number().min(1).default(500),
})

export type LaneConfig = z.output<typeof laneConfig>

/** The lane of the node's account. */
export const laneUnit = defineUnit<LaneConfig, LanePorts>({
  name: 'transactions',
  machine: transactions,
  duties: { transaction: { machine: transaction } },
  consumes: [BlockFinalized, Connected],
  emits: [TransactionSent, TransactionSettled],
  owns: [SubmitTransaction],
  category: 'submit',
  mailbox: { bound: 10_000 },
  shutdown: '20s',
  config: laneConfig,
  handlers,
})
