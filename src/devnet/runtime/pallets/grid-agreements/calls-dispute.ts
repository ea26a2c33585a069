import { compact, u32 } from '../../../scale/index.ts'
import { call, signedBy } from '../../pallet/index.ts'
import { nominalWeight } from '../system/limits.ts'
import type { Agreeing } from './context.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { ensureFalse } from './evidence.ts'
import { billerOf, farmerOf } from './rules.ts'
import { storage } from './storage.ts'
import { evidence } from './types.ts'

export const disputeCalls = ({ ledger }: Agreeing) => ({
  dispute: call(
    {
      index: 11,
      args: { farm_id: compact(u32), period: compact(u32), evidence },
      weight: () => nominalWeight(30, 4, 500_000_000n),
      docs: 'Shows that a bill is false before it is paid: half of the bond is for who does, the rest is burned.',
    },
    (execution, origin, { farm_id, period, evidence: shown }) => {
      const { storage: access, deposit } = execution
      const by = signedBy(origin)
      const biller = billerOf(access, farm_id)
      const bill = biller.bills.find((each) => each.period === period)
      if (!bill) throw failure.BillNotExists()
      ensureFalse(access, farm_id, bill, shown)
      const farmer = farmerOf(access, farm_id)
      const reward = ledger.repatriate(execution, farmer, by, biller.bond / 2n)
      const burned = ledger.burnReserved(execution, farmer, biller.bond - reward)
      // Without a bond behind them the other open bills are worth nothing either.
      storage.Billers.set(access, farm_id, { ...biller, bond: 0n, bills: [] })
      deposit(event.Slashed({ farm_id, period, amount: reward + burned, by }))
    },
  ),
})
