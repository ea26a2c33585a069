import { sameBytes } from '../../../bytes.ts'
import { bytes, u8, u32 } from '../../../scale/index.ts'
import { call, ensureRoot } from '../../pallet/index.ts'
import { accountId } from '../../primitives/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { storage } from './storage.ts'
import { policy } from './types-policy.ts'

const POLICY_VERSION = 2
const { PricingPolicies, PricingPolicyID, PricingPolicyIdByName, ConnectionPrice, ZosVersion } = storage

const terms = {
  name: bytes,
  su: policy,
  cu: policy,
  nu: policy,
  ipu: policy,
  unique_name: policy,
  domain_name: policy,
  foundation_account: accountId,
  certified_sales_account: accountId,
  discount_for_dedication_nodes: u8,
} as const

/** What the chain's government decides; every call here is restricted. */
export const policyCalls = {
  create_pricing_policy: call(
    { index: 22, args: terms, weight: () => nominalWeight(2, 3), docs: 'Makes a pricing policy.' },
    ({ storage: access, deposit }, origin, given) => {
      ensureRoot(origin)
      if (PricingPolicyIdByName.has(access, given.name)) throw failure.PricingPolicyExists()
      const id = PricingPolicyID.get(access) + 1
      const made = { version: POLICY_VERSION, id, ...given }
      PricingPolicies.set(access, id, made)
      PricingPolicyIdByName.set(access, given.name, id)
      PricingPolicyID.set(access, id)
      deposit(event.PricingPolicyStored(made))
    },
  ),

  update_pricing_policy: call(
    {
      index: 23,
      args: { pricing_policy_id: u32, ...terms },
      weight: () => nominalWeight(2, 3),
      docs: 'Changes a pricing policy.',
    },
    ({ storage: access, deposit }, origin, { pricing_policy_id, ...given }) => {
      ensureRoot(origin)
      const before = PricingPolicies.get(access, pricing_policy_id)
      if (!before) throw failure.PricingPolicyNotExists()
      const named = PricingPolicyIdByName.get(access, given.name)
      if (named !== 0 && named !== pricing_policy_id) throw failure.PricingPolicyWithDifferentIdExists()
      if (!sameBytes(before.name, given.name)) PricingPolicyIdByName.remove(access, before.name)
      const updated = { ...before, ...given }
      PricingPolicies.set(access, pricing_policy_id, updated)
      PricingPolicyIdByName.set(access, given.name, pricing_policy_id)
      // The counter too, as on the real chain.
      PricingPolicyID.set(access, pricing_policy_id)
      deposit(event.PricingPolicyStored(updated))
    },
  ),

  set_connection_price: call(
    { index: 29, args: { price: u32 }, weight: () => nominalWeight(0, 1), docs: 'What new nodes are connected for.' },
    ({ storage: access, deposit }, origin, { price }) => {
      ensureRoot(origin)
      ConnectionPrice.set(access, price)
      deposit(event.ConnectionPriceSet(price))
    },
  ),

  set_zos_version: call(
    { index: 34, args: { zos_version: bytes }, weight: () => nominalWeight(1, 1), docs: 'What nodes are to run.' },
    ({ storage: access, deposit }, origin, { zos_version }) => {
      ensureRoot(origin)
      if (sameBytes(ZosVersion.get(access), zos_version)) throw failure.InvalidZosVersion()
      ZosVersion.set(access, zos_version)
      deposit(event.ZosVersionUpdated(zos_version))
    },
  ),
}
