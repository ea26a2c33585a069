import { sameBytes } from '../../../bytes.ts'
import { u64, u128 } from '../../../scale/index.ts'
import { call, type Execution, signedBy } from '../../pallet/index.ts'
import { accountId, multiSignature } from '../../primitives/index.ts'
import type { Ledger } from '../balances/index.ts'
import { nominalWeight } from '../system/limits.ts'
import { failure } from './errors.ts'
import { event } from './events.ts'
import { agreementOf, bucketOf, checked, sameAccount } from './rules.ts'
import { storage } from './storage.ts'
import { type Bucket, type StorageAgreement, syncRoots } from './types.ts'

/** What replicas do, and are paid for. */
export const replicaCalls = (ledger: Ledger) => ({
  confirm_replica_sync: call(
    {
      index: 50,
      args: { bucket_id: u64, roots: syncRoots, signature: multiSignature },
      weight: () => nominalWeight(3, 3),
      docs: 'Say as a replica which of the roots that the chain knows it holds. The signature is not looked at.',
    },
    (execution, origin, { bucket_id, roots }) => {
      const provider = signedBy(origin)
      const agreement = agreementOf(execution, bucket_id, provider)
      const replica = replicaOf(agreement)
      const bucket = bucketOf(execution, bucket_id)
      const position_matched = positionOf(bucket, roots)
      if (position_matched < 0) throw failure.InvalidSyncRoot()
      const mmr_root = roots[position_matched]!
      const { last_sync, min_sync_interval, sync_balance, sync_price } = replica
      if (last_sync !== undefined) {
        if (sameBytes(last_sync[0], mmr_root)) throw failure.InvalidSyncRoot()
        if (execution.blockNumber < last_sync[1] + min_sync_interval) throw failure.SyncTooFrequent()
      }
      if (sync_balance < sync_price) throw failure.InsufficientSyncBalance()
      const sync_payment = ledger.repatriate(execution, agreement.owner, provider, sync_price)
      setReplica(execution, { bucket_id, provider }, agreement, {
        ...replica,
        sync_balance: sync_balance - sync_price,
        last_sync: [mmr_root, execution.blockNumber],
      })
      execution.deposit(event.ReplicaSynced({ bucket_id, provider, mmr_root, position_matched, sync_payment }))
    },
  ),

  top_up_replica_sync_balance: call(
    {
      index: 51,
      args: { bucket_id: u64, provider: accountId, amount: u128 },
      weight: () => nominalWeight(3, 3),
      docs: 'Add to what a replica is paid from for its syncs.',
    },
    (execution, origin, { bucket_id, provider, amount }) => {
      const payer = signedBy(origin)
      const agreement = agreementOf(execution, bucket_id, provider)
      const replica = replicaOf(agreement)
      const new_total = checked(replica.sync_balance + amount)
      if (!sameAccount(payer, agreement.owner)) ledger.transfer(execution, payer, agreement.owner, amount, 'preserve')
      ledger.reserve(execution, agreement.owner, amount)
      setReplica(execution, { bucket_id, provider }, agreement, { ...replica, sync_balance: new_total })
      execution.deposit(event.ReplicaSyncBalanceToppedUp({ bucket_id, provider, amount, new_total }))
    },
  ),
})

type Replica = Extract<StorageAgreement['role'], { type: 'Replica' }>['value']

function replicaOf({ role }: StorageAgreement): Replica {
  if (role.type !== 'Replica') throw failure.NotReplica()
  return role.value
}

function setReplica(
  { storage: access }: Execution,
  { bucket_id, provider }: { bucket_id: bigint; provider: Uint8Array },
  agreement: StorageAgreement,
  value: Replica,
): void {
  storage.StorageAgreements.set(access, bucket_id, provider, { ...agreement, role: { type: 'Replica', value } })
}

const isSet = (root: Uint8Array): boolean => root.some((byte) => byte !== 0)

/** The first place at which the root given is the one the chain has there; -1 when there is none. */
function positionOf({ snapshot, historical_roots }: Bucket, roots: readonly (Uint8Array | undefined)[]): number {
  const known = [snapshot?.mmr_root, ...historical_roots.map(([, root]) => root)]
  return roots.findIndex((root, place) => {
    const there = known[place]
    return root !== undefined && there !== undefined && isSet(there) && sameBytes(root, there)
  })
}
