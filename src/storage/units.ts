import type { Signer } from '../chain/signing/signer.ts'
import type { Registration, SnapshotStore } from '../kernel/index.ts'
import { createAgenda } from './agenda.ts'
import { agreementUnit } from './agreement/spec.ts'
import { agreementTermsUnit } from './agreement-terms/spec.ts'
import { createAttestor } from './attest/attestor.ts'
import { challengeMemory } from './challenge/ports.ts'
import { challengeUnit } from './challenge/spec.ts'
import { checkpointPorts, checkpointUnit } from './checkpoint/spec.ts'
import { collectorMemory } from './collector/ports.ts'
import { collectorUnit } from './collector/spec.ts'
import type { HttpRecords } from './http/records/records.ts'
import { httpUnit } from './http/spec.ts'
import { createTraffic, type Traffic } from './http/traffic.ts'
import { membershipMemory } from './membership/ports.ts'
import { membershipUnit } from './membership/spec.ts'
import { multiaddrUnit } from './multiaddr/spec.ts'
import { createIntroducer } from './peers/introduction.ts'
import { createPeers } from './peers/peers.ts'
import type { StoragePorts } from './ports.ts'
import { providerStateUnit } from './provider-state/spec.ts'
import { replicaMemory } from './replica-sync/ports.ts'
import { replicaSyncUnit } from './replica-sync/spec.ts'
import type { StorageSettings } from './settings.ts'
import type { ContentStore } from './store/types.ts'

export interface StorageDependencies {
  readonly signer: Signer
  /** None for a node that stores nothing. */
  readonly settings: StorageSettings | undefined
  /** Opens the store, or gives the one that is open. */
  content(): ContentStore
  /** Opens what the HTTP API keeps, or gives what is open. */
  records(): HttpRecords
  /** What units keep besides, by names of their own. */
  readonly saved: SnapshotStore
  /** What counts requests; one that nobody reads, if absent. */
  readonly traffic?: Traffic | undefined
}

/** Actors that a storage provider can have. */
export const STORAGE_ACTORS: readonly string[] = [
  'provider-state',
  'multiaddr',
  'agreement',
  'agreement-terms',
  'challenge',
  'checkpoint',
  'replica-sync',
  'collector',
  'membership',
  'http-api',
]

/** The units of a storage provider, in the order of their start. */
export function storageUnits(dependencies: StorageDependencies): Registration[] {
  const { signer, settings, content, records, saved, traffic } = dependencies
  const provider = signer.actsFor ?? signer.account
  const registration = (unit: Registration['unit'], ports: unknown = {}, config: object = {}): Registration => ({
    unit,
    ports,
    config: { provider, publicAddress: settings?.publicAddress ?? '', ...config },
  })
  if (settings === undefined) return [registration(agreementUnit)]
  const attestor = createAttestor(signer, provider)
  const peers = createPeers({ introduce: createIntroducer(attestor) })
  const ports: StoragePorts = { store: content(), attestor, peers }
  return [
    registration(providerStateUnit, ports),
    ...(settings.publicAddress === undefined ? [] : [registration(multiaddrUnit)]),
    registration(agreementUnit, ports),
    registration(agreementTermsUnit, { wakes: createAgenda() }),
    registration(challengeUnit, { ...ports, ...challengeMemory() }),
    registration(checkpointUnit, checkpointPorts(ports, saved)),
    registration(replicaSyncUnit, { ...ports, ...replicaMemory() }),
    registration(collectorUnit, { ...ports, ...collectorMemory() }),
    registration(membershipUnit, membershipMemory()),
    // Last, and so the first to end: what requests ask for is there until they are answered.
    registration(
      httpUnit,
      { ...ports, records: records(), traffic: traffic ?? createTraffic(), server: { current: undefined } },
      { listen: settings.listen },
    ),
  ]
}
