import { readHead } from '../../chain/reader/read.ts'
import type { Signature } from '../../chain/signing/signer.ts'
import { messageOf, type PayloadOf, Refused, type ResultOf } from '../../kernel/index.ts'
import { readFarmerAccount, readGenesis } from '../chain-state.ts'
import { RECEIPT_RECORD, receiptBytes } from '../evidence/receipt.ts'
import { billTree } from '../evidence/trees.ts'
import type { BillingConfig } from './config.ts'
import type { DescribeBill, ShowLeaf } from './events.ts'
import type { BillingPorts, DrawnTree, TaskCtx } from './ports.ts'
import type { Bill } from './records/records.ts'

/** Trees that are kept: one of a farm's users asks after the other. */
const KEPT = 4

/** Who pays for what is used under an agreement, or a service contract. */
const payerOf = ({ mode, farmId }: BillingConfig, agreement: bigint): string =>
  mode === 'agreements' ? `farm/${farmId}` : `service/${agreement}`

/** @throws Refused */
function billCovering({ ports: { records } }: TaskCtx, payer: string, period: number): Bill {
  const bill = records.covering(payer, period)
  if (bill === undefined) throw new Refused('no-bill')
  return bill
}

function treeOf({ records, memory: { trees } }: BillingPorts, bill: Bill): DrawnTree | undefined {
  const name = `${bill.payer}/${bill.first}`
  const known = trees.get(name)
  if (known !== undefined) return known
  const leaves = records.leaves(bill)
  if (leaves.length === 0) return undefined
  const drawn = { leaves, tree: billTree(leaves) }
  trees.set(name, drawn)
  if (trees.size > KEPT) trees.delete(trees.keys().next().value!)
  return drawn
}

/** Nothing is signed that the chain does not have: two receipts of one period would convict the farmer. */
async function receiptOf(ctx: TaskCtx, { state, first: period, root, total }: Bill): Promise<Signature | null> {
  const { signer } = ctx.ports
  const { mode, farmId: farm } = ctx.config
  if (mode !== 'agreements' || (state !== 'billed' && state !== 'paid')) return null
  const { hash } = await readHead(ctx)
  if ((await readFarmerAccount(ctx, farm, hash)) !== signer.account) return null
  const receipt = receiptBytes({ genesis: await readGenesis(ctx, hash), farm, period, root, total })
  // What is on the chain the user can have all the same.
  return signer.attest(receipt, { form: RECEIPT_RECORD, signal: ctx.signal }).catch((error: unknown) => {
    ctx.log.warn({ period, error: messageOf(error) }, 'a receipt cannot be signed')
    return null
  })
}

/** What a user has to pay, and what proves that it is in the bill. @throws Refused */
export async function describeBill(
  { agreement, period }: PayloadOf<typeof DescribeBill>,
  ctx: TaskCtx,
): Promise<ResultOf<typeof DescribeBill>> {
  const known = billCovering(ctx, payerOf(ctx.config, agreement), period)
  const { mark: _, ...bill } = known
  const drawn = treeOf(ctx.ports, known)
  const leaves = [...(drawn?.leaves.entries() ?? [])]
    .filter(([, leaf]) => leaf.agreement === agreement)
    .map(([place, leaf]) => ({ leaf, path: drawn!.tree.pathOf(place) }))
  return { ...bill, receipt: await receiptOf(ctx, known), leaves }
}

/** The leaf on which an amount falls. @throws Refused */
export async function showLeaf(
  { period, at }: PayloadOf<typeof ShowLeaf>,
  ctx: TaskCtx,
): Promise<ResultOf<typeof ShowLeaf>> {
  const bill = billCovering(ctx, payerOf(ctx.config, 0n), period)
  const drawn = treeOf(ctx.ports, bill)
  if (drawn === undefined || at >= bill.total) throw new Refused('no-leaf')
  let sum = 0n
  const place = drawn.leaves.findIndex(({ amount }) => {
    sum += amount
    return at < sum
  })
  return { leaf: drawn.leaves[place]!, path: drawn.tree.pathOf(place) }
}
