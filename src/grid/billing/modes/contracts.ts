import { readPricing, readServiceContract, readServiceContracts } from '../../chain-state.ts'
import { agreedCost, type Rates } from '../../evidence/agreed-cost.ts'
import { type BillLeaf, inOrder } from '../../evidence/leaf.ts'
import { USED_KINDS, type Used } from '../../evidence/used.ts'
import { readFarm } from '../../farm/read.ts'
import { periodOf } from '../../proof/periods.ts'
import { rounded } from '../cost.ts'
import type { TaskCtx } from '../ports.ts'
import type { Bill } from '../records/records.ts'
import { metadataOf } from './metadata.ts'
import type { BillMode, Usages } from './mode.ts'

const payerOf = (id: bigint): string => `service/${id}`
const idOf = (payer: string): bigint => BigInt(payer.slice('service/'.length))

const HOUR = 3_600n
/** Fees are in thousandths of a USD, costs in ten-thousandths of those. */
const PARTS = 10_000n

/** Because of some errors a bill never is. */
const LOST: ReadonlySet<string> = new Set([
  'ServiceContractNotExists',
  'TwinNotAuthorized',
  'ServiceContractBillingNotApprovedByBoth',
])
const UNPAID = 'ServiceContractNotEnoughFundsToPayBill'

/** What a bill leaves to the next: the chain takes whole thousandths, and so much for an hour at the most. */
const leftBy = ({ carried, total, asked }: Pick<Bill, 'carried' | 'total' | 'asked'>): bigint =>
  carried + total - asked * PARTS

async function ratesOf(ctx: TaskCtx, at: string): Promise<Rates> {
  const { cu, su, ipu, nu } = await readPricing(ctx, at)
  const odd = [cu, su, ipu, nu].find(({ unit }) => unit !== 'Gigabytes')
  if (odd !== undefined) throw new Error(`the chain prices by ${odd.unit}: only Gigabytes are understood`)
  return { cu: cu.value, su: su.value, ipu: ipu.value, nu: nu.value }
}

/** One for each deployment and node: what was used in all periods, priced period by period. */
function leavesOf(usages: Usages, rates: Rates): BillLeaf[] {
  const sums = new Map<string, BillLeaf>()
  for (const { agreement, deployment, node, used } of usages) {
    const name = `${deployment}/${node}`
    const before = sums.get(name)
    const amount = agreedCost(rates, used) + (before?.amount ?? 0n)
    sums.set(name, { agreement, deployment, node, used: before ? sumOf(before.used, used) : used, amount })
  }
  return inOrder([...sums.values()])
}

const sumOf = (one: Used, other: Used): Used =>
  Object.fromEntries(USED_KINDS.map((kind) => [kind, one[kind] + other[kind]])) as unknown as Used

/** Each consumer of a service contract with the farmer is billed apart, for what it used and for the time. */
export const contractsMode: BillMode = {
  waitFor: 300,
  longest: Number.MAX_SAFE_INTEGER,
  unpaid: UNPAID,
  taken: 'paid',
  async payers(ctx, { hash }, rules) {
    const farmer = (await readFarm(ctx, ctx.config.farmId, hash))?.twinId
    return (await readServiceContracts(ctx, hash))
      .filter(({ value }) => value.serviceTwinId === farmer && value.state === 'ApprovedByBoth')
      .map(({ keys, value }) => ({ name: payerOf(keys[0]), since: periodOf(Number(value.lastBill), rules) }))
  },
  firstTaken: async () => 0,
  async draw(ctx, { payer }, usages, { hash, seconds }) {
    const id = idOf(payer)
    const contract = await readServiceContract(ctx, id, hash)
    if (contract === null || contract.state !== 'ApprovedByBoth') return undefined
    const leaves = leavesOf(usages, await ratesOf(ctx, hash))
    const before = ctx.ports.records.lastOf(payer)
    const carried = before === undefined ? 0n : leftBy(before)
    const owed = leaves.reduce((sum, { amount }) => sum + amount, carried) / PARTS
    const window = BigInt(seconds) - contract.lastBill
    const most = rounded((window < HOUR ? window : HOUR) * contract.variableFee, HOUR)
    return { leaves, carried, asked: owed < most ? owed : most, mark: Number(contract.lastBill) }
  },
  // Each is paid when it is made.
  collect: async () => {},
  call: (bill) => ({
    pallet: 'SmartContractModule',
    name: 'service_contract_bill',
    args: [idOf(bill.payer), bill.asked, metadataOf(bill)],
  }),
  // Nobody else has its key: another bill since then is this one.
  async standOf(ctx, { payer, mark }, { hash }) {
    const contract = await readServiceContract(ctx, idOf(payer), hash)
    return contract !== null && Number(contract.lastBill) !== mark ? 'billed' : 'unseen'
  },
  meaningOf: (error) => (LOST.has(error) ? 'missed' : 'again'),
  agreementOf: idOf,
}
