/** A chain with one provider, `//Alice`, who is challenged; blocks are made when told. */
import { setTimeout as pause } from 'node:timers/promises'
import { accountsReady, createSigner, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import { fromHex } from '../../../src/devnet/bytes.ts'
import { startDevnet } from '../../../src/devnet/devnet.ts'
import { development } from '../../../src/devnet/presets.ts'
import { createOverlay } from '../../../src/devnet/runtime/executive/overlay.ts'
import { type Call, createRuntime } from '../../../src/devnet/runtime/index.ts'
import { challengesList } from '../../../src/devnet/runtime/pallets/storage-provider/challenges-list.ts'
import { DEFAULT_CONSTANTS } from '../../../src/devnet/runtime/pallets/storage-provider/index.ts'
import { commitmentBytes } from '../../../src/devnet/runtime/pallets/storage-provider/types.ts'
import type { Commitment } from '../../../src/storage/store/types.ts'
import { answer } from '../../child.ts'
import { storageProvider, utility } from '../../devnet/calls.ts'

const UNIT = 10n ** 12n
/** Milliseconds for whoever follows between a block and the next. */
const BETWEEN = 15
/** `respond_to_challenge` as the chain encodes it: pallet and call. */
const RESPOND = [50, 41]

/** A chunk that is asked for, under the present commitment of a bucket or an earlier one. */
export interface Asked {
  readonly bucketId: bigint
  readonly leafIndex: bigint
  readonly chunkIndex: bigint
  /** None for the one that the chain has. */
  readonly past: Commitment | null
}

await accountsReady()
const [alice, bob] = [devAccount('Alice'), devAccount('Bob')]
const runtime = createRuntime(development())
const devnet = await startDevnet({ port: 0, keepStates: 10_000 }, { runtime })
const { chain } = devnet
const signer = createSigner(runtime, fromHex(chain.genesis.hash.slice(2)))
const nonces = new Map<DevAccount, number>()
/** What others have handed in, and when, in nanoseconds of the machine's clock. */
const arrived: Array<{ readonly bytes: Uint8Array; readonly at: bigint }> = []
const deadlines: number[] = []
let look = () => {}

const take = chain.pool.submit.bind(chain.pool)
Object.assign(chain.pool, {
  submit(bytes: Uint8Array): string {
    arrived.push({ bytes, at: process.hrtime.bigint() })
    look()
    return take(bytes)
  },
})

function submit(who: DevAccount, call: Call): void {
  const nonce = nonces.get(who) ?? 0
  nonces.set(who, nonce + 1)
  take(signer.sign(who, call, { nonce }))
}

const rowOf = (bucket_id: bigint, { mmrRoot, startSeq, leafCount }: Commitment) => ({
  bucket_id,
  mmr_root: fromHex(mmrRoot.slice(2)),
  start_seq: startSeq,
  leaf_count: leafCount,
})
const sign = (row: Parameters<typeof commitmentBytes>[0]) => ({
  type: 'Sr25519' as const,
  value: alice.sign(commitmentBytes(row)),
})

function provide(): void {
  const multiaddr = Buffer.from('/ip4/127.0.0.1/tcp/3333')
  submit(
    alice,
    storageProvider('register_provider', { multiaddr, public_key: alice.publicKey, stake: 100_000n * UNIT }),
  )
  const settings = {
    min_duration: 1,
    max_duration: 1_000_000,
    price_per_byte: 0n,
    accepting_primary: true,
    replica_sync_price: 0n,
    accepting_extensions: true,
    max_capacity: 0n,
  }
  submit(alice, storageProvider('update_provider_settings', { settings }))
  devnet.seal()
}

/** A bucket of Bob's with Alice, and what she has committed to in it as its snapshot. */
function open(bucket_id: bigint, commitment: Commitment): void {
  submit(bob, storageProvider('create_bucket', { min_providers: 1 }))
  const terms = { bucket_id, provider: alice.publicKey, max_bytes: 10n ** 9n, duration: 500_000, max_payment: UNIT }
  submit(bob, storageProvider('request_primary_agreement', terms))
  devnet.seal()
  submit(alice, storageProvider('accept_agreement', { bucket_id }))
  devnet.seal()
  const row = rowOf(bucket_id, commitment)
  submit(bob, storageProvider('checkpoint', { ...row, signatures: [[alice.publicKey, sign(row)]] }))
  devnet.seal()
}

function challengeOf({ bucketId, leafIndex, chunkIndex, past }: Asked): Call {
  const place = { provider: alice.publicKey, leaf_index: leafIndex, chunk_index: chunkIndex }
  if (past === null) return storageProvider('challenge_checkpoint', { bucket_id: bucketId, ...place })
  const { leaf_count, ...row } = rowOf(bucketId, past)
  const provider_signature = sign({ ...row, leaf_count: leaf_count * 0n })
  return storageProvider('challenge_offchain', { ...row, ...place, provider_signature })
}

async function sealAndWait(): Promise<number> {
  const { number } = devnet.seal()
  await pause(BETWEEN)
  return number
}

const methods = {
  url: () => devnet.url,
  setUp(buckets: readonly Commitment[]) {
    provide()
    for (const [id, commitment] of buckets.entries()) open(BigInt(id), commitment)
    devnet.seal()
  },
  /** Lets these be asked for in one block, and makes it final. @returns its number, and the deadline of all of them */
  async challenge(asked: readonly Asked[]) {
    // What was handed in for the last ones is in a block of its own.
    await sealAndWait()
    submit(bob, utility('batch_all', ...asked.map(challengeOf)))
    const number = await sealAndWait()
    const deadline = number + DEFAULT_CONSTANTS.challengeTimeout
    deadlines.push(deadline)
    arrived.length = 0
    devnet.seal()
    return { number, deadline }
  },
  /** When so many answers to challenges of that deadline had been handed in. */
  async answered(deadline: number, count: number): Promise<readonly bigint[]> {
    const call = Buffer.alloc(6)
    call.set(RESPOND)
    call.writeUInt32LE(deadline, 2)
    const answers = () => arrived.filter(({ bytes }) => Buffer.from(bytes).includes(call)).map(({ at }) => at)
    await new Promise<void>((resolve) => {
      look = () => {
        if (answers().length >= count) resolve()
      }
      look()
    })
    look = () => {}
    return answers()
  },
  /** Challenges that nobody has answered so that the chain took it. */
  async open(): Promise<number> {
    for (let n = 0; n < 4; n += 1) await sealAndWait()
    const state = createOverlay(chain.state(chain.best.hash))
    return deadlines.reduce((open, deadline) => open + challengesList.at(state, deadline).length, 0)
  },
  produce: (every: number) => devnet.produce(every),
}

export type ChainProcess = typeof methods
answer(methods)
