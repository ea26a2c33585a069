import { agreement } from '../../../machines/coordinators/agreement.ts'
import { agreementRequest } from '../../../machines/duties/agreement-request.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit } from '../../kernel/index.ts'
import { AgreementRequested, AgreementRequestWithdrawn } from '../chain-facts.ts'
import { type AgreementConfig, agreementConfig } from './config.ts'
import { AgreementAnswered } from './events.ts'
import { handlers } from './handlers.ts'

/** Answers requests for agreements with this provider. */
export const agreementUnit = defineUnit<AgreementConfig>({
  name: 'agreement',
  machine: agreement,
  duties: { 'agreement-request': { machine: agreementRequest } },
  consumes: [BlockFinalized, AgreementRequested, AgreementRequestWithdrawn],
  emits: [AgreementAnswered, DutyChanged, ResyncNeeded, ResyncDone],
  asks: [SubmitTransaction, ...READS],
  category: 'submit',
  shutdown: '20s',
  config: agreementConfig,
  handlers,
})
