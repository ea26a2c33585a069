import type { OpenBill } from '../chain-state.ts'
import type { LeafProof } from '../evidence/evidence.ts'
import { leafNode } from '../evidence/leaf.ts'
import { leadsTo, type Path } from '../evidence/merkle-sum.ts'
import { leafReply } from '../evidence/replies.ts'

/** A leaf with where it stands: the amounts from `from` up to `to` fall on it. */
export interface Placed extends LeafProof {
  readonly from: bigint
  readonly to: bigint
}

/** The leaves of a bill that its farm has shown, in their order. */
export interface ShownLeaves {
  at(amount: bigint): Placed | undefined
  add(placed: Placed): void
  readonly count: number
}

/** @param keep what outlives the process of a leaf that was not known yet */
export function createShownLeaves(
  known: readonly Placed[] = [],
  keep: (placed: Placed) => void = () => {},
): ShownLeaves {
  const leaves = known.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  /** How many begin at or before this amount. */
  function begun(amount: bigint): number {
    let [low, high] = [0, leaves.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (leaves[middle]!.from <= amount) low = middle + 1
      else high = middle
    }
    return low
  }
  function at(amount: bigint): Placed | undefined {
    const last = leaves[begun(amount) - 1]
    return last !== undefined && isAt(last, amount) ? last : undefined
  }
  return {
    at,
    add(placed) {
      if (at(placed.from) !== undefined) return
      leaves.splice(begun(placed.from), 0, placed)
      keep(placed)
    },
    get count() {
      return leaves.length
    },
  }
}

/** The sum of all leaves to the left. */
const offsetOf = (path: Path): bigint => path.reduce((sum, step) => (step.isLeft ? sum + step.sum : sum), 0n)

const isAt = ({ from, to }: Placed, amount: bigint): boolean => from <= amount && amount < to

/** The leaf on which an amount falls; none where the farm does not show it. */
export type LeafAt = (amount: bigint) => Promise<Placed | undefined>

/**
 * Has a farm show its leaves. One is taken only where the way up leads to the root on the chain, and the sums on it say that it is
 * the one that was asked for.
 *
 * @param ask throws when the farm does not answer
 */
export function createLeafAt(
  { root, total }: OpenBill,
  shown: ShownLeaves,
  ask: (amount: bigint) => Promise<unknown>,
): LeafAt {
  return async (amount) => {
    const known = shown.at(amount)
    if (known) return known
    const reply = leafReply.safeParse(await ask(amount).catch(() => undefined))
    if (!reply.success) return undefined
    const { leaf, path } = reply.data
    if (!leadsTo({ hash: root, sum: total }, leafNode(leaf), path)) return undefined
    const from = offsetOf(path)
    const placed = { leaf, path, from, to: from + leaf.amount }
    if (!isAt(placed, amount)) return undefined
    shown.add(placed)
    return placed
  }
}
