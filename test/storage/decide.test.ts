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

  it('accepts a replica when it has a price for it', () => {
    const replica = {
      request: { replicaParams: { syncBalance: 1n, minSyncInterval: 1 } },
      settings: { replicaSyncPrice: 5n, acceptingPrimary: false },
    }
    expect(decide(changed(replica))).toEqual({ accept: true })
  })
})
