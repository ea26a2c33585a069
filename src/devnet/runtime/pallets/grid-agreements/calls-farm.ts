import { compact, u32, u128 } from '../../../scale/index.ts'
import { call, signedBy } from '../../pallet/index.ts'
import { nominalWeight } from '../system/limits.ts'
import type { Agreeing } from './context.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { billerOf, ensureFarmer, poolOf } from './rules.ts'
import { storage } from './storage.ts'
import { offer } from './types.ts'

/** What a farmer offers, and stands for. */
export const farmCalls = ({ ledger }: Agreeing) => ({
  offer: call(
    {
      index: 0,
      args: { farm_id: compact(u32), terms: offer },
      weight: () => nominalWeight(4, 3),
      docs: 'Says what a farm asks from now on: agreements made before keep their terms.',
    },
    (execution, origin, { farm_id, terms }) => {
      const { storage: access, deposit } = execution
      const who = signedBy(origin)
      ensureFarmer(access, farm_id, who)
      // Keeps the pool's account alive, whatever is paid out of it.
      if (!storage.Offers.has(access, farm_id))
        ledger.transfer(execution, who, poolOf(farm_id), ledger.existentialDeposit, 'preserve')
      storage.Offers.set(access, farm_id, terms)
      deposit(event.Offered({ farm_id }))
    },
  ),

  bond: call(
    {
      index: 1,
      args: { farm_id: compact(u32), amount: compact(u128) },
      weight: () => nominalWeight(4, 2),
      docs: 'Puts money down that is lost by a false bill: at least twice what the open bills come to.',
    },
    (execution, origin, { farm_id, amount }) => {
      const { storage: access, deposit } = execution
      const who = signedBy(origin)
      ensureFarmer(access, farm_id, who)
      ledger.reserve(execution, who, amount)
      const biller = billerOf(access, farm_id)
      const bond = biller.bond + amount
      storage.Billers.set(access, farm_id, { ...biller, bond })
      deposit(event.BondChanged({ farm_id, bond }))
    },
  ),

  leave: call(
    {
      index: 2,
      args: { farm_id: compact(u32) },
      weight: () => nominalWeight(4, 4),
      docs: 'Takes bond and pool back, when no bill and no agreement is open.',
    },
    (execution, origin, { farm_id }) => {
      const { storage: access, deposit } = execution
      const who = signedBy(origin)
      ensureFarmer(access, farm_id, who)
      const { bond, pool, agreements, bills } = billerOf(access, farm_id)
      if (bills.length > 0) throw failure.BillsOpen()
      if (agreements > 0) throw failure.AgreementsOpen()
      ledger.unreserve(execution, who, bond)
      const kept = storage.Offers.has(access, farm_id) ? ledger.existentialDeposit : 0n
      ledger.transfer(execution, poolOf(farm_id), who, pool + kept, 'expendable')
      storage.Billers.remove(access, farm_id)
      storage.Offers.remove(access, farm_id)
      deposit(event.BondChanged({ farm_id, bond: 0n }))
    },
  ),
})
