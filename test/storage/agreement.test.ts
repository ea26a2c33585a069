import { describe, expect, it } from 'vitest'
import { BlockFinalized, ResyncDone, ResyncNeeded } from '../../src/chain/follower/events.ts'
import { DescribeItem, ReadConstant, ReadEntries, ReadHead, ReadState } from '../../src/chain/reader/events.ts'
import { SubmitTransaction, type Submitted } from '../../src/chain/transactions/events.ts'
import { createSystem, createVirtualClock, defineUnit, type PayloadOf, Refused } from '../../src/kernel/index.ts'
import { agreementUnit } from '../../src/storage/agreement/spec.ts'
import { AgreementRequested, AgreementRequestWithdrawn } from '../../src/storage/chain-facts.ts'

const US = `0x${'aa'.repeat(32)}`
const THEM = `0x${'bb'.repeat(32)}`

const PROVIDER = {
  stake: '1000000',
  committedBytes: 0,
  settings: {
    minDuration: 1,
    maxDuration: 1_000,
    pricePerByte: 1,
    acceptingPrimary: true,
    replicaSyncPrice: null,
    acceptingExtensions: true,
    maxCapacity: 0,
  },
  deregisterAt: null,
}

interface StoredRequest {
  readonly provider: string
  readonly maxBytes: number
  readonly expiresAt: number
}

/** The agreement actor on a simulated chain: what it reads and submits is answered by the test. */
async function stage() {
  const clock = createVirtualClock()
  const system = createSystem({ clock, seed: 1 })
  const requests = new Map<bigint, StoredRequest>()
  const submissions: string[] = []
  const answers: Array<{ bucketId: bigint; answer: string; reason?: string }> = []
  const scans: string[] = []
  let head = 0
  let failReads = 0
  let submit = (key: string): Submitted | Promise<Submitted> => {
    const bucket = BigInt(key.split('/')[1]!)
    requests.delete(bucket)
    return landed({ result: 'success' })
  }
  const landed = (outcome: Submitted['outcome']): Submitted => ({
    hash: '0x',
    block: { number: head + 1, hash: '0x' },
    index: 1,
    outcome,
  })

  const stored = ({ maxBytes, expiresAt }: StoredRequest) => ({
    requester: THEM,
    maxBytes,
    paymentLocked: 10 ** 6,
    duration: 10,
    expiresAt,
    replicaParams: null,
  })
  const failing = () => {
    if (failReads === 0) return
    failReads -= 1
    throw new Refused('not-connected', { retryable: true })
  }
  const chain = defineUnit({
    name: 'chain',
    owns: [ReadState, ReadEntries, ReadConstant, DescribeItem, ReadHead, SubmitTransaction],
    category: 'submit',
    handlers: {
      'chain.ReadHead': async () => ({ number: head, hash: `0x${head}` }),
      'chain.ReadConstant': async () => 1,
      'chain.DescribeItem': async () => ({ keys: 2 }),
      'chain.ReadState': async ({ item, keys }: PayloadOf<typeof ReadState>) => {
        failing()
        if (item === 'Providers') return PROVIDER
        const request = requests.get(keys[0] as bigint)
        return item === 'AgreementRequests' && request?.provider === US ? stored(request) : null
      },
      'chain.ReadEntries': async ({ at }: PayloadOf<typeof ReadEntries>) => {
        scans.push(at!)
        failing()
        return [...requests].map(([bucket, request]) => ({
          keys: [String(bucket), request.provider],
          value: stored(request),
        }))
      },
      'transactions.Submit': async ({ key, call }: PayloadOf<typeof SubmitTransaction>) => {
        submissions.push(`${call.name} ${key}`)
        return submit(key)
      },
    },
  })
  system.register(chain)
  system.register(agreementUnit, { config: { provider: US, backoff: { min: 10, max: 10 } } })
  let needs = 0
  let done = 0
  system.attach({
    emitted({ event }) {
      if (event.type === ResyncNeeded.type) needs += 1
      if (event.type === ResyncDone.type) done += 1
      if (event.type === 'storage.AgreementAnswered') answers.push(event.payload as (typeof answers)[number])
    },
  })
  void system.start()
  await system.settled()

  return {
    system,
    requests,
    submissions,
    answers,
    scans,
    landed,
    resync: () => ({ needs, done }),
    answerBy: (next: typeof submit) => {
      submit = next
    },
    failNextReads: (count: number) => {
      failReads = count
    },
    ask: (bucketId: bigint, provider = US, more: Partial<StoredRequest> = {}) => {
      requests.set(bucketId, { provider, maxBytes: 100, expiresAt: head + 50, ...more })
    },
    requested: (bucketId: bigint, provider = US) =>
      system.emit(AgreementRequested, {
        bucketId,
        provider,
        requester: THEM,
        maxBytes: 100n,
        paymentLocked: 1_000n,
        duration: 10,
        block: { number: head, hash: `0x${head}` },
      }),
    withdrawn: (bucketId: bigint) => {
      requests.delete(bucketId)
      system.emit(AgreementRequestWithdrawn, {
        bucketId,
        provider: US,
        paymentReturned: 1n,
        block: { number: head, hash: '0x' },
      })
    },
    async block({ marked = false } = {}) {
      head += 1
      system.emit(BlockFinalized, {
        number: head,
        hash: `0x${head}`,
        parentHash: `0x${head - 1}`,
        resync: marked ? ['agreement'] : [],
      })
      await system.settled()
      clock.advance(10)
      await system.settled()
    },
    duties: () => system.actors().find(({ name }) => name === 'agreement')!.duties['agreement-request'],
  }
}

