import { defineUnit } from '../../../src/kernel/index.ts'
import { BucketCheckpointed, ReplicaSyncBalanceToppedUp } from '../../../src/storage/chain-facts.ts'
import { PeerError } from '../../../src/storage/peers/errors.ts'
import type { PeerRequest, Peers } from '../../../src/storage/peers/peers.ts'
import { ForceSync, SyncStatus } from '../../../src/storage/replica-sync/events.ts'
import { replicaMemory } from '../../../src/storage/replica-sync/ports.ts'
import { replicaSyncUnit } from '../../../src/storage/replica-sync/spec.ts'
import { createContentStore } from '../../../src/storage/store/content-store.ts'
import type { Commitment, ContentStore } from '../../../src/storage/store/types.ts'
import { hashOf, startStage, THEM, US } from '../stage.ts'

export const BUCKET = 7n
export const OTHER = `0x${'cc'.repeat(32)}`

export type Answer = (path: string, body: unknown) => Promise<unknown> | unknown

const refused = (peer: string, status: number) => new PeerError('refused', peer, `answers ${status}`, status)

/** What a provider with this store says over its HTTP API. */
export const honest =
  (store: ContentStore): Answer =>
  async (path, body) => {
    const { pathname, searchParams } = new URL(path, 'http://peer')
    const number = (name: string) => BigInt(searchParams.get(name)!)
    const bucket = await store.bucket(BUCKET)
    if (pathname === '/fetch_nodes') {
      const found = await Promise.all((body as { hashes: string[] }).hashes.map((hash) => store.node(hash)))
      const nodes = found.filter((node) => node !== null)
      return {
        nodes: nodes.map(({ hash, data, children }) => ({
          hash,
          data: Buffer.from(data).toString('base64'),
          ...(children.length === 0 ? {} : { children }),
        })),
      }
    }
    if (bucket === null) throw refused('peer', 404)
    if (pathname === '/leaves') {
      const from = number('from_seq')
      const leaves = await store.leaves(BUCKET, from - bucket.startSeq, number('count'))
      return { start_seq: Number(from), leaves: leaves.map(leafOf) }
    }
    if (pathname === '/mmr_peaks') return { peaks: await store.peaks(BUCKET) }
    if (pathname === '/commitment') return { start_seq: Number(bucket.startSeq), leaf_count: Number(bucket.leafCount) }
    if (pathname === '/mmr_proof') {
      const [leaf] = await store.leaves(BUCKET, number('leaf_index'), 1n)
      return { leaf: leafOf(leaf!), proof: {} }
    }
    throw refused('peer', 404)
  }

const leafOf = ({ dataRoot, dataSize, totalSize }: { dataRoot: string; dataSize: bigint; totalSize: bigint }) => ({
  data_root: dataRoot,
  data_size: Number(dataSize),
  total_size: Number(totalSize),
})

