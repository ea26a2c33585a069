import { accountFromUri, createSigner, type DevAccount } from '../../devnet/accounts.ts'
import { fromHex } from '../../devnet/bytes.ts'
import { batch, createBuckets, requestPrimary } from '../../devnet/demo/calls.ts'
import { createLane, type DemoBlock } from '../../devnet/demo/lane.ts'
import type { Devnet } from '../../devnet/devnet.ts'
import type { Call, DevnetRuntime } from '../../devnet/runtime/index.ts'
import { storageProviderStorage as items } from '../../devnet/runtime/pallets/storage-provider/index.ts'
import { createUploads } from './uploads.ts'

export interface CustomerOptions {
  readonly provider: DevAccount
  /** Milliseconds between blocks. */
  readonly blockTime: number
  /** Where the provider takes data, once it does. */
  url(): string | undefined
  onError(error: unknown): void
}

/** Buckets that data is stored in, and bytes agreed on for each. */
const BUCKETS = 3
const BYTES = 1_000_000n
/** Blocks from one object in a bucket to the next, and from one challenge to the next. */
const EVERY = { upload: 4, challenge: 7 }

const call = (value: Extract<Call, { type: 'StorageProvider' }>['value']): Call => ({ type: 'StorageProvider', value })

/** An account of its own, so that it does not get into the way of those who only ask. */
export const customerAccount = (): DevAccount => accountFromUri('//Customer')

/** One who uses what is agreed on: stores objects, has its buckets checkpointed, and challenges what was stored. */
export function startCustomer(devnet: Devnet, runtime: DevnetRuntime, options: CustomerOptions): void {
  const { provider, blockTime, url, onError } = options
  const { chain } = devnet
  const account = customerAccount()
  const signer = createSigner(runtime, fromHex(chain.genesis.hash.slice(2)))
  const lane = createLane(account, { signer, submit: (extrinsic) => void chain.pool.submit(extrinsic) })
  const uploads = createUploads(onError)

  /** The next thing to be said to the chain, if there is one. */
  function nextCall({ number, state }: DemoBlock, buckets: readonly bigint[]): Call | undefined {
    const settings = items.Providers.get(state, provider.publicKey)?.settings
    if (settings === undefined || settings.max_capacity === 0n) return undefined
    if (buckets.length === 0) return createBuckets(BUCKETS)
    const isAgreed = (id: bigint) => items.StorageAgreements.has(state, id, provider.publicKey)
    const isAsked = (id: bigint) => items.AgreementRequests.has(state, id, provider.publicKey)
    const open = buckets.filter((id) => !isAgreed(id) && !isAsked(id))
    const duration = settings.max_duration
    if (open.length > 0)
      return batch(
        open.map((bucketId) => requestPrimary({ bucketId, provider: provider.publicKey, bytes: BYTES, duration })),
      )
    const plain = buckets.filter((id) => !items.CheckpointConfigs.has(state, id))
    if (plain.length > 0) return batch(plain.map(configure))
    return number % EVERY.challenge === 0
      ? challenge(state, buckets[(number / EVERY.challenge) % buckets.length]!, number)
      : undefined
  }

  /** Long enough that a busy machine makes its checkpoint in time. */
  const configure = (bucket_id: bigint): Call => {
    const interval = 10 + Math.ceil(8_000 / blockTime)
    return call({
      type: 'configure_checkpoint_window',
      value: { bucket_id, interval, grace_period: 2, enabled: true },
    })
  }

  function challenge(state: DemoBlock['state'], bucket_id: bigint, number: number): Call | undefined {
    const leaves = items.Buckets.get(state, bucket_id)?.snapshot?.leaf_count ?? 0n
    if (leaves === 0n) return undefined
    const value = { bucket_id, provider: provider.publicKey, leaf_index: BigInt(number) % leaves, chunk_index: 0n }
    return call({ type: 'challenge_checkpoint', value })
  }

  chain.onBest.add(({ number, hash }) => {
    const block: DemoBlock = { number, hash: fromHex(hash.slice(2)), state: chain.state(hash) }
    const buckets = items.MemberBuckets.get(block.state, account.publicKey)
    const next = lane.idle(block) ? nextCall(block, buckets) : undefined
    if (next !== undefined) lane.send(next, block)
    const base = url()
    for (const [place, bucketId] of buckets.entries())
      if (base !== undefined && (number + place) % EVERY.upload === 0)
        if (items.StorageAgreements.has(block.state, bucketId, provider.publicKey))
          uploads.put(base, { bucketId, by: account, text: `stored at block ${number}` })
  })
}
