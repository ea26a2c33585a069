import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createRandom, type Random } from '../../src/kernel/index.ts'
import { startChild } from '../child.ts'
import { type ChainClient, connectClient } from './chain-client.ts'
import type { ChainProcess } from './chain-process.ts'
import { corruptingProxy } from './corrupting-proxy.ts'
import { type Provider, startProvider } from './provider-process.ts'
import { type Commitment, StorageClient } from './storage-client.ts'

export interface StoryOptions {
  readonly folder: string
  readonly seed: number
  /** Milliseconds. */
  readonly blockTime: number
  /** Windows in which nothing goes wrong. */
  readonly windows: number
  readonly syncs: number
  readonly challenges: number
  /** Times that a provider is killed while it is challenged. */
  readonly kills: number
  /** Told how far it has come. */
  say?(text: string): void
}

export interface StoryTold {
  /** Windows of the calm time, and how many were checkpointed with all three signatures. */
  readonly calm: { readonly windows: number; readonly signedByThree: number }
  /** Windows of the whole run, checkpointed, and missed with a provider's word for why. */
  readonly windows: { readonly due: number; readonly checkpointed: number; readonly explained: number }
  readonly syncs: { readonly paid: number; readonly rootsEqual: boolean; readonly corruptedAnswers: number }
  readonly challenges: { readonly asked: number; readonly defended: number; readonly slashed: number }
  readonly kills: number
  readonly exitCodes: readonly (number | null)[]
}

const CLIENT = '//Dave'
const CHALLENGER = '//Eve'
const WINDOW = { interval: 10, grace: 3 }
const CHUNK = 4_096

/** Three providers and a client on one chain, each a process of its own, and what becomes of them. */
export async function tell({ folder, seed, blockTime, say = () => {}, ...options }: StoryOptions): Promise<StoryTold> {
  const random = createRandom(seed)
  const chainProcess = startChild<ChainProcess>(new URL('./chain-process.ts', import.meta.url))
  const url = await chainProcess.call('url')
  await chainProcess.call('produce', blockTime)
  const chain = await connectClient(url)
  const alice = await startProvider({ uri: '//Alice', chain: url, folder: join(folder, 'alice') })
  const bob = await startProvider({ uri: '//Bob', chain: url, folder: join(folder, 'bob') })
  const liar = await corruptingProxyFor(folder, url)
  const providers = [alice, bob, liar.provider]
  try {
    const addresses = providers.map(({ uri }) => chain.pair(uri).address)
    await chain.until(() => areRegistered(chain, addresses), 'all providers are registered', 40)
    say('all providers are registered')
    const shared = await openBucket(chain, providers, random)
    say('a bucket with all of them')
    const calm = await keepCalm(chain, shared, options.windows)
    say(`${calm.signedByThree} of ${calm.windows} windows signed by three`)
    const syncs = await replicate(chain, { primaries: [liar.provider, alice], replica: bob }, options.syncs, random)
    say(`${syncs.paid} syncs of a replica`)
    const challenges = await challenge(chain, shared, bob, options, random)
    const exitCodes = await Promise.all(providers.map((provider) => provider.stop()))
    return {
      calm,
      windows: windowsOf(chain, shared, providers),
      syncs: { ...syncs, corruptedAnswers: liar.corrupted() },
      challenges,
      kills: options.kills,
      exitCodes,
    }
  } finally {
    liar.stop()
    await Promise.all(providers.map((provider) => provider.kill().catch(() => {})))
    await chain.disconnect()
    await chainProcess.stop()
  }
}

/** A provider that others reach only through somebody who changes what it says. */
async function corruptingProxyFor(folder: string, url: string) {
  let target = ''
  const proxy = await corruptingProxy(() => target)
  const provider = await startProvider({
    uri: '//Charlie',
    chain: url,
    folder: join(folder, 'charlie'),
    publicPort: proxy.port,
  })
  target = provider.base
  return { provider, corrupted: proxy.corrupted, stop: proxy.stop }
}

async function areRegistered(chain: ChainClient, addresses: readonly string[]): Promise<boolean> {
  const found = await Promise.all(addresses.map((address) => chain.query('providers', address)))
  return found.every((info) => String((info as { multiaddr?: string } | null)?.multiaddr ?? '0x').length > 2)
}

/** A bucket, who holds it, and what was committed to it so far. */
interface Shared {
  readonly bucketId: number
  readonly firstWindow: number
  readonly clients: readonly StorageClient[]
  /** By provider, in the order of `clients`. */
  readonly commitments: Commitment[][]
  add(): Promise<void>
}