describe('the agreement actor', () => {
  it('asks for a marked block, reads the open requests there, and acknowledges', async () => {
    const s = await stage()
    s.ask(1n)
    s.ask(2n, THEM)
    await s.block()
    expect(s.scans).toEqual([])
    await s.block({ marked: true })
    expect(s.scans).toEqual(['0x2'])
    expect(s.resync()).toEqual({ needs: 1, done: 1 })
    expect(s.submissions).toEqual(['accept_agreement agreement/1/50'])
    expect(s.answers).toMatchObject([{ bucketId: 1n, answer: 'accepted' }])
  })

  it('tries again at the next marked block when a scan fails, and forgets nothing', async () => {
    const s = await stage()
    s.ask(1n)
    s.failNextReads(1)
    await s.block({ marked: true })
    expect(s.resync()).toEqual({ needs: 2, done: 0 })
    await s.block({ marked: true })
    expect(s.answers).toMatchObject([{ bucketId: 1n, answer: 'accepted' }])
    expect(s.resync()).toEqual({ needs: 2, done: 1 })
  })

  it('answers what arrives as an event, once, also when a scan meets it', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(5n)
    const pending = Promise.withResolvers<Submitted>()
    s.answerBy(() => pending.promise)
    s.requested(5n)
    await s.block({ marked: true })
    await s.block({ marked: true })
    expect(s.submissions).toHaveLength(1)
    s.requests.delete(5n)
    pending.resolve(s.landed({ result: 'success' }))
    await s.block()
    expect(s.answers).toHaveLength(1)
    expect(s.duties()).toBe(0)
  })

  it('leaves the requests of others alone', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(6n, THEM)
    s.requested(6n, THEM)
    await s.block()
    expect(s.submissions).toEqual([])
  })

  it('rejects with the reason of the policy', async () => {
    const s = await stage()
    s.ask(7n, US, { maxBytes: 10 ** 9 })
    await s.block({ marked: true })
    expect(s.submissions).toEqual([expect.stringMatching(/^reject_agreement/)])
    expect(s.answers).toMatchObject([{ bucketId: 7n, answer: 'rejected', reason: 'price-too-low' }])
  })

  it('ends quietly what is gone, withdrawn or expired', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.requested(8n)
    s.ask(9n, US, { expiresAt: 0 })
    s.requested(9n)
    await s.block()
    const pending = Promise.withResolvers<Submitted>()
    s.answerBy(() => pending.promise)
    s.ask(10n)
    s.requested(10n)
    await s.block()
    s.withdrawn(10n)
    await s.block()
    expect(s.answers.map(({ bucketId, answer }) => [bucketId, answer])).toEqual([
      [8n, 'gone'],
      [9n, 'expired'],
      [10n, 'withdrawn'],
    ])
    expect(s.submissions).toHaveLength(1)
    expect(s.duties()).toBe(0)
  })

  it('looks at the case anew when the answer failed, and says missed when it ran out', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(11n, US, { expiresAt: 4 })
    s.answerBy(() =>
      s.landed({ result: 'failed', error: { pallet: 'StorageProvider', name: 'CapacityExceeded', retryable: false } }),
    )
    s.requested(11n)
    await s.block()
    await s.block()
    expect(s.submissions.length).toBeGreaterThan(1)
    await s.block()
    await s.block()
    expect(s.answers).toMatchObject([{ bucketId: 11n, answer: 'missed' }])
    expect(s.duties()).toBe(0)
  })

  it('takes a request that somebody else answered for gone', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(12n)
    s.answerBy(() =>
      s.landed({
        result: 'failed',
        error: { pallet: 'StorageProvider', name: 'AgreementRequestNotFound', retryable: false },
      }),
    )
    s.requested(12n)
    await s.block()
    expect(s.answers).toMatchObject([{ bucketId: 12n, answer: 'gone' }])
  })

  it('goes on when reads fail for a while', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(13n)
    s.failNextReads(5)
    s.requested(13n)
    for (let n = 0; n < 6; n += 1) await s.block()
    expect(s.answers).toMatchObject([{ bucketId: 13n, answer: 'accepted' }])
  })

  it('answers the next request for a bucket that comes while the last one ends', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(14n)
    const pending = Promise.withResolvers<Submitted>()
    s.answerBy(() => pending.promise)
    s.requested(14n)
    await s.block()
    // Rejected on chain; asked again in the next block, before our own outcome has been read.
    s.requests.delete(14n)
    s.ask(14n, US, { expiresAt: 99 })
    s.requested(14n)
    await s.block()
    s.answerBy((key) => {
      s.requests.delete(BigInt(key.split('/')[1]!))
      return s.landed({ result: 'success' })
    })
    pending.resolve(s.landed({ result: 'success' }))
    await s.block()
    expect(s.submissions).toEqual(['accept_agreement agreement/14/51', 'accept_agreement agreement/14/99'])
    expect(s.answers.map(({ answer }) => answer)).toEqual(['accepted', 'accepted'])
  })
})
