/** A bucket with two primaries and a replica on a chain with short times, for the tests of the storage pallet. */
import { type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import type { ChallengeLayout } from '../../../src/devnet/challenge-layouts.ts'
import type { Call } from '../../../src/devnet/runtime/index.ts'
import {
  challengeStores,
  storageProviderStorage as items,
} from '../../../src/devnet/runtime/pallets/storage-provider/index.ts'
import { commitmentBytes } from '../../../src/devnet/runtime/pallets/storage-provider/types.ts'
import { storageProvider } from '../calls.ts'
import { createTestChain, type TestChain, UNIT } from '../harness.ts'

export const STAKE = 1_000n * UNIT
export const TIMES = {
  requestTimeout: 10,
  challengeTimeout: 120,
  settlementTimeout: 20,
  deregisterAnnouncementPeriod: 15,
  defaultCheckpointInterval: 100,
  defaultCheckpointGrace: 20,
}
/** Blocks that the agreements last. */
export const DURATION = 400

export interface Content {
  readonly mmr_root: Uint8Array
  readonly start_seq: bigint
  readonly leaf_count: bigint
}

type Signature = [signer: Uint8Array, signature: { type: 'Sr25519'; value: Uint8Array }]

export const signatures = (signers: readonly DevAccount[], bytes: Uint8Array): Signature[] =>
  signers.map((who) => [who.publicKey, { type: 'Sr25519', value: who.sign(bytes) }])

/** A checkpoint of bucket 0 by who writes to it, signed by these. */
export const checkpointOf = (signers: readonly DevAccount[], content: Content): Call =>
  storageProvider('checkpoint', {
    bucket_id: 0n,
    ...content,
    signatures: signatures(signers, commitmentBytes({ bucket_id: 0n, ...content })),
  })

export const createMarket = (first: ChallengeLayout = 'list') => {
  let layout = first
  const [alice, bob, charlie, dave] = (['Alice', 'Bob', 'Charlie', 'Dave'] as const).map((name) =>
    devAccount(name),
  ) as [DevAccount, DevAccount, DevAccount, DevAccount]
  const chain = createTestChain({ storageProvider: TIMES, challenges: first })
  const submit = (who: DevAccount, call: Call) => chain.submit(who, call)
  const settings = {
    min_duration: 10,
    max_duration: 1_000,
    price_per_byte: 2n,
    accepting_primary: true,
    replica_sync_price: 5n,
    accepting_extensions: true,
    max_capacity: 0n,
  }
  const setSettings = (who: DevAccount, changes: Partial<typeof settings>) =>
    submit(who, storageProvider('update_provider_settings', { settings: { ...settings, ...changes } }))
  const register = (who: DevAccount) => {
    submit(
      who,
      storageProvider('register_provider', {
        multiaddr: Buffer.from('/ip4/127.0.0.1/tcp/3333'),
        public_key: who.publicKey,
        stake: STAKE,
      }),
    )
    setSettings(who, {})
  }
  const terms = (provider: DevAccount) => ({
    bucket_id: 0n,
    provider: provider.publicKey,
    max_bytes: 1_000n,
    duration: DURATION,
    max_payment: UNIT,
  })
  const accept = (who: DevAccount) => submit(who, storageProvider('accept_agreement', { bucket_id: 0n }))

  /** Alice's bucket 0: Bob and Charlie are its primaries, Dave its replica. */
  function open(): void {
    for (const who of [bob, charlie, dave]) register(who)
    submit(alice, storageProvider('create_bucket', { min_providers: 2 }))
    for (const who of [bob, charlie]) {
      submit(alice, storageProvider('request_primary_agreement', terms(who)))
      accept(who)
    }
    const replica_params = { sync_balance: 12n, min_sync_interval: 7 }
    submit(alice, storageProvider('request_agreement', { ...terms(dave), replica_params }))
    accept(dave)
  }
  open()

  return {
    chain,
    alice,
    bob,
    charlie,
    dave,
    submit,
    setSettings,
    /** The error's name, or undefined for a success. */
    errorOf: (who: DevAccount, call: Call) => submit(who, call).error?.replace('storageProvider.', ''),
    bucket: () => items.Buckets.get(chain.view, 0n)!,
    provider: (who: DevAccount) => items.Providers.get(chain.view, who.publicKey)!,
    agreement: (who: DevAccount) => items.StorageAgreements.get(chain.view, 0n, who.publicKey),
    free: (who: DevAccount) => BigInt(chain.account(who).info!.data.free),
    reserved: (who: DevAccount) => BigInt(chain.account(who).info!.data.reserved),
    /** Open challenges of a deadline by their indices, in order. */
    challenges: (deadline: number) => challengeStores[layout].at(chain.access, deadline).toSorted(([a], [b]) => a - b),
    /** The next block is by a runtime that keeps challenges so. */
    upgrade(next: ChallengeLayout) {
      layout = next
      chain.upgrade({ storageProvider: TIMES, challenges: next })
    },
    /** Number of the next block. */
    next: () => chain.hashes.length,
  }
}

export type Market = ReturnType<typeof createMarket>
export type { TestChain }
