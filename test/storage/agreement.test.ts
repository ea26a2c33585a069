import { describe, expect, it } from 'vitest'
import type { DispatchOutcome } from '../../src/chain/transactions/events.ts'
import { agreementUnit } from '../../src/storage/agreement/spec.ts'
import { AgreementRequested, AgreementRequestWithdrawn } from '../../src/storage/chain-facts.ts'
import { hashOf, startStage, THEM, US } from './stage.ts'

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

const SUCCESS: DispatchOutcome = { result: 'success' }
const failed = (name: string): DispatchOutcome => ({
  result: 'failed',
  error: { pallet: 'StorageProvider', name, retryable: false },
})

/** The agreement actor on the simulated chain, where an answer takes the request away. */
async function stage() {
  const chain = await startStage(agreementUnit, {
    ports: {},
    config: { provider: US, backoff: { min: 10, max: 10 } },
  })
  chain.constants.set('MinStakePerByte', 1)
  chain.state.set(`Providers/${US}`, PROVIDER)
  const item = (bucketId: bigint, provider: string) => `AgreementRequests/${bucketId}/${provider}`
  const here = () => ({ number: chain.head, hash: hashOf(chain.head) })
  const settle = (bucketId: bigint) => void chain.state.delete(item(bucketId, US))
  chain.submitBy(({ key }) => {
    settle(BigInt(key.split('/')[1]!))
    return SUCCESS
  })
  return {
    ...chain,
    settle,
    calls: () => chain.submissions.map(({ call, key }) => `${call.name} ${key}`),
    answers: () => chain.told('storage.AgreementAnswered'),
    openDuties: () => chain.duties('agreement-request'),
    ask: (bucketId: bigint, provider = US, more: { maxBytes?: number; expiresAt?: number } = {}) =>
      void chain.state.set(item(bucketId, provider), {
        requester: THEM,
        maxBytes: 100,
        paymentLocked: 10 ** 6,
        duration: 10,
        expiresAt: chain.head + 50,
        replicaParams: null,
        ...more,
      }),
    requested: (bucketId: bigint, provider = US) =>
      chain.system.emit(AgreementRequested, {
        bucketId,
        provider,
        requester: THEM,
        maxBytes: 100n,
        paymentLocked: 1_000n,
        duration: 10,
        block: here(),
      }),
    withdrawn(bucketId: bigint) {
      settle(bucketId)
      chain.system.emit(AgreementRequestWithdrawn, { bucketId, provider: US, paymentReturned: 1n, block: here() })
    },
  }
}

