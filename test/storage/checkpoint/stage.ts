import { createLocalSigner } from '../../../src/chain/signing/local.ts'
import type { SignatureType } from '../../../src/chain/signing/signer.ts'
import { createMemoryStore, type SnapshotStore } from '../../../src/kernel/index.ts'
import { createAttestor } from '../../../src/storage/attest/attestor.ts'
import {
  BucketCheckpointed,
  BucketDeleted,
  CheckpointConfigUpdated,
  PrimaryProviderRemoved,
  ProviderAddedToBucket,
  ProviderCheckpointSubmitted,
} from '../../../src/storage/chain-facts.ts'
import { CosignCheckpoint, TriggerCheckpoint } from '../../../src/storage/checkpoint/events.ts'
import { checkpointPorts, checkpointUnit } from '../../../src/storage/checkpoint/spec.ts'
import { leaderIndex } from '../../../src/storage/checkpoint/windows.ts'
import { proposalPayload } from '../../../src/storage/commitment/payloads.ts'
import { PeerError } from '../../../src/storage/peers/errors.ts'
import type { Peers } from '../../../src/storage/peers/peers.ts'
import { createContentStore } from '../../../src/storage/store/content-store.ts'
import type { Commitment, ContentStore } from '../../../src/storage/store/types.ts'
import { hashOf, startStage, THEM, US } from '../stage.ts'
import { commitObjects } from '../store/stage.ts'

export const THIRD = `0x${'cc'.repeat(32)}`
export const PRIMARIES = [US, THEM, THIRD]
export const INTERVAL = 20
export const GRACE = 6

/** A proposal as a peer is sent it. */
export interface Asked {
  readonly bucket_id: number
  readonly mmr_root: string
  readonly start_seq: number
  readonly leaf_count: number
  readonly window: number
}

/** How a peer answers; what it throws is a failure of the request. */
export type Answering = (asked: Asked, signal: AbortSignal) => unknown

export const commitmentOf = ({ mmr_root, start_seq, leaf_count }: Asked): Commitment => ({
  mmrRoot: mmr_root,
  startSeq: BigInt(start_seq),
  leafCount: BigInt(leaf_count),
})

const addressOf = (account: string) => `/ip4/127.0.0.1/tcp/${Number.parseInt(account.slice(2, 4), 16)}`

/** A bucket in whose window this account is the leader. */
export function ledBy(account: string, window: bigint, primaries: readonly string[] = PRIMARIES): bigint {
  for (let bucketId = 1n; ; bucketId += 1n)
    if (primaries[leaderIndex(bucketId, window, primaries.length)] === account) return bucketId
}

/** Signs as a provider does whose key is registered. */
export async function signerOf(uri: string, type: SignatureType = 'sr25519') {
  const signer = await createLocalSigner(uri, type)
  const sign = async (asked: Asked) =>
    (await signer.attest(proposalPayload(BigInt(asked.bucket_id), commitmentOf(asked), BigInt(asked.window)))).value
  const agree: Answering = async (asked) => ({ signer: uri, agreed: true, signature: await sign(asked) })
  return { key: signer.account, sign, agree }
}

export interface StageOptions {
  readonly saved?: SnapshotStore
  readonly store?: ContentStore
  readonly config?: Record<string, unknown>
  /** The number of the block that is final at first. */
  readonly from?: number
}

