import { sameBytes } from '../../../bytes.ts'
import { compact, encode, u32, u64, u128 } from '../../../scale/index.ts'
import { call, type StorageAccess, signedBy } from '../../pallet/index.ts'
import { type AccountId, multiSignature, verifySignature } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { closeAgreement, mostSpent } from './close.ts'
import type { Agreeing } from './context.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { accountOfTwin, agreementOf, billerOf, farmerOf, genesisOf, periodNow, poolOf, twinIdOf } from './rules.ts'
import { storage } from './storage.ts'
import { type Agreement, closingBytes, offer } from './types.ts'

const id = { agreement: compact(u64) } as const

/** Agreements of users with farms: one each, whatever the user deploys. */
export const agreementCalls = (agreeing: Agreeing) => ({
  agree: call(
    {
      index: 3,
      args: { farm_id: compact(u32), terms: offer, max_per_period: compact(u128), deposit: compact(u128) },
      weight: () => nominalWeight(6, 4),
      docs: "Takes a farm's offer as it is known to the user, up to so much a period, and pays in.",
    },
    (execution, origin, { farm_id, terms, max_per_period, deposit: paid }) => {
      const { storage: access, deposit } = execution
      const who = signedBy(origin)
      const twin_id = twinIdOf(access, who)
      const offered = storage.Offers.get(access, farm_id)
      if (!offered) throw failure.OfferNotExists()
      if (!sameBytes(encode(offer, offered), encode(offer, terms))) throw failure.OfferChanged()
      if (max_per_period === 0n) throw failure.MaximumIsZero()
      if (paid < max_per_period) throw failure.DepositTooSmall()
      agreeing.ledger.transfer(execution, who, poolOf(farm_id), paid, 'preserve')
      const agreement = storage.AgreementId.get(access) + 1n
      storage.AgreementId.set(access, agreement)
      storage.Agreements.set(access, agreement, {
        farm_id,
        twin_id,
        terms,
        max_per_period,
        deposit: paid,
        since: periodNow(access, agreeing),
        ends: undefined,
      })
      const biller = billerOf(access, farm_id)
      storage.Billers.set(access, farm_id, {
        ...biller,
        pool: biller.pool + paid,
        ceiling: biller.ceiling + max_per_period,
        agreements: biller.agreements + 1,
      })
      deposit(event.Agreed({ agreement, farm_id }))
    },
  ),

  pay_in: call(
    {
      index: 4,
      args: { ...id, amount: compact(u128) },
      weight: () => nominalWeight(4, 3),
      docs: 'Pays more in for an agreement: anybody may.',
    },
    (execution, origin, { agreement: agreementId, amount }) => {
      const { storage: access, deposit } = execution
      const before = agreementOf(access, agreementId)
      agreeing.ledger.transfer(execution, signedBy(origin), poolOf(before.farm_id), amount, 'preserve')
      storage.Agreements.set(access, agreementId, { ...before, deposit: before.deposit + amount })
      const biller = billerOf(access, before.farm_id)
      storage.Billers.set(access, before.farm_id, { ...biller, pool: biller.pool + amount })
      deposit(event.Deposited({ agreement: agreementId, amount }))
    },
  ),

  end: call(
    { index: 5, args: id, weight: () => nominalWeight(4, 1), docs: 'Gives notice: either party.' },
    (execution, origin, { agreement: agreementId }) => {
      const { storage: access, deposit } = execution
      const before = agreementOf(access, agreementId)
      otherParty(access, before, signedBy(origin))
      if (before.ends !== undefined) throw failure.AgreementEnding()
      const ends = periodNow(access, agreeing) + before.terms.notice
      storage.Agreements.set(access, agreementId, { ...before, ends })
      deposit(event.Ending({ agreement: agreementId, ends }))
    },
  ),

  close: call(
    {
      index: 6,
      args: { ...id, spent: compact(u128), signature: multiSignature },
      weight: () => nominalWeight(6, 4),
      docs: 'Ends an agreement that is over as both say: one signs the extrinsic, the other what was spent.',
    },
    (execution, origin, { agreement: agreementId, spent, signature }) => {
      const { storage: access } = execution
      const agreement = agreementOf(access, agreementId)
      const other = otherParty(access, agreement, signedBy(origin))
      const signed = closingBytes({ genesis: genesisOf(access), agreement: agreementId, spent })
      if (!verifySignature(signed, signature, other)) throw failure.BadSignature()
      closeAgreement(execution, agreementId, agreement, spent, agreeing)
    },
  ),

  close_alone: call(
    {
      index: 7,
      args: id,
      weight: () => nominalWeight(6, 4),
      docs: 'Ends an agreement that is over where the other party is silent: as if the most had been spent.',
    },
    (execution, origin, { agreement: agreementId }) => {
      const agreement = agreementOf(execution.storage, agreementId)
      otherParty(execution.storage, agreement, signedBy(origin))
      closeAgreement(execution, agreementId, agreement, mostSpent(agreement), agreeing)
    },
  ),
})

/** @throws unless `who` is one of the two */
function otherParty(access: StorageAccess, { farm_id, twin_id }: Agreement, who: AccountId): AccountId {
  const [user, farmer] = [accountOfTwin(access, twin_id), farmerOf(access, farm_id)]
  if (sameBytes(who, user)) return farmer
  if (sameBytes(who, farmer)) return user
  throw failure.NotParty()
}
