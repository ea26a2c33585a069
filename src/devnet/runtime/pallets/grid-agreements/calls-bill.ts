import { compact, u32, u128 } from '../../../scale/index.ts'
import { call, signedBy } from '../../pallet/index.ts'
import { h256 } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { tfgridStorage } from '../tfgrid/index.ts'
import { nowInSeconds } from '../timestamp/seconds.ts'
import { MAX_OPEN_BILLS, MAX_PROOFS } from './constants.ts'
import type { Agreeing } from './context.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { billerOf, ensureFarmer, periodNow, twinIdOf } from './rules.ts'
import { settleDue } from './settle.ts'
import { storage } from './storage.ts'

/** What nodes prove and farms bill: one extrinsic a farm and period, for all its users. */
export const billCalls = (agreeing: Agreeing) => ({
  prove: call(
    {
      index: 8,
      args: { period: compact(u32), root: h256 },
      weight: () => nominalWeight(3, 1),
      free: true,
      docs: 'The root over what a node was used for in a period: by the node, while it may be asked for.',
    },
    ({ storage: access, deposit }, origin, { period, root }) => {
      const twinId = twinIdOf(access, signedBy(origin))
      const node_id = tfgridStorage.NodeIdByTwinID.get(access, twinId)
      if (!tfgridStorage.Nodes.has(access, node_id)) throw failure.NodeNotExists()
      if (period >= periodNow(access, agreeing)) throw failure.PeriodNotOver()
      const known = storage.NodeProofs.get(access, node_id)
      if (known.some((proof) => proof.period >= period)) throw failure.PeriodProved()
      const kept = known.filter((proof) => proof.period + MAX_PROOFS > period)
      storage.NodeProofs.set(access, node_id, [...kept, { period, root }])
      deposit(event.Proved({ node_id, period }))
    },
  ),

  bill: call(
    {
      index: 9,
      args: { farm_id: compact(u32), period: compact(u32), total: compact(u128), root: h256 },
      weight: () => nominalWeight(5, 4),
      docs: 'What a period comes to for all users of a farm, with the root over what is whose; pays what is due of bills before.',
    },
    (execution, origin, { farm_id, period, total, root }) => {
      const { storage: access, deposit } = execution
      ensureFarmer(access, farm_id, signedBy(origin))
      const now = periodNow(access, agreeing)
      if (period >= now) throw failure.PeriodNotOver()
      if (period + agreeing.rules.delay < now) throw failure.PeriodTooOld()
      const biller = settleDue(execution, farm_id, billerOf(access, farm_id), agreeing)
      if (period < biller.next_period) throw failure.PeriodBilled()
      if (total > biller.ceiling) throw failure.TotalAboveAgreed()
      const open = biller.bills.reduce((sum, each) => sum + each.total, total)
      if (open > biller.pool) throw failure.TotalAbovePool()
      // Half of the bond is burned for a false bill, whoever shows it: that has to be more than such bills can bring.
      if (2n * open > biller.bond) throw failure.TotalAboveBond()
      if (biller.bills.length === MAX_OPEN_BILLS) throw failure.TooManyOpenBills()
      const payable_at = nowInSeconds(access) + agreeing.rules.window
      const bills = [...biller.bills, { period, root, total, payable_at }]
      storage.Billers.set(access, farm_id, { ...biller, next_period: period + 1, bills })
      deposit(event.Billed({ farm_id, period }))
    },
  ),

  settle: call(
    {
      index: 10,
      args: { farm_id: compact(u32) },
      weight: () => nominalWeight(4, 3),
      docs: 'Pays the bills of a farm that nobody has shown false in time: anybody may ask for it.',
    },
    (execution, origin, { farm_id }) => {
      signedBy(origin)
      const { storage: access } = execution
      const before = billerOf(access, farm_id)
      const settled = settleDue(execution, farm_id, before, agreeing)
      if (settled.bills.length === before.bills.length) throw failure.BillNotExists()
      storage.Billers.set(access, farm_id, settled)
    },
  ),
})