async function createBucket(chain: ChainClient): Promise<number> {
  const before = chain.events.length
  await chain.submit(CLIENT, chain.call('createBucket', 1))
  const created = () => chain.events.slice(before).find(({ name }) => name === 'BucketCreated')
  await chain.until(() => created() !== undefined, 'a bucket is created', 10)
  return Number(created()!.data['bucket_id'])
}

async function agree(chain: ChainClient, bucketId: number, asked: number, make: () => Promise<void>): Promise<void> {
  await make()
  const accepted = () =>
    chain.events.filter(({ name, data }) => name === 'AgreementAccepted' && Number(data['bucket_id']) === bucketId)
  await chain.until(() => accepted().length >= asked, `${asked} agreements for bucket ${bucketId}`, 40)
}

async function openBucket(chain: ChainClient, providers: readonly Provider[], random: Random): Promise<Shared> {
  const bucketId = await createBucket(chain)
  await agree(chain, bucketId, providers.length, async () => {
    for (const { uri } of providers)
      await chain.submit(
        CLIENT,
        chain.call('requestPrimaryAgreement', bucketId, chain.pair(uri).address, 10 ** 7, 100_000, 10n ** 15n),
      )
  })
  await chain.submit(CLIENT, chain.call('setMinProviders', bucketId, providers.length))
  await chain.submit(CLIENT, chain.call('fundCheckpointPool', bucketId, 10n ** 15n))
  const shared = store(chain, bucketId, providers, random)
  await shared.add()
  await chain.submit(CLIENT, chain.call('configureCheckpointWindow', bucketId, WINDOW.interval, WINDOW.grace, true))
  return { ...shared, firstWindow: Math.floor(chain.finalized / WINDOW.interval) + 2 }
}

function store(chain: ChainClient, bucketId: number, providers: readonly Provider[], random: Random) {
  const clients = providers.map(({ base }) => new StorageClient(chain.pair(CLIENT), base))
  const commitments = providers.map((): Commitment[] => [])
  return {
    bucketId,
    clients,
    commitments,
    /** Stores one more object with everybody, and has it committed to. */
    async add() {
      const size = 1 + Math.floor(random() * 5 * CHUNK)
      const data = Uint8Array.from({ length: size }, () => Math.floor(random() * 256))
      await Promise.all(
        clients.map(async (client, at) => {
          const root = await client.put(bucketId, data, CHUNK)
          commitments[at]!.push(await client.commit(bucketId, root))
        }),
      )
    },
  }
}

const checkpointsOf = (chain: ChainClient, bucketId: number) =>
  chain.events.filter(
    ({ name, data }) => name === 'ProviderCheckpointSubmitted' && Number(data['bucket_id']) === bucketId,
  )

async function keepCalm(chain: ChainClient, shared: Shared, windows: number): Promise<StoryTold['calm']> {
  const first = shared.firstWindow
  for (let window = first; window < first + windows; window += 1) {
    await chain.until(() => chain.finalized >= window * WINDOW.interval, `window ${window} begins`, 40)
    // In the second half, so that not all have it yet when the window begins.
    await chain.until(() => chain.finalized >= window * WINDOW.interval + 5, `window ${window} goes on`, 40)
    await shared.add()
  }
  await chain.until(() => chain.finalized >= (first + windows) * WINDOW.interval, 'the calm time is over', 40)
  const made = checkpointsOf(chain, shared.bucketId).filter(({ data }) => {
    const window = Number(data['window'])
    return window >= first && window < first + windows
  })
  const three = made.filter(({ data }) => new Set(data['signers'] as string[]).size === 3)
  return { windows, signedByThree: three.length }
}

