import { readHead } from '../../chain/reader/read.ts'
import { verifySignature } from '../../chain/signing/signature.ts'
import { type PayloadOf, Refused, type ResultOf } from '../../kernel/index.ts'
import { receiptBytes } from '../evidence/receipt.ts'
import type { ShowReceipt } from './events.ts'
import { FAMILY, keyOf, type TaskCtx } from './ports.ts'
import { type ChainView, createChainView } from './read.ts'
import type { Falsehood } from './rules.ts'

/** Compares a farmer's receipt with the bill on the chain: two for one period are evidence by themselves. @throws Refused */
export async function showReceipt(
  receipt: PayloadOf<typeof ShowReceipt>,
  ctx: TaskCtx,
): Promise<ResultOf<typeof ShowReceipt>> {
  const { farmId, period, root, total, signature } = receipt
  const view = createChainView(ctx, (await readHead(ctx)).hash)
  const bill = (await view.bills(farmId)).find((each) => each.period === period)
  if (bill === undefined) throw new Refused('no-bill')
  const signed = receiptBytes({ genesis: await view.genesis(), farm: farmId, period, root, total })
  const farmer = await farmerOf(view, farmId)
  if (farmer === undefined || !verifySignature(signed, signature, farmer)) throw new Refused('not-signed')
  const isSame = bill.root === root && bill.total === total
  if (!isSame && !tell(ctx, receipt)) throw new Refused('unavailable', { retryable: true })
  return { isSame }
}

async function farmerOf(view: ChainView, farmId: number): Promise<string | undefined> {
  const farm = await view.farm(farmId)
  return farm === null ? undefined : view.accountOfTwin(farm.twinId)
}

function tell(ctx: TaskCtx, { farmId, period, root, total, signature }: PayloadOf<typeof ShowReceipt>): boolean {
  const payload: Falsehood = {
    reason: 'signed-twice',
    evidence: { kind: 'equivocation', root, total, signature },
  }
  return ctx.duties(FAMILY).tell(keyOf(farmId, period), { type: 'audit.Shown', payload })
}