/** The checkpoint actor on the simulated chain, two other primaries beside it, and a store of its own. */
export async function checkpointStage({
  saved = createMemoryStore(),
  config = {},
  from = 0,
  ...given
}: StageOptions = {}) {
  const signer = await createLocalSigner('//Alice')
  const [bob, charlie] = await Promise.all([signerOf('//Bob'), signerOf('//Charlie')])
  const store = given.store ?? createContentStore(':memory:', () => 0)
  const answering = new Map<string, Answering>([
    [addressOf(THEM), bob.agree],
    [addressOf(THIRD), charlie.agree],
  ])
  const asked: Array<Asked & { peer: string }> = []
  const peers: Peers = {
    async ask({ peer, body, answer, signal }) {
      asked.push({ ...(body as Asked), peer })
      const said = answer.safeParse(await answering.get(peer)!(body as Asked, signal))
      if (said.success) return said.data
      throw new PeerError('malformed', peer, 'its answer is not as expected')
    },
  }
  const chain = await startStage(checkpointUnit, {
    ports: checkpointPorts({ store, attestor: createAttestor(signer, US), peers }, saved),
    config: { provider: US, backoff: { min: 10, max: 10 }, peerDeadline: 1_000, waitForAll: 0, ...config },
  })
  chain.constants.set('DefaultCheckpointInterval', INTERVAL).set('DefaultCheckpointGrace', GRACE)
  const register = (account: string, publicKey: string) =>
    chain.state.set(`Providers/${account}`, { multiaddr: addressOf(account), publicKey })
  register(US, signer.account)
  register(THEM, bob.key)
  register(THIRD, charlie.key)
  const here = () => ({ number: chain.head, hash: hashOf(chain.head) })
  const bucketItem = (bucketId: bigint) => `Buckets/${bucketId}`

  /** Nothing moves by itself under a virtual clock. */
  const answered = async <Answer>(asking: Promise<Answer>): Promise<Answer> => {
    await chain.system.settled()
    return asking
  }
  const land = (bucketId: bigint, window: bigint, leader: string) => {
    chain.state.set(`LastCheckpointWindow/${bucketId}`, String(window))
    const payload = { bucketId, mmrRoot: hashOf(0), window, leader, signers: [leader], reward: 0n, block: here() }
    chain.system.emit(ProviderCheckpointSubmitted, payload)
  }
  chain.submitBy(({ call }) => {
    const [bucketId, , , , window] = call.args as [bigint, string, bigint, bigint, bigint]
    if (call.name === 'provider_checkpoint') land(bucketId, window, US)
    return { result: 'success' }
  })
  if (from > 0) await chain.block({ to: from })

  return {
    ...chain,
    get head() {
      return chain.head
    },
    store,
    asked,
    saved,
    bob,
    charlie,
    land,
    register,
    answerBy: (account: string, answer: Answering) => void answering.set(addressOf(account), answer),
    /** Makes this provider a primary of a bucket that has something in it. */
    async hold(bucketId: bigint, terms: Record<string, unknown> = {}, ...texts: string[]) {
      chain.state.set(`StorageAgreements/${bucketId}/${US}`, {})
      chain.state.set(bucketItem(bucketId), {
        frozenStartSeq: null,
        minProviders: 2,
        primaryProviders: PRIMARIES,
        snapshot: null,
        ...terms,
      })
      return await commitObjects(store, bucketId, ...(texts.length === 0 ? ['first'] : texts))
    },
    changeTerms: (bucketId: bigint, terms: Record<string, unknown>) =>
      chain.state.set(bucketItem(bucketId), { ...(chain.state.get(bucketItem(bucketId)) as object), ...terms }),
    configure(bucketId: bigint, interval: number, gracePeriod: number, enabled = true) {
      chain.state.set(`CheckpointConfigs/${bucketId}`, { interval, gracePeriod, enabled })
      chain.system.emit(CheckpointConfigUpdated, { bucketId, interval, gracePeriod, enabled, block: here() })
    },
    added: (bucketId: bigint) => chain.system.emit(ProviderAddedToBucket, { bucketId, provider: US, block: here() }),
    removed: (bucketId: bigint, provider: string) =>
      chain.system.emit(PrimaryProviderRemoved, { bucketId, provider, block: here() }),
    /** By one who writes to the bucket: it moves the snapshot, and says nothing of the window. */
    written(bucketId: bigint, { mmrRoot, startSeq, leafCount }: Commitment) {
      const snapshot = { mmrRoot, startSeq: String(startSeq), leafCount: String(leafCount) }
      chain.state.set(bucketItem(bucketId), {
        ...(chain.state.get(bucketItem(bucketId)) as object),
        snapshot: { ...snapshot, checkpointBlock: chain.head, primarySigners: '0x07' },
      })
      const payload = { bucketId, mmrRoot, startSeq, leafCount, providers: PRIMARIES, block: here() }
      chain.system.emit(BucketCheckpointed, payload)
    },
    deleted(bucketId: bigint) {
      chain.state.delete(bucketItem(bucketId))
      chain.system.emit(BucketDeleted, { bucketId, block: here() })
    },
    /** Blocks up to this one. */
    async blocksTo(number: number) {
      while (chain.head < number) await chain.block()
    },
    checkpoints: () => chain.submissions.filter(({ call }) => call.name === 'provider_checkpoint'),
    reports: () => chain.submissions.filter(({ call }) => call.name === 'report_missed_checkpoint'),
    claims: () => chain.submissions.filter(({ call }) => call.name === 'claim_checkpoint_rewards'),
    ended: () => chain.told('storage.CheckpointEnded'),
    states: (key: string) =>
      chain
        .told('duty.Changed')
        .filter((each) => each['key'] === key)
        .map((each) => each['state']),
    cosign: (bucketId: bigint, { mmrRoot, startSeq, leafCount }: Commitment, window: bigint) =>
      answered(chain.system.ask(CosignCheckpoint, { bucketId, mmrRoot, startSeq, leafCount, window })),
    trigger: (bucketId: bigint) => answered(chain.system.ask(TriggerCheckpoint, { bucketId })),
    openDuties: () => chain.duties('checkpoint-window'),
  }
}

export type CheckpointStage = Awaited<ReturnType<typeof checkpointStage>>
