import { smartContract, tfgrid } from '../../../devnet/calls.ts'
import { GIB, hash, text } from '../../../devnet/grid/stage.ts'
import { type Bytes, sumOf, times } from './meter.ts'
import { DAY, HOUR, MONTH_DAYS, startGrid } from './stage.ts'

/** What a contract leaves when it is made, in a month of hourly bills, and when it ends. */
export interface Life {
  readonly begin: Bytes
  readonly bills: Bytes
  readonly end: Bytes
}

export const monthOf = ({ begin, bills, end }: Life): Bytes => sumOf(begin, bills, end)

const HOURS = MONTH_DAYS * 24
/** A name, a project and a version in JSON are about as long. */
const DATA = text('x'.repeat(60))
const USED = { cru: 2n, mru: 2n * GIB, sru: 60n * GIB, hru: 0n }
const ROOT = new Uint8Array(32).fill(7)

/** Today's way: a contract for each deployment, its use reported by the node, billed each hour by a validator. */
export function nodeContract(): Life {
  const { chain, meter, user, author, node } = startGrid(1)
  const contract_id = 1n
  const deployment = { node_id: 1, deployment_hash: hash('a'), deployment_data: DATA, public_ips: 0 }
  const begin = sumOf(
    meter(user, smartContract('create_node_contract', { ...deployment, solution_provider_id: undefined })),
    meter(node(1), smartContract('report_contract_resources', { contract_resources: [{ contract_id, used: USED }] })),
  )
  const bills = sumOf(
    ...Array.from({ length: HOURS }, () => {
      chain.pass(HOUR)
      return meter(author, smartContract('bill_contract_for_block', { contract_id }))
    }),
  )
  return { begin, bills, end: meter(user, smartContract('cancel_contract', { contract_id })) }
}

/** A contract of a user with a farm, whatever is deployed: made by five extrinsics, billed each hour with a root for metadata. */
export function serviceContract(): Life {
  const { chain, meter, farmer, user } = startGrid(1)
  const id = { service_contract_id: 1n }
  const parties = { service_account: farmer.account, consumer_account: user.account }
  const begin = sumOf(
    meter(user, smartContract('service_contract_create', parties)),
    meter(user, smartContract('service_contract_set_metadata', { ...id, metadata: text('m'.repeat(32)) })),
    meter(farmer, smartContract('service_contract_set_fees', { ...id, base_fee: 0n, variable_fee: 1_000n })),
    meter(user, smartContract('service_contract_approve', id)),
    meter(farmer, smartContract('service_contract_approve', id)),
  )
  const bills = sumOf(
    ...Array.from({ length: HOURS }, () => {
      chain.pass(HOUR)
      return meter(farmer, smartContract('service_contract_bill', { ...id, variable_amount: 700n, metadata: ROOT }))
    }),
  )
  return { begin, bills, end: meter(user, smartContract('service_contract_cancel', id)) }
}

/** That each node says every 40 minutes that it is up, whatever runs on it: a month of it. */
export function uptime(): Bytes {
  const { chain, meter, node } = startGrid(1)
  const now = BigInt(chain.hashes.length * 6)
  const report = meter(node(1), tfgrid('report_uptime_v2', { uptime: 1_000n, timestamp_hint: now }))
  return times(report, (MONTH_DAYS * DAY) / (40 * 60))
}
