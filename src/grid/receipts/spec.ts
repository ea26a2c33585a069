import { receipts } from '../../../machines/coordinators/receipts.ts'
import { userReceipt } from '../../../machines/duties/user-receipt.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { defineUnit } from '../../kernel/index.ts'
import { type ReceiptsConfig, receiptsConfig } from './config.ts'
import { ReceiptGiven, ReceiptRefused } from './events.ts'
import { handlers } from './handlers.ts'
import { FAMILY, type ReceiptsPorts } from './ports.ts'

/** A user's side of bills: signs for those that agree with what the nodes have signed to it, and for no others. */
export const receiptsUnit = defineUnit<ReceiptsConfig, ReceiptsPorts>({
  name: 'receipts',
  machine: receipts,
  duties: { [FAMILY]: { machine: userReceipt } },
  consumes: [BlockFinalized],
  emits: [ReceiptGiven, ReceiptRefused, DutyChanged, ResyncNeeded, ResyncDone],
  asks: READS,
  category: 'advise',
  mailbox: { bound: 100_000 },
  shutdown: '20s',
  config: receiptsConfig,
  handlers,
})
