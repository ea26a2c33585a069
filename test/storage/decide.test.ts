import { describe, expect, it } from 'vitest'
import { type AgreementCase, decide } from '../../src/storage/agreement/decide.ts'

const base: AgreementCase = {
  bucketId: 1n,
  request: {
    requester: `0x${'01'.repeat(32)}`,
    maxBytes: 1_000n,
    paymentLocked: 2n * 1_000n * 100n,
    duration: 100,
    expiresAt: 500,
    replicaParams: null,
  },
  provider: {
    stake: 10_000n,
    committedBytes: 4_000n,
    settings: {
      minDuration: 10,
      maxDuration: 1_000,
      pricePerByte: 2n,
      acceptingPrimary: true,
      replicaSyncPrice: null,
      acceptingExtensions: true,
      maxCapacity: 5_000n,
    },
    deregisterAt: null,
  },
  hasAgreement: false,
  minStakePerByte: 2n,
  at: 100,
}

type Change = {
  request?: Partial<AgreementCase['request']>
  provider?: Partial<AgreementCase['provider']>
  settings?: object
} & Partial<Pick<AgreementCase, 'hasAgreement' | 'minStakePerByte'>>

const changed = ({ request, provider, settings, ...rest }: Change): AgreementCase => ({
  ...base,
  ...rest,
  request: { ...base.request, ...request },
  provider: { ...base.provider, ...provider, settings: { ...base.provider.settings, ...settings } },
})

describe('the default policy', () => {
  it('accepts what the settings offer, to the last byte, block and planck', () => {
    expect(decide(base)).toEqual({ accept: true })
  })

  it.each<[string, Change]>([
    ['deregistering', { provider: { deregisterAt: 900 } }],
    ['agreement-exists', { hasAgreement: true }],
    ['not-accepting-primary', { settings: { acceptingPrimary: false } }],
    ['not-accepting-replicas', { request: { replicaParams: { syncBalance: 1n, minSyncInterval: 1 } } }],
    ['duration-too-short', { request: { duration: 9, paymentLocked: 10n ** 9n } }],
    ['duration-too-long', { request: { duration: 1_001, paymentLocked: 10n ** 9n } }],
    ['price-too-low', { request: { paymentLocked: base.request.paymentLocked - 1n } }],
    ['over-capacity', { settings: { maxCapacity: 4_999n } }],
    ['under-staked', { provider: { stake: 9_999n } }],
  ])('rejects for the reason %s', (reason, change) => {
    expect(decide(changed(change))).toEqual({ accept: false, reason })
  })

  it('takes a capacity of 0 as unlimited', () => {
    expect(decide(changed({ settings: { maxCapacity: 0n } }))).toEqual({ accept: true })
  })

  describe('on a request for a replica', () => {
    const replica = (syncBalance: bigint, minSyncInterval: number) =>
      changed({
        request: { replicaParams: { syncBalance, minSyncInterval } },
        settings: { replicaSyncPrice: 5n, acceptingPrimary: false },
      })

    it('accepts it when there is a price for it and the balance pays for a sync', () => {
      expect(decide(replica(5n, 1))).toEqual({ accept: true })
      expect(decide(replica(4n, 1))).toEqual({ accept: false, reason: 'sync-balance-too-low' })
    })

    it('wants as many syncs paid for, and as much time between two, as it is told to', () => {
      const rules = { paidSyncs: 3, minSyncInterval: 10 }
      expect(decide(replica(15n, 10), rules)).toEqual({ accept: true })
      expect(decide(replica(14n, 10), rules)).toEqual({ accept: false, reason: 'sync-balance-too-low' })
      expect(decide(replica(15n, 9), rules)).toEqual({ accept: false, reason: 'sync-interval-too-short' })
    })

    it('rejects what would end before it may sync again', () => {
      expect(decide(replica(5n, 100))).toEqual({ accept: true })
      expect(decide(replica(5n, 101))).toEqual({ accept: false, reason: 'sync-interval-too-long' })
    })
  })
})
