import { accountFromUri } from '../../../src/devnet/accounts.ts'
import { examine } from '../../../src/grid/audit/examine.ts'
import { createLeafAt, createShownLeaves } from '../../../src/grid/audit/leaves.ts'
import type { ChainView } from '../../../src/grid/audit/read.ts'
import { hashOf } from '../../../src/grid/evidence/hash.ts'
import type { BillLeaf as Leaf } from '../../../src/grid/evidence/leaf.ts'
import { usageReply } from '../../../src/grid/evidence/replies.ts'
import { createRandom } from '../../../src/kernel/index.ts'
import { COST, createBilling, leafOf, RATES, USED } from './billing.ts'

const GENESIS = new Uint8Array(32).fill(9)
const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString('hex')}`
export const blockOf = (trial: number): string => hashOf(Buffer.from(`block ${trial}`))

const node = { 1: accountFromUri('//Node1', 'ed25519') }

/** A farm with as many agreements as there are leaves, on a chain that has all of them. */
const view = {
  genesis: async () => hex(GENESIS),
  agreement: async () => ({
    farmId: 1,
    terms: { rates: RATES },
    maxPerPeriod: 100n * COST,
    deposit: 1_000n * COST,
    since: 0,
    ends: null,
  }),
  lastNode: async () => 1,
  mostOf: async () => 1_000_000n * COST,
  node: async () => ({
    farmId: 1,
    twinId: 4,
    resources: { cru: 10n ** 6n, mru: 10n ** 18n, sru: 10n ** 18n, hru: 0n },
  }),
  accountOfTwin: async () => hex(node[1].account),
  provenRoot: async () => undefined,
} as unknown as ChainView

/** Audits one bill again and again, each time with another block after it; what was shown before counts as shown. */
export function createAuditor(leaves: readonly Leaf[], draws: number) {
  const billing = createBilling(leaves, { genesis: GENESIS, period: 0, nodes: node })
  const bill = { period: 0, root: hex(billing.root), total: billing.total, payableAt: 0n }
  const shown = createShownLeaves()
  const settled = new Set<bigint>()
  // A node signs once.
  const { statements } = usageReply.parse(billing.usage(1))
  const asked = { leaves: 0, nodes: 0 }
  const audit = (trial: number) =>
    examine({
      view,
      farmId: 1,
      farmTwin: 1,
      bill,
      seed: blockOf(trial),
      draws,
      walkUpTo: 1_000,
      atOnce: 16,
      settled,
      leafAt: createLeafAt(bill, shown, async (at) => {
        asked.leaves += 1
        return billing.leaf({ at: String(at) })
      }),
      ask: async () => {
        asked.nodes += 1
        return statements
      },
      upOf: async () => 86_400,
      receiptOf: async () => undefined,
    })
  return Object.assign(audit, { asked })
}

/** Deployments, most of them small; of these places the bill says too much. */
export function leavesWith(falseAt: ReadonlySet<number>, count = 200): Leaf[] {
  const random = createRandom(5)
  return Array.from({ length: count }, (_, at) => {
    const times = BigInt(1 + Math.floor(20 * random() ** 4))
    const used = { ...USED, cru: times * USED.cru, mru: times * USED.mru, sru: times * USED.sru }
    const amount = times * COST + (falseAt.has(at) ? 1n : 0n)
    return leafOf({ agreement: BigInt(at + 1), used, amount })
  })
}
