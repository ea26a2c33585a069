import {
  AgreementAccepted,
  AgreementEnded,
  AgreementExpiredClaimed,
  AgreementToppedUp,
  ChallengeSlashed,
  DeregisterAnnounced,
  DeregisterCancelled,
  ProviderDeregistered,
  ProviderMultiaddrUpdated,
  ProviderRegistered,
  ProviderSettingsUpdated,
  ProviderStakeAdded,
} from '../chain-facts.ts'

/** Facts after which a provider's entry is another. */
export const OWN = [
  ProviderRegistered,
  ProviderDeregistered,
  DeregisterAnnounced,
  DeregisterCancelled,
  ProviderStakeAdded,
  ProviderSettingsUpdated,
  ProviderMultiaddrUpdated,
  AgreementAccepted,
  AgreementToppedUp,
  AgreementEnded,
  AgreementExpiredClaimed,
  ChallengeSlashed,
] as const
