import { bool, u32, u64, u128 } from '../../../scale/index.ts'
import { call, type Execution, signedBy } from '../../pallet/index.ts'
import { type AccountId, accountId } from '../../primitives/index.ts'
import type { Ledger } from '../balances/index.ts'
import { nominalWeight } from '../system/limits.ts'
import type { StorageProviderConstants } from './constants.ts'
import { removeAgreement } from './end-agreement.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import {
  activeProvider,
  agreementOf,
  blocksAfter,
  bucketAdministeredBy,
  checked,
  checkedBytes,
  ensureDuration,
  paymentFor,
  providerOf,
  sameAccount,
} from './rules.ts'
import { storage } from './storage.ts'
import { endAction } from './types.ts'

const ofAgreement = { bucket_id: u64, provider: accountId } as const

/** What becomes of an agreement that was made. */
export const termCalls = (constants: StorageProviderConstants, ledger: Ledger) => {
  /** Money of whoever pays, held with the owner's, from whom the provider is paid. */
  function hold(execution: Execution, payer: AccountId, owner: AccountId, amount: bigint): void {
    if (!sameAccount(payer, owner)) ledger.transfer(execution, payer, owner, amount, 'preserve')
    ledger.reserve(execution, owner, amount)
  }

  return {
    set_extensions_blocked: call(
      {
        index: 4,
        args: { bucket_id: u64, blocked: bool },
        weight: () => nominalWeight(1, 1),
        docs: 'Say as a provider whether an agreement may be extended.',
      },
      (execution, origin, { bucket_id, blocked }) => {
        const provider = signedBy(origin)
        const agreement = agreementOf(execution, bucket_id, provider)
        const changed = { ...agreement, extensions_blocked: blocked }
        storage.StorageAgreements.set(execution.storage, bucket_id, provider, changed)
        execution.deposit(event.ExtensionsBlocked({ bucket_id, provider, blocked }))
      },
    ),

    end_agreement: call(
      {
        index: 25,
        args: { ...ofAgreement, action: endAction },
        weight: () => nominalWeight(4, 4),
        docs: 'End an agreement: a primary one early as admin, or any after it expired as its owner.',
      },
      (execution, origin, { bucket_id, provider, action }) => {
        const who = signedBy(origin)
        const agreement = agreementOf(execution, bucket_id, provider)
        const isEarly = execution.blockNumber < agreement.expires_at
        if (isEarly) {
          bucketAdministeredBy(execution, bucket_id, who)
          if (agreement.role.type === 'Replica') throw failure.CannotTerminateReplica()
        } else {
          if (!sameAccount(agreement.owner, who)) throw failure.NotAgreementOwner()
          if (execution.blockNumber > blocksAfter(agreement.expires_at, constants.settlementTimeout))
            throw failure.SettlementWindowPassed()
        }
        const percent = action.type === 'Burn' ? BigInt(Math.min(action.value.burn_percent, 100)) : 0n
        const burned = ledger.burnReserved(execution, agreement.owner, (agreement.payment_locked * percent) / 100n)
        const rest = agreement.payment_locked - burned
        const payment_to_provider = ledger.repatriate(execution, agreement.owner, provider, rest)
        noteEnd(execution, provider, burned > 0n)
        removeAgreement(execution, { bucket_id, provider }, agreement, isEarly ? 'AdminTerminated' : 'Expired', ledger)
        const ended = isEarly ? event.PrimaryAgreementEndedEarly : event.AgreementEnded
        execution.deposit(ended({ bucket_id, provider, payment_to_provider, burned }))
      },
    ),

    claim_expired_agreement: call(
      {
        index: 26,
        args: { bucket_id: u64 },
        weight: () => nominalWeight(4, 4),
        docs: 'Take the payment of an agreement that its owner has not settled in time, as its provider.',
      },
      (execution, origin, { bucket_id }) => {
        const provider = signedBy(origin)
        const agreement = agreementOf(execution, bucket_id, provider)
        if (execution.blockNumber <= blocksAfter(agreement.expires_at, constants.settlementTimeout))
          throw failure.AgreementNotExpired()
        const { owner, payment_locked } = agreement
        const payment_to_provider = ledger.repatriate(execution, owner, provider, payment_locked)
        noteEnd(execution, provider, false)
        removeAgreement(execution, { bucket_id, provider }, agreement, 'Expired', ledger)
        execution.deposit(event.AgreementExpiredClaimed({ bucket_id, provider, payment_to_provider }))
      },
    ),

    extend_agreement: call(
      {
        index: 27,
        args: { ...ofAgreement, additional_duration: u32, max_payment: u128 },
        weight: () => nominalWeight(3, 3),
        docs: "Extend an agreement at the provider's present price; only its owner may where that has risen.",
      },
      (execution, origin, { bucket_id, provider, additional_duration, max_payment }) => {
        const who = signedBy(origin)
        const agreement = agreementOf(execution, bucket_id, provider)
        if (execution.blockNumber >= agreement.expires_at) throw failure.AgreementExpired()
        if (agreement.extensions_blocked) throw failure.AgreementExtensionsBlocked()
        const info = activeProvider(execution, provider)
        if (!info.settings.accepting_extensions) throw failure.ProviderNotAcceptingExtensions()
        ensureDuration(info, additional_duration)
        const { price_per_byte } = info.settings
        if (price_per_byte > agreement.price_per_byte && !sameAccount(agreement.owner, who))
          throw failure.NotAgreementOwner()
        const payment = paymentFor(price_per_byte, agreement.max_bytes, additional_duration)
        if (payment > max_payment) throw failure.PaymentExceedsMax()
        hold(execution, who, agreement.owner, payment)
        const new_expires_at = blocksAfter(agreement.expires_at, additional_duration)
        storage.StorageAgreements.set(execution.storage, bucket_id, provider, {
          ...agreement,
          price_per_byte,
          payment_locked: checked(agreement.payment_locked + payment),
          expires_at: new_expires_at,
        })
        const stats = { ...info.stats, agreements_extended: info.stats.agreements_extended + 1 }
        storage.Providers.set(execution.storage, provider, { ...info, stats })
        execution.deposit(event.AgreementExtended({ bucket_id, provider, new_expires_at, payment }))
      },
    ),

    top_up_agreement: call(
      {
        index: 28,
        args: { ...ofAgreement, additional_bytes: u64, max_payment: u128 },
        weight: () => nominalWeight(3, 3),
        docs: 'Buy more bytes for the rest of an agreement, as its owner.',
      },
      (execution, origin, { bucket_id, provider, additional_bytes, max_payment }) => {
        const who = signedBy(origin)
        const agreement = agreementOf(execution, bucket_id, provider)
        if (!sameAccount(agreement.owner, who)) throw failure.NotAgreementOwner()
        const left = agreement.expires_at - execution.blockNumber
        if (left <= 0) throw failure.AgreementExpired()
        const amount = paymentFor(agreement.price_per_byte, additional_bytes, left)
        if (amount > max_payment) throw failure.PaymentExceedsMax()
        ledger.reserve(execution, who, amount)
        const new_max_bytes = checkedBytes(agreement.max_bytes + additional_bytes)
        storage.StorageAgreements.set(execution.storage, bucket_id, provider, {
          ...agreement,
          max_bytes: new_max_bytes,
          payment_locked: checked(agreement.payment_locked + amount),
        })
        // Whether stake and capacity bear it is not looked at, as in the pallet that this stands for.
        const info = providerOf(execution, provider)
        const committed_bytes = checkedBytes(info.committed_bytes + additional_bytes)
        storage.Providers.set(execution.storage, provider, { ...info, committed_bytes })
        execution.deposit(event.AgreementToppedUp({ bucket_id, provider, amount, new_max_bytes }))
      },
    ),
  }
}

function noteEnd(execution: Execution, who: AccountId, isBurned: boolean): void {
  const info = storage.Providers.get(execution.storage, who)
  if (info === undefined) return
  const { agreements_burned, agreements_not_extended } = info.stats
  storage.Providers.set(execution.storage, who, {
    ...info,
    stats: {
      ...info.stats,
      agreements_not_extended: agreements_not_extended + 1,
      agreements_burned: agreements_burned + (isBurned ? 1 : 0),
    },
  })
}
