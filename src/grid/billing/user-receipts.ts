import { readHead } from '../../chain/reader/read.ts'
import { verifySignature } from '../../chain/signing/signature.ts'
import { type PayloadOf, Refused, type ResultOf } from '../../kernel/index.ts'
import { readAgreement, readGenesis, readTwinAccount } from '../chain-state.ts'
import { userReceiptBytes } from '../evidence/user-receipt.ts'
import type { FindReceipt, KeepReceipt } from './events.ts'
import type { TaskCtx } from './ports.ts'

const payerOf = ({ config }: TaskCtx): string => `farm/${config.farmId}`

/** Keeps what a user has signed, once it holds: by it nobody can say later that the bill was never agreed to. @throws Refused */
export async function keepReceipt(
  { agreement: id, period, root, amount, signature }: PayloadOf<typeof KeepReceipt>,
  ctx: TaskCtx,
): Promise<ResultOf<typeof KeepReceipt>> {
  const { records } = ctx.ports
  const bill = ctx.config.mode === 'agreements' ? records.covering(payerOf(ctx), period) : undefined
  if (bill === undefined) throw new Refused('no-bill')
  const billed = records
    .leaves(bill)
    .filter(({ agreement }) => agreement === id)
    .reduce((sum, leaf) => sum + leaf.amount, 0n)
  if (bill.root !== root || billed !== amount) throw new Refused('other-bill')
  const { hash: at } = await readHead(ctx)
  const agreement = await readAgreement(ctx, id, at)
  if (agreement === null || agreement.farmId !== ctx.config.farmId) throw new Refused('no-agreement')
  const [genesis, user] = await Promise.all([readGenesis(ctx, at), readTwinAccount(ctx, agreement.twinId, at)])
  const signed = userReceiptBytes({ genesis, agreement: id, period, root, amount })
  if (user === undefined || !verifySignature(signed, signature, user)) throw new Refused('not-signed')
  records.keepReceipt(bill, id, { root, amount, signature })
  ctx.log.info({ agreement: id, period, amount }, 'a user has signed for a bill')
  return { kept: true }
}

/** @throws Refused */
export async function findReceipt(
  { agreement, period }: PayloadOf<typeof FindReceipt>,
  ctx: TaskCtx,
): Promise<ResultOf<typeof FindReceipt>> {
  const bill = ctx.ports.records.covering(payerOf(ctx), period)
  const receipt = bill && ctx.ports.records.receipt(bill, agreement)
  if (receipt === undefined) throw new Refused('no-receipt')
  return receipt
}