/** The replica of a bucket whose primaries are `THEM` and `OTHER`, on a simulated chain. @param file of its store */
export async function startReplica(config: Record<string, unknown> = {}, file = ':memory:') {
  const [primary, local] = [createContentStore(':memory:', () => 0), createContentStore(file, () => 0)]
  const answers = new Map<string, Answer>([
    [THEM, honest(primary)],
    [OTHER, honest(primary)],
  ])
  const asked: string[] = []
  const addressees: Array<PeerRequest<unknown>['to']> = []
  const peers: Peers = {
    async ask<Result>({ peer, path, body, to, answer }: PeerRequest<Result>) {
      addressees.push(to)
      asked.push(`${peer} ${path.split('?')[0]}`)
      const account = peer === '/them' ? THEM : OTHER
      const said = await answers.get(account)!(path, body)
      const parsed = answer.safeParse(said)
      if (!parsed.success) throw new PeerError('malformed', peer, 'not as expected')
      return parsed.data
    },
  }
  const attestor = {
    provider: US,
    key: US,
    type: 'sr25519' as const,
    attest: async (bytes: Uint8Array) => ({ raw: `0x${'01'.repeat(64)}`, multi: `0x01${bytes.length}` }),
  }
  const chain = await startStage(replicaSyncUnit, {
    ports: { store: local, attestor, peers, ...replicaMemory() },
    config: { provider: US, backoff: { min: 10, max: 10 }, patience: 50, ...config },
  })
  const handle = chain.system.register(defineUnit({ name: 'asker', asks: [SyncStatus, ForceSync], category: 'submit' }))
  const agreement = `StorageAgreements/${BUCKET}/${US}`
  const bucketItem = `Buckets/${BUCKET}`
  const role = { syncBalance: 1_000, syncPrice: 10, minSyncInterval: 5, lastSync: null as [string, number] | null }
  chain.state.set(`Providers/${THEM}`, { multiaddr: '/them', publicKey: THEM })
  chain.state.set(`Providers/${OTHER}`, { multiaddr: '/other', publicKey: OTHER })

  function agree(more: Partial<typeof role> = {}, terms: Record<string, unknown> = {}): void {
    Object.assign(role, more)
    chain.state.set(agreement, {
      owner: THEM,
      maxBytes: 1_000_000,
      paymentLocked: 1,
      pricePerByte: 1,
      expiresAt: 10_000,
      extensionsBlocked: false,
      role: { replica: { ...role } },
      startedAt: 1,
      ...terms,
    })
  }
  agree()
  const snapshot = (of: Commitment | null, historicalRoots: Array<[number, string]> = []) =>
    chain.state.set(bucketItem, {
      members: [],
      frozenStartSeq: null,
      minProviders: 1,
      primaryProviders: [THEM, OTHER],
      snapshot: of && {
        mmrRoot: of.mmrRoot,
        startSeq: Number(of.startSeq),
        leafCount: Number(of.leafCount),
        checkpointBlock: 1,
        primarySigners: '0x03',
      },
      historicalRoots,
    })
  snapshot(null)
  chain.submitBy(({ call }) => {
    const roots = call.args[1] as Array<string | null>
    const root = roots.find((each) => each !== null)!
    agree({ lastSync: [root, chain.head + 1] })
    return { result: 'success' }
  })
  const here = () => ({ number: chain.head, hash: hashOf(chain.head) })
  /** Time for all that goes on without blocks. */
  async function settle(turns = 60): Promise<void> {
    for (let turn = 0; turn < turns; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      await chain.system.settled()
      chain.clock.advance(10)
    }
  }
  const ask = async (asking: Promise<unknown>) => {
    await settle(5)
    return asking
  }

  return {
    ...chain,
    primary,
    local,
    answers,
    asked,
    addressees,
    agree,
    snapshot,
    settle,
    here,
    /** What the primaries have now becomes what the chain has. */
    async checkpoint(historicalRoots: Array<[number, string]> = []): Promise<Commitment> {
      const state = (await primary.bucket(BUCKET))!
      snapshot(state, historicalRoots)
      const { mmrRoot, startSeq, leafCount } = state
      const fact = { bucketId: BUCKET, mmrRoot, startSeq, leafCount, providers: [THEM], block: here() }
      chain.system.emit(BucketCheckpointed, fact)
      await settle()
      return state
    },
    async topUp(): Promise<void> {
      const fact = { bucketId: BUCKET, provider: US, amount: 1n, newTotal: 1n, block: here() }
      chain.system.emit(ReplicaSyncBalanceToppedUp, fact)
      await settle()
    },
    async begin(): Promise<void> {
      await chain.block({ marked: true })
      await settle()
    },
    async blocks(count: number): Promise<void> {
      for (let made = 0; made < count; made += 1) await chain.block()
      await settle()
    },
    ended: () => chain.told('storage.ReplicaSyncEnded').map(({ outcome }) => outcome),
    root: async () => (await local.bucket(BUCKET))?.mmrRoot,
    status: () => ask(handle.ask(SyncStatus, { bucketId: BUCKET })),
    force: () => ask(handle.ask(ForceSync, { bucketId: BUCKET })),
  }
}
