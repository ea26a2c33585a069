import { beforeAll, describe, expect, it } from 'vitest'
import { accountsReady, type DevAccount, devAccount } from '../../../src/devnet/accounts.ts'
import { createDemo, type LedgerEntry, type RequestKind } from '../../../src/devnet/demo/index.ts'
import { development } from '../../../src/devnet/presets.ts'
import { storageProviderStorage as items } from '../../../src/devnet/runtime/pallets/storage-provider/index.ts'
import { storageProvider } from '../calls.ts'
import { createTestChain, type TestChain } from '../harness.ts'

beforeAll(accountsReady)

type Answer = 'accept_agreement' | 'reject_agreement'
type Policy = (chain: TestChain, bucketId: bigint, provider: DevAccount) => Answer

/** What a provider would check that looks at its own terms again before it accepts. */
const careful: Policy = (chain, bucketId, { publicKey }) => {
  const { settings, committed_bytes } = items.Providers.get(chain.view, publicKey)!
  const request = items.AgreementRequests.get(chain.view, bucketId, publicKey)!
  const due = settings.price_per_byte * request.max_bytes * BigInt(request.duration)
  const good =
    committed_bytes + request.max_bytes <= settings.max_capacity &&
    request.duration >= settings.min_duration &&
    request.duration <= settings.max_duration &&
    request.payment_locked >= due &&
    !items.StorageAgreements.has(chain.view, bucketId, publicKey)
  return good ? 'accept_agreement' : 'reject_agreement'
}

const careless: Policy = () => 'accept_agreement'

/** Runs the demonstration with a provider that answers one request per block, from when its terms are named. */
function run(seed: number, policy: Policy, requests = 40) {
  const provider = devAccount('Alice')
  const chain = createTestChain(development())
  const pool: Uint8Array[] = []
  const demo = createDemo(
    { seed, provider, requests, perBlock: 3 },
    { runtime: chain.runtime, genesisHash: chain.hashes[0]!, submit: (extrinsic) => pool.push(extrinsic) },
  )
  const requestsWaiting = () =>
    items.AgreementRequests.entries({ get: chain.view.get, keys: (prefix) => chain.view.keys(prefix), set: () => {} })
      .filter(({ keys }) => Buffer.compare(keys[1], provider.publicKey) === 0)
      .map(({ keys }) => keys[0])
  const left: string[] = []
  let seen: bigint[] = []
  let quiet = 0
  while (quiet < 6 && chain.hashes.length < 150) {
    const nonce = chain.account(provider).nonce ?? 0
    const named = (items.Providers.get(chain.view, provider.publicKey)?.settings.max_capacity ?? 0n) > 0n
    // The node sees finalized blocks: one behind.
    const waiting = seen.filter((bucketId) => items.AgreementRequests.has(chain.view, bucketId, provider.publicKey))
    const due = named ? waiting[chain.hashes.length % waiting.length] : undefined
    seen = requestsWaiting()
    if (due !== undefined) {
      pool.push(chain.sign(provider, storageProvider(policy(chain, due, provider), { bucket_id: due }), { nonce }))
    }
    const { skipped } = chain.block(...pool.splice(0))
    left.push(...skipped.map(({ reason }) => reason))
    demo.onBlock({ number: chain.hashes.length - 1, hash: chain.hashes.at(-1)!, state: chain.view })
    quiet = demo.done() && requestsWaiting().length === 0 ? quiet + 1 : 0
  }
  return { chain, demo, left, verdicts: demo.judge(chain.view) }
}

const readable = (ledger: readonly LedgerEntry[]) =>
  ledger.map(({ kind, bucketId, bytes, duration, sentOn }) => `${kind} ${bucketId} ${bytes} ${duration} ${sentOn}`)

describe('the demonstration', () => {
  it('finds a careful provider right in every case, and makes every kind of request', () => {
    const { demo, verdicts, left } = run(7, careful)
    expect(left).toEqual([])
    expect(demo.done()).toBe(true)
    expect(verdicts.filter(({ verdict }) => verdict !== 'right')).toEqual([])
    expect(demo.ledger).toHaveLength(40)
    const kinds = new Set<RequestKind>(demo.ledger.map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual(
      [
        'primary',
        'replica',
        'over-capacity',
        'over-remaining',
        'unpaid',
        'too-short',
        'too-long',
        'duplicate',
        'withdrawn-at-once',
        'withdrawn-next',
        'foreign',
      ].sort(),
    )
    expect(demo.ledger.filter(({ expected }) => expected === 'accept').length).toBeGreaterThan(8)
  })

  it('finds a careless provider wrong where the chain itself does not object', () => {
    const { verdicts } = run(7, careless)
    const bad = verdicts.filter(({ entry }) => entry.expected === 'reject')
    const wrong = new Set(bad.filter(({ verdict }) => verdict === 'wrong').map(({ entry }) => entry.kind))
    expect([...wrong].sort()).toEqual(['duplicate', 'too-long', 'too-short', 'unpaid'])
    // What the chain refuses to accept is never answered.
    const open = new Set(bad.filter(({ verdict }) => verdict === 'open').map(({ entry }) => entry.kind))
    expect([...open].sort()).toEqual(['over-capacity', 'over-remaining'])
  })

  it('is the same for the same seed, and another for another', () => {
    const once = readable(run(1, careful, 12).demo.ledger)
    expect(readable(run(1, careful, 12).demo.ledger)).toEqual(once)
    expect(readable(run(2, careful, 12).demo.ledger)).not.toEqual(once)
  })
})
