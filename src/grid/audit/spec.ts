import { audit } from '../../../machines/coordinators/audit.ts'
import { billAudit } from '../../../machines/duties/bill-audit.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
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
  // What was drawn, found and shown stays so: the chain does not tell it again.
  duties: { [FAMILY]: { machine: billAudit, persist: { version: 1 } } },
  consumes: [BlockFinalized, Billed, Settled, Slashed, NodeUptimeReported],
  emits: [BillAudited, AuditUnanswered, DutyChanged, ResyncNeeded, ResyncDone],
  asks: [SubmitTransaction, ...READS],
  owns: [ShowReceipt],
  category: 'submit',
  mailbox: { bound: 100_000 },
  shutdown: '20s',
  config: auditConfig,
  handlers,
})
