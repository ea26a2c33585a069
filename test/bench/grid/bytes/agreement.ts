import type { DevAccount } from '../../../../src/devnet/accounts.ts'
import {
  closingBytes,
  type Leaf,
  statementBytes,
} from '../../../../src/devnet/runtime/pallets/grid-agreements/types.ts'
import { agreements } from '../../../devnet/calls.ts'
import { GIB } from '../../../devnet/grid/stage.ts'
import { billTree, usageTree } from '../../../devnet/grid/sum-tree.ts'
import { type Bytes, sumOf } from './meter.ts'
import { DAY, MONTH_DAYS, startGrid } from './stage.ts'

const TERMS = { rates: { cu: 6_000_000n, su: 4_000_000n, ipu: 1_000_000n, nu: 500_000n }, notice: 0 }
const MAX = 1_000_000_000n
const COST = 172_800_000n
const USED = { cru: 172_800n, mru: 2n * GIB * 86_400n, sru: 60n * GIB * 86_400n, hru: 0n, ipv4: 0n, nru: 0n }

/** What a farm with so many agreements leaves in a month. */
export interface FarmMonth {
  /** Offer and bond: once. */
  readonly farm: Bytes
  /** All agreements made. */
  readonly begin: Bytes
  /** A bill a day with a root over what is whose; each pays the one of two days before. */
  readonly bills: Bytes
  /** A root a day from each node. */
  readonly proofs: Bytes
  /** All agreements ended and closed. */
  readonly end: Bytes
}

/** Agreements with a farm, a deployment each, spread evenly over its nodes. */
export function farmMonth(count: number, nodes: number): FarmMonth {
  const { chain, meter, farmer, user, node } = startGrid(nodes)
  const farm_id = 1
  const genesis = chain.hashes[0]!
  const ids = Array.from({ length: count }, (_, at) => BigInt(at + 1))
  const nodeOf = (agreement: bigint) => Number(agreement % BigInt(nodes)) + 1
  const leaves = ids.map(
    (agreement): Leaf => ({ agreement, deployment: 1n, node: nodeOf(agreement), used: USED, amount: COST }),
  )
  const { root } = billTree(leaves)
  const usageRoot = (id: number, period: number) =>
    usageTree(
      leaves
        .filter((leaf) => leaf.node === id)
        .map(({ agreement, deployment, used }) =>
          statementBytes({ genesis, node: id, period, agreement, deployment, used }),
        ),
    ).root.hash
  const each = (what: (agreement: bigint) => Bytes) => sumOf(...ids.map(what))
  const today = () => Math.floor(chain.context().timestamp / 1_000 / DAY)

  const farm = sumOf(
    meter(farmer, agreements('offer', { farm_id, terms: TERMS })),
    meter(farmer, agreements('bond', { farm_id, amount: 10n * root.sum })),
  )
  const deposit = MAX * BigInt(2 * MONTH_DAYS)
  const begin = each(() => meter(user, agreements('agree', { farm_id, terms: TERMS, max_per_period: MAX, deposit })))
  const [bills, proofs]: [Bytes[], Bytes[]] = [[], []]
  // The first two have nothing to pay yet.
  for (let day = 0; day < MONTH_DAYS + 2; day += 1) {
    chain.pass(DAY)
    const period = today() - 1
    const proved = sumOf(
      ...Array.from({ length: nodes }, (_, at) =>
        meter(node(at + 1), agreements('prove', { period, root: usageRoot(at + 1, period) })),
      ),
    )
    const billed = meter(farmer, agreements('bill', { farm_id, period, total: root.sum, root: root.hash }))
    if (day < 2) continue
    proofs.push(proved)
    bills.push(billed)
  }
  const ended = each((agreement) => meter(user, agreements('end', { agreement })))
  chain.pass(5 * DAY)
  meter(farmer, agreements('settle', { farm_id }))
  const spent = BigInt(MONTH_DAYS) * COST
  const closed = each((agreement) =>
    meter(
      user,
      agreements('close', { agreement, spent, signature: signed(farmer, closingBytes({ genesis, agreement, spent })) }),
    ),
  )
  return { farm, begin, bills: sumOf(...bills), proofs: sumOf(...proofs), end: sumOf(ended, closed) }
}

const signed = (who: DevAccount, bytes: Uint8Array) => ({ type: 'Sr25519' as const, value: who.sign(bytes) })
