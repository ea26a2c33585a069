import { audit } from '../../../machines/coordinators/audit.ts'
import { billAudit } from '../../../machines/duties/bill-audit.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit } from '../../kernel/index.ts'
import { Billed, Settled, Slashed } from '../chain-agreements.ts'
import { NodeUptimeReported } from '../chain-facts.ts'
import { type AuditConfig, auditConfig } from './config.ts'
import { AuditUnanswered, BillAudited, ShowReceipt } from './events.ts'
import { handlers } from './handlers.ts'
import { type AuditPorts, FAMILY } from './ports.ts'

/** Audits bills of farms, and shows the chain those that are false. */
export const auditUnit = defineUnit<AuditConfig, AuditPorts>({
  name: 'audit',
  machine: audit,
  duties: { [FAMILY]: { machine: billAudit } },
  consumes: [BlockFinalized, Billed, Settled, Slashed, NodeUptimeReported],
  emits: [BillAudited, AuditUnanswered, ResyncNeeded, ResyncDone],
  asks: [SubmitTransaction, ...READS],
  owns: [ShowReceipt],
  category: 'submit',
  mailbox: { bound: 100_000 },
  shutdown: '20s',
  config: auditConfig,
  handlers,
})
