import { verifySignature } from '../../chain/signing/signature.ts'
import type { UserReceiptReply } from '../evidence/replies.ts'
import { userReceiptBytes } from '../evidence/user-receipt.ts'
import type { Surroundings } from './around.ts'
import type { Finding } from './finding.ts'
import type { LeafAt, Placed } from './leaves.ts'
import { MOST_SHOWN } from './rules.ts'

/** The user's receipt for what a bill says of an agreement, as the farm shows it; none where it has none, or does not answer. */
export type ReceiptOf = (agreement: bigint) => Promise<UserReceiptReply | undefined>

/** What a receipt says of the leaf that was drawn: whether its user has signed for all that is billed, or for something else. */
export interface Receipted {
  readonly isConfirmed: boolean
  readonly findings: readonly Finding[]
}

const NOTHING: Receipted = { isConfirmed: false, findings: [] }

/** Compares what is billed under an agreement with what its user has signed for. A farm without a receipt may have a user without a node. */
export async function checkReceipt(
  { view, bill, leafAt }: Surroundings,
  drawn: Placed,
  receiptOf: ReceiptOf,
): Promise<Receipted> {
  const { agreement: id } = drawn.leaf
  const receipt = await receiptOf(id)
  const agreement = await view.agreement(id)
  const user = agreement === null ? undefined : await view.accountOfTwin(agreement.twinId)
  if (receipt === undefined || user === undefined || receipt.root !== bill.root) return NOTHING
  const { root, amount, signature } = receipt
  const signed = userReceiptBytes({ genesis: await view.genesis(), agreement: id, period: bill.period, root, amount })
  if (!verifySignature(signed, signature, user)) return NOTHING
  const { sum, isWhole } = await billedTo(id, drawn, leafAt, bill.total)
  if (sum > amount || (isWhole && sum < amount)) {
    const doubt = `the user of agreement ${id} has signed for ${amount}, and is billed ${isWhole ? '' : 'at least '}${sum}`
    return { isConfirmed: false, findings: [{ kind: 'doubt', doubt }] }
  }
  return { isConfirmed: isWhole, findings: [] }
}

/** What the leaves of an agreement come to, which stand together; as far as a look at them goes. */
async function billedTo(id: bigint, drawn: Placed, leafAt: LeafAt, total: bigint) {
  let sum = drawn.leaf.amount
  let count = 1
  for (const step of [1n, -1n]) {
    for (let at = drawn; ; count += 1) {
      const edge = step > 0n ? at.to : at.from - 1n
      if (edge < 0n || edge >= total) break
      const next = count > MOST_SHOWN ? undefined : await leafAt(edge)
      if (next === undefined) return { sum, isWhole: false }
      if (next.leaf.agreement !== id) break
      sum += next.leaf.amount
      at = next
    }
  }
  return { sum, isWhole: true }
}
