import { billing } from '../../../machines/coordinators/billing.ts'
import { bill } from '../../../machines/duties/bill.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit } from '../../kernel/index.ts'
import { Settled, Slashed } from '../chain-agreements.ts'
import { ContractGracePeriodEnded, ContractGracePeriodStarted, NodeContractCanceled } from '../chain-facts.ts'
import { GatherUsage, PeriodProven } from '../proof/events.ts'
import { type BillingConfig, billingConfig } from './config.ts'
import {
  BillMade,
  BillMissed,
  BillsVoided,
  DescribeBill,
  FindReceipt,
  GraceEnded,
  GraceStarted,
  KeepReceipt,
  SettleAgreement,
  ShowLeaf,
} from './events.ts'
import { handlers } from './handlers.ts'
import { type BillingPorts, FAMILY } from './ports.ts'

/**
 * Bills what users have used of a farm. Of each payer the bills follow each other without a gap, and each is written down before it
 * is asked of the chain: so no time is billed twice, whenever the process ends.
 */
export const billingUnit = defineUnit<BillingConfig, BillingPorts>({
  name: 'billing',
  machine: billing,
  duties: { [FAMILY]: { machine: bill } },
  consumes: [
    BlockFinalized,
    PeriodProven,
    Settled,
    Slashed,
    ContractGracePeriodStarted,
    ContractGracePeriodEnded,
    NodeContractCanceled,
  ],
  emits: [BillMade, BillMissed, BillsVoided, GraceStarted, GraceEnded, DutyChanged, ResyncNeeded, ResyncDone],
  asks: [SubmitTransaction, GatherUsage, ...READS],
  owns: [DescribeBill, ShowLeaf, SettleAgreement, KeepReceipt, FindReceipt],
  category: 'submit',
  mailbox: { bound: 100_000 },
  rate: 'unlimited',
  shutdown: '20s',
  config: billingConfig,
  handlers,
})
