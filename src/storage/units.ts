import type { Signer } from '../chain/signing/signer.ts'
import type { Registration } from '../kernel/index.ts'
import { agreementUnit } from './agreement/spec.ts'
import { createAttestor } from './attest/attestor.ts'
import type { HttpRecords } from './http/records/records.ts'
import { httpUnit } from './http/spec.ts'
import { createTraffic, type Traffic } from './http/traffic.ts'
import { createMembersMemory } from './membership/members.ts'
import { membershipUnit } from './membership/spec.ts'
import { createPeers } from './peers/peers.ts'
import type { StoragePorts } from './ports.ts'
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
  /** What counts requests; one that nobody reads, if absent. */
  readonly traffic?: Traffic | undefined
}

/** Actors that a storage provider can have. */
export const STORAGE_ACTORS: readonly string[] = ['agreement', 'membership', 'http-api']

/** The units of a storage provider, in the order of their start. */
export function storageUnits({ signer, settings, content, records, traffic }: StorageDependencies): Registration[] {
  const provider = signer.actsFor ?? signer.account
  const registration = (unit: Registration['unit'], ports: unknown = {}, config: object = {}): Registration => ({
    unit,
    ports,
    config: { provider, ...config },
  })
  if (settings === undefined) return [registration(agreementUnit)]
  const ports: StoragePorts = { store: content(), attestor: createAttestor(signer, provider), peers: createPeers() }
  return [
    registration(agreementUnit, ports),
    registration(membershipUnit, { members: createMembersMemory() }),
    // Last, and so the first to end: what requests ask for is there until they are answered.
    registration(
      httpUnit,
      { ...ports, records: records(), traffic: traffic ?? createTraffic(), server: { current: undefined } },
      { listen: settings.listen },
    ),
  ]
}
