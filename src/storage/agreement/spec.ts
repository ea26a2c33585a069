import { z } from 'zod'
import { agreement } from '../../../machines/coordinators/agreement.ts'
import { agreementRequest } from '../../../machines/duties/agreement-request.ts'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../chain/follower/events.ts'
import { READS } from '../../chain/reader/read.ts'
import { SubmitTransaction } from '../../chain/transactions/events.ts'
import { defineUnit } from '../../kernel/index.ts'
import { AgreementRequested, AgreementRequestWithdrawn } from '../chain-facts.ts'
import { accountId } from '../types.ts'
import { AgreementAnswered } from './events.ts'
import { handlers } from './handlers.ts'

const agreementConfig = z.strictObject({
  /** The account that is registered as provider. */
  provider: accountId,
  /** Milliseconds before a request is looked at again after a read or an answer came to nothing. */
  backoff: z.strictObject({ min: z.number().min(1), max: z.number().min(1) }).default({ min: 250, max: 10_000 }),
})

export type AgreementConfig = z.output<typeof agreementConfig>

/** Answers requests for agreements with this provider. */
export const agreementUnit = defineUnit<AgreementConfig>({
  name: 'agreement',
  machine: agreement,
  duties: { 'agreement-request': { machine: agreementRequest } },
  consumes: [BlockFinalized, AgreementRequested, AgreementRequestWithdrawn],
  emits: [AgreementAnswered, ResyncNeeded, ResyncDone],
  asks: [SubmitTransaction, ...READS],
  category: 'submit',
  shutdown: '20s',
  config: agreementConfig,
  handlers,
})
