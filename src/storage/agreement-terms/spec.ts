import { agreementTerms } from '../../../machines/coordinators/agreement-terms.ts'
import { agreementTerm } from '../../../machines/duties/agreement-term.ts'
import { DutyChanged } from '../../chain/duties/events.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit } from '../../kernel/index.ts'
import { type AgreementTermsConfig, agreementTermsConfig } from './config.ts'
import { TERM_FACTS } from './facts.ts'
import { type AgreementTermsPorts, handlers } from './handlers.ts'

/** Sees the agreements of this provider through to their ends. */
export const agreementTermsUnit = defineUnit<AgreementTermsConfig, AgreementTermsPorts>({
  name: 'agreement-terms',
  machine: agreementTerms,
  duties: { 'agreement-term': { machine: agreementTerm } },
  consumes: [BlockFinalized, ...TERM_FACTS],
  emits: [DutyChanged, ResyncNeeded, ResyncDone],
  asks: [SubmitTransaction, ...READS],
  category: 'submit',
  shutdown: '20s',
  config: agreementTermsConfig,
  handlers,
})