async function replicate(
  chain: ChainClient,
  { primaries, replica }: { primaries: readonly Provider[]; replica: Provider },
  syncs: number,
  random: Random,
): Promise<{ paid: number; rootsEqual: boolean }> {
  const bucketId = await createBucket(chain)
  // One after the other: the first of a bucket's primaries is asked first.
  for (const [index, { uri }] of primaries.entries())
    await agree(chain, bucketId, index + 1, () =>
      chain.submit(
        CLIENT,
        chain.call('requestPrimaryAgreement', bucketId, chain.pair(uri).address, 10 ** 7, 100_000, 10n ** 15n),
      ),
    )
  await agree(chain, bucketId, primaries.length + 1, async () => {
    const params = { syncBalance: 10n ** 12n, minSyncInterval: 3 }
    await chain.submit(
      CLIENT,
      chain.call('requestAgreement', bucketId, chain.pair(replica.uri).address, 10 ** 7, 100_000, 10n ** 15n, params),
    )
  })
  const shared = store(chain, bucketId, primaries, random)
  await chain.submit(CLIENT, chain.call('configureCheckpointWindow', bucketId, WINDOW.interval, WINDOW.grace, true))
  const paid = () =>
    chain.events.filter(({ name, data }) => name === 'ReplicaSynced' && Number(data['bucket_id']) === bucketId)
  for (let sync = 1; sync <= syncs; sync += 1) {
    await shared.add()
    await chain.until(() => paid().length >= sync, `sync ${sync} of the replica`, 80)
  }
  const target = shared.clients[0]!
  const copy = new StorageClient(chain.pair(CLIENT), replica.base)
  const rootsEqual = (await target.root(bucketId)) === (await copy.root(bucketId))
  return { paid: paid().length, rootsEqual }
}

/** A live commitment is challenged on chain; an earlier one by the provider's own signature under it. */
async function challenge(
  chain: ChainClient,
  shared: Shared,
  victim: Provider,
  { challenges, kills }: StoryOptions | Pick<StoryOptions, 'challenges' | 'kills'>,
  random: Random,
): Promise<StoryTold['challenges']> {
  const before = chain.events.length
  const count = (name: string) => chain.events.slice(before).filter((event) => event.name === name).length
  const providers = ['//Alice', '//Bob', '//Charlie']
  const killEvery = Math.max(1, Math.floor(challenges / (kills + 1)))
  let killed = 0
  let back = Promise.resolve()
  for (let asked = 0; asked < challenges; asked += 1) {
    if (killed < kills && asked > 0 && asked % killEvery === 0) {
      await back
      await victim.kill()
      killed += 1
      // Long enough that challenges come while it is away, short enough that it can answer them.
      back = pause(500 + random() * 1_500).then(() => victim.start())
      // Awaited before anything follows from it; until then the run may have ended for another reason.
      back.catch(() => {})
    }
    const at = Math.floor(random() * providers.length)
    const address = chain.pair(providers[at]!).address
    const made = shared.commitments[at]!
    if (random() < 0.5) {
      const { mmrRoot, startSeq, signature } = made[Math.floor(random() * made.length)]!
      const { leafIndex } = made[0]!
      await chain.submit(
        CHALLENGER,
        chain.call('challengeOffchain', shared.bucketId, address, mmrRoot, startSeq, leafIndex, 0, {
          Sr25519: signature,
        }),
      )
    } else await challengeSnapshot(chain, shared, address, random)
    if (asked % 10 !== 5) continue
    // A client that finds somebody away waits until all are there.
    await back
    await shared.add()
  }
  await back
  await chain.until(
    () => count('ChallengeDefended') + count('ChallengeSlashed') >= challenges,
    'every challenge has come to its end',
    120,
  )
  return { asked: challenges, defended: count('ChallengeDefended'), slashed: count('ChallengeSlashed') }
}

async function challengeSnapshot(chain: ChainClient, { bucketId }: Shared, address: string, random: Random) {
  const { snapshot } = (await chain.query('buckets', bucketId)) as { snapshot: { leafCount: number } }
  const leaf = Math.floor(random() * snapshot.leafCount)
  await chain.submit(CHALLENGER, chain.call('challengeCheckpoint', bucketId, address, leaf, 0))
}

/** What became of each window from the first in which everybody was there to the last that is over. */
function windowsOf(chain: ChainClient, shared: Shared, providers: readonly Provider[]): StoryTold['windows'] {
  const last = Math.floor(chain.finalized / WINDOW.interval) - 1
  const due = Array.from({ length: last - shared.firstWindow + 1 }, (_, at) => shared.firstWindow + at)
  const made = new Set(checkpointsOf(chain, shared.bucketId).map(({ data }) => Number(data['window'])))
  const logs = providers.map((provider) => provider.log())
  const missed = due.filter((window) => !made.has(window))
  const isExplained = (window: number) =>
    logs.some((log) => log.split('\n').some((line) => isAboutMiss(line, shared.bucketId, window)))
  return {
    due: due.length,
    checkpointed: due.length - missed.length,
    explained: missed.filter(isExplained).length,
  }
}

function isAboutMiss(line: string, bucketId: number, window: number): boolean {
  if (!line.includes('missed')) return false
  const { bucket, window: about, reason } = JSON.parse(line) as Record<string, unknown>
  return String(bucket) === String(bucketId) && String(about) === String(window) && reason !== undefined
}