describe('the agreement actor', () => {
  it('asks for a marked block, reads the open requests there, and acknowledges', async () => {
    const s = await stage()
    s.ask(1n)
    s.ask(2n, THEM)
    await s.block()
    expect(s.scans()).toEqual([])
    await s.block({ marked: true })
    expect(s.scans()).toEqual([hashOf(2)])
    expect(s.resyncs()).toEqual({ needed: 1, done: 1 })
    expect(s.calls()).toEqual(['accept_agreement agreement/1/50'])
    expect(s.answers()).toMatchObject([{ bucketId: 1n, answer: 'accepted' }])
  })

  it('tries again at the next marked block when a scan fails, and forgets nothing', async () => {
    const s = await stage()
    s.ask(1n)
    s.failNextReads(1)
    await s.block({ marked: true })
    expect(s.resyncs()).toEqual({ needed: 2, done: 0 })
    await s.block({ marked: true })
    expect(s.answers()).toMatchObject([{ bucketId: 1n, answer: 'accepted' }])
    expect(s.resyncs()).toEqual({ needed: 2, done: 1 })
  })

  it('answers what arrives as an event, once, also when a scan meets it', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(5n)
    const pending = Promise.withResolvers<DispatchOutcome>()
    s.submitBy(() => pending.promise)
    s.requested(5n)
    await s.block({ marked: true })
    await s.block({ marked: true })
    expect(s.calls()).toHaveLength(1)
    s.settle(5n)
    pending.resolve(SUCCESS)
    await s.block()
    expect(s.answers()).toHaveLength(1)
    expect(s.openDuties()).toBe(0)
  })

  it('leaves the requests of others alone', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(6n, THEM)
    s.requested(6n, THEM)
    await s.block()
    expect(s.calls()).toEqual([])
  })

  it('rejects with the reason of the policy', async () => {
    const s = await stage()
    s.ask(7n, US, { maxBytes: 10 ** 9 })
    await s.block({ marked: true })
    expect(s.calls()).toEqual([expect.stringMatching(/^reject_agreement/)])
    expect(s.answers()).toMatchObject([{ bucketId: 7n, answer: 'rejected', reason: 'price-too-low' }])
  })

  it('ends quietly what is gone, withdrawn or expired', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.requested(8n)
    s.ask(9n, US, { expiresAt: 0 })
    s.requested(9n)
    await s.block()
    const pending = Promise.withResolvers<DispatchOutcome>()
    s.submitBy(() => pending.promise)
    s.ask(10n)
    s.requested(10n)
    await s.block()
    s.withdrawn(10n)
    await s.block()
    expect(s.answers().map(({ bucketId, answer }) => [bucketId, answer])).toEqual([
      [8n, 'gone'],
      [9n, 'expired'],
      [10n, 'withdrawn'],
    ])
    expect(s.calls()).toHaveLength(1)
    expect(s.openDuties()).toBe(0)
  })

  it('looks at the case anew when the answer failed, and says missed when it ran out', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(11n, US, { expiresAt: 4 })
    s.submitBy(() => failed('CapacityExceeded'))
    s.requested(11n)
    await s.block()
    await s.block()
    expect(s.calls().length).toBeGreaterThan(1)
    await s.block()
    await s.block()
    expect(s.answers()).toMatchObject([{ bucketId: 11n, answer: 'missed' }])
    expect(s.openDuties()).toBe(0)
  })

  it('has a request accepted in time or not at all, and rejected whenever', async () => {
    const s = await stage()
    s.ask(1n, US, { expiresAt: 40 })
    s.ask(2n, US, { expiresAt: 40, maxBytes: 10 ** 9 })
    await s.block({ marked: true })
    const deadlines = s.submissions.map(({ call, deadline }) => [call.name, deadline])
    expect(deadlines.sort()).toEqual([
      ['accept_agreement', 41],
      ['reject_agreement', undefined],
    ])
  })

  it('takes a request that somebody else answered for gone', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(12n)
    s.submitBy(() => failed('AgreementRequestNotFound'))
    s.requested(12n)
    await s.block()
    expect(s.answers()).toMatchObject([{ bucketId: 12n, answer: 'gone' }])
  })

  it('goes on when reads fail for a while', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(13n)
    s.failNextReads(5)
    s.requested(13n)
    for (let n = 0; n < 6; n += 1) await s.block()
    expect(s.answers()).toMatchObject([{ bucketId: 13n, answer: 'accepted' }])
  })

  it('answers the next request for a bucket that comes while the last one ends', async () => {
    const s = await stage()
    await s.block({ marked: true })
    s.ask(14n)
    const pending = Promise.withResolvers<DispatchOutcome>()
    s.submitBy(() => pending.promise)
    s.requested(14n)
    await s.block()
    // Rejected on chain; asked again in the next block, before our own outcome has been read.
    s.settle(14n)
    s.ask(14n, US, { expiresAt: 99 })
    s.requested(14n)
    await s.block()
    s.submitBy(({ key }) => {
      s.settle(BigInt(key.split('/')[1]!))
      return SUCCESS
    })
    pending.resolve(SUCCESS)
    await s.block()
    expect(s.calls()).toEqual(['accept_agreement agreement/14/51', 'accept_agreement agreement/14/99'])
    expect(s.answers().map(({ answer }) => answer)).toEqual(['accepted', 'accepted'])
  })
})
