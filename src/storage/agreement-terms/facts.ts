import type { FactEvent } from '../../kernel/index.ts'
import {
  AgreementAccepted,
  AgreementEnded,
  AgreementExpiredClaimed,
  AgreementExtended,
  AgreementToppedUp,
  ExtensionsBlocked,
  PrimaryAgreementEndedEarly,
  SlashedProviderRemoved,
} from '../chain-facts.ts'

/** Each changes an agreement, begins it or ends it. It is read again: fields of events are no state. */
export const TERM_FACTS = [
  AgreementAccepted,
  AgreementToppedUp,
  AgreementExtended,
  AgreementEnded,
  AgreementExpiredClaimed,
  PrimaryAgreementEndedEarly,
  SlashedProviderRemoved,
  ExtensionsBlocked,
] as const

export type TermFact = FactEvent<(typeof TERM_FACTS)[number]>
