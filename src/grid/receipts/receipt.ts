import type { UserReceiptContext } from '../../../machines/duties/user-receipt.ts'
import { readHead } from '../../chain/reader/read.ts'
import { verifySignature } from '../../chain/signing/signature.ts'
import type { Signature } from '../../chain/signing/signer.ts'
import { messageOf } from '../../kernel/index.ts'
import { readAgreement, readFarmOwner, readGenesis, readOpenBillsOf, readTwinAccount } from '../chain-state.ts'
import { receiptBytes } from '../evidence/receipt.ts'
import { type BillReply, billReply } from '../evidence/replies.ts'
import { USER_RECEIPT_RECORD, userReceiptBytes } from '../evidence/user-receipt.ts'
import { within } from '../messages/deadline.ts'
import { type ChainBill, sumOf, wrongBy, wrongByNode } from './check.ts'
import { ReceiptGiven, ReceiptRefused, type RefusalReason } from './events.ts'
import type { TaskCtx } from './ports.ts'
import { type Question, saidBy } from './said.ts'

/** `confirmed`: the farm has our receipt. `again`: somebody did not answer. `over`: there is nothing to sign for. */
export type ReceiptVerdict =
  | { readonly verdict: 'confirmed' }
  | { readonly verdict: 'refused'; readonly reason: RefusalReason }
  | { readonly verdict: 'again' | 'over'; readonly reason: string }

/** Checks what is billed under an agreement of ours, and signs for it or says why not. @throws ReadFailed, SigningError */
export async function checkBill(
  { agreement: id, farmId, period }: UserReceiptContext,
  ctx: TaskCtx,
): Promise<ReceiptVerdict> {
  const { hash: at } = await readHead(ctx)
  const agreement = await readAgreement(ctx, BigInt(id), at)
  const farm = await readFarmOwner(ctx, farmId, at)
  const bill = (await readOpenBillsOf(ctx, farmId, at)).find((each) => each.period === period)
  if (agreement === null || farm === null || bill === undefined) return { verdict: 'over', reason: 'not open any more' }
  const toBot = (command: string, payload: object) =>
    ctx.ports.messages.ask(farm.twinId, command, payload, {
      session: `farmerbot-${farmId}`,
      signal: within(ctx.config.answerWithin, ctx),
    })
  const shown = await answered(toBot('bill.get', { agreement: id, period }), ctx)
  if (shown === undefined) return { verdict: 'again', reason: 'the farm does not show the bill' }
  if (shown.leaves.length === 0) return { verdict: 'over', reason: 'nothing was billed' }
  const question = { genesis: await readGenesis(ctx, at), farmId, agreement: BigInt(id), period, at }
  const reason =
    shown.root !== bill.root || shown.total !== bill.total
      ? 'other-bill'
      : (wrongBy(BigInt(id), bill, agreement, shown.leaves) ?? (await heldAgainstNodes(shown, question, ctx)))
  if (reason === 'silent') return { verdict: 'again', reason: 'a node does not say what was used' }
  if (reason !== undefined) return refuse(question, bill, reason, ctx)
  const amount = sumOf(shown.leaves)
  const signed = userReceiptBytes({ ...question, root: bill.root, amount })
  const signature = await ctx.ports.signer.attest(signed, { form: USER_RECEIPT_RECORD, signal: ctx.signal })
  const { type, value } = signature
  const receipt = { agreement: id, period, root: bill.root, amount: String(amount), signature: { type, value } }
  try {
    await toBot('receipt.put', receipt)
  } catch (error) {
    return { verdict: 'again', reason: `the farm did not take the receipt: ${messageOf(error)}` }
  }
  const farmer = await readTwinAccount(ctx, farm.twinId, at)
  const given = {
    outcome: 'given',
    root: bill.root,
    total: bill.total,
    amount,
    signature,
    bill: ofFarmer(shown, question, bill, farmer),
  } as const
  ctx.ports.kept.put(id, period, given)
  ctx.emit(ReceiptGiven, { agreement: BigInt(id), farmId, period, root: bill.root, amount })
  return { verdict: 'confirmed' }
}

async function answered(asked: Promise<unknown>, ctx: TaskCtx): Promise<BillReply | undefined> {
  const reply = billReply.safeParse(
    await asked.catch((error: unknown) => ctx.log.info({ error: messageOf(error) }, 'a farm did not answer')),
  )
  return reply.data
}

/** Each node is asked once. */
async function heldAgainstNodes(
  { leaves }: BillReply,
  question: Question,
  ctx: TaskCtx,
): Promise<RefusalReason | 'silent' | undefined> {
  let isSilent = false
  for (const [node, of] of Map.groupBy(leaves, ({ leaf }) => leaf.node)) {
    const said = await saidBy(node, question, ctx)
    if (said === 'stranger') return 'no-such-node'
    if (said === 'silent') isSilent = true
    else
      for (const { leaf } of of) {
        const reason = wrongByNode(leaf, said.get(leaf.deployment))
        if (reason !== undefined) return reason
      }
  }
  return isSilent ? 'silent' : undefined
}

function refuse(
  { agreement, farmId, period }: Question,
  { root }: ChainBill,
  reason: RefusalReason,
  ctx: TaskCtx,
): ReceiptVerdict {
  ctx.ports.kept.put(String(agreement), period, { outcome: 'refused', root, reason })
  ctx.log.warn({ agreement, farm: farmId, period, reason }, 'a bill is wrong: no receipt is signed for it')
  ctx.emit(ReceiptRefused, { agreement, farmId, period, reason })
  return { verdict: 'refused', reason }
}

/** By it another bill of the same period could be shown false. */
function ofFarmer(
  { receipt }: BillReply,
  { genesis, farmId: farm, period }: Question,
  { root, total }: ChainBill,
  farmer: string | undefined,
): Signature | null {
  if (receipt === null || farmer === undefined) return null
  return verifySignature(receiptBytes({ genesis, farm, period, root, total }), receipt, farmer) ? receipt : null
}
