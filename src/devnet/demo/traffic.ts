import type { Call } from '../runtime/index.ts'
import { storageProviderStorage as items, type ProviderSettings } from '../runtime/pallets/storage-provider/index.ts'
import { type Asked, batch, requestPrimary, requestReplica, withdraw } from './calls.ts'
import type { DemoBlock, Lane } from './lane.ts'
import { EXPECTED, type LedgerEntry, type RequestKind } from './ledger.ts'
import type { Random } from './random.ts'
import { drawBeyond, drawDuration, drawHuge, drawSmall, MOST_ACCEPTED } from './terms.ts'

/** How often each kind is made in twenty requests. */
const MIX: ReadonlyArray<readonly [RequestKind, number]> = [
  ['primary', 6],
  ['replica', 3],
  ['over-capacity', 2],
  ['over-remaining', 2],
  ['duplicate', 2],
  ['withdrawn-at-once', 1],
  ['withdrawn-next', 1],
  ['foreign', 3],
]

/** Kinds of requests in a chance order; any twenty hold every kind. */
export function createDeck(random: Random, ledger: readonly LedgerEntry[]): () => RequestKind {
  let cards: RequestKind[] = []
  return () => {
    if (cards.length === 0) cards = random.shuffle(MIX.flatMap(([kind, times]) => Array<RequestKind>(times).fill(kind)))
    const kind = cards.pop() ?? 'foreign'
    const accepted = ledger.filter(({ expected }) => expected === 'accept').length
    // What fits is bounded: once that many are asked for, strangers are asked for more.
    return EXPECTED[kind] === 'accept' && accepted >= MOST_ACCEPTED ? 'foreign' : kind
  }
}

export interface TrafficDependencies {
  random: Random
  provider: Uint8Array
  strangers: readonly Uint8Array[]
  ledger: LedgerEntry[]
  nextKind(): RequestKind
  /** A bucket of the account that nothing was asked for yet. */
  freshBucket(lane: Lane, block: DemoBlock): bigint | undefined
}

/** Makes one request of some kind, if the account has a bucket to make it for. */
export function makeRequest(
  lane: Lane,
  block: DemoBlock,
  { random, provider, strangers, ledger, nextKind, freshBucket }: TrafficDependencies,
): void {
  const kind = nextKind()
  const known = kind === 'duplicate' ? held(lane, block, provider, ledger) : undefined
  const bucketId = known?.bucketId ?? freshBucket(lane, block)
  // While there is no agreement to duplicate, a stranger is asked.
  const made: RequestKind = kind === 'duplicate' && !known ? 'foreign' : kind
  const asksOf = made === 'foreign' ? random.pick(strangers) : provider
  const settings = asksOf && items.Providers.get(block.state, asksOf)?.settings
  if (!settings || bucketId === undefined) return
  const asked: Asked = {
    bucketId,
    provider: asksOf,
    bytes: bytesFor(made, random, block, provider),
    duration: drawDuration(random, settings),
  }
  if (!lane.send(callFor(made, asked, settings), block)) return
  ledger.push({
    ...asked,
    kind: made,
    expected: EXPECTED[made],
    requester: lane.account.publicKey,
    sentOn: block.number,
    agreementSince: known?.since,
  })
}

function bytesFor(kind: RequestKind, random: Random, { state }: DemoBlock, provider: Uint8Array): bigint {
  if (kind === 'over-capacity') return drawHuge(random)
  const committed = items.Providers.get(state, provider)?.committed_bytes ?? 0n
  return kind === 'over-remaining' ? drawBeyond(random, committed) : drawSmall(random)
}

function callFor(kind: RequestKind, asked: Asked, { replica_sync_price }: ProviderSettings): Call {
  if (kind === 'replica') return requestReplica(asked, 20n * (replica_sync_price ?? 0n))
  if (kind === 'withdrawn-at-once') return batch([requestPrimary(asked), withdraw(asked)])
  return requestPrimary(asked)
}

/** A bucket of the account on which the provider has an agreement, and since when. */
function held(lane: Lane, { state }: DemoBlock, provider: Uint8Array, ledger: readonly LedgerEntry[]) {
  const asked = new Set(ledger.filter(({ kind }) => kind === 'duplicate').map(({ bucketId }) => bucketId))
  for (const { bucketId, requester, expected } of ledger) {
    if (expected !== 'accept' || requester !== lane.account.publicKey || asked.has(bucketId)) continue
    const since = items.StorageAgreements.get(state, bucketId, provider)?.started_at
    if (since !== undefined) return { bucketId, since }
  }
  return undefined
}
