/**
 * The greatest amount of each of four kinds in every range of slots, so that the first slot with enough of all is found without
 * looking at most of those that have not.
 */
export interface MaximumTree {
  set(slot: number, amounts: readonly number[]): void
  /** The slot is out of the question. */
  clear(slot: number): void
  /** The first slot with at least so much of each that also passes, in order. */
  first(wanted: readonly number[], passes: (slot: number) => boolean): number | undefined
}

const KINDS = 4
const NONE = -1

export function createMaximumTree(): MaximumTree {
  let leaves = 1
  let maxima = new Float64Array(2 * KINDS).fill(NONE)

  function grow(slot: number): void {
    const old = { leaves, maxima }
    while (leaves <= slot) leaves *= 2
    maxima = new Float64Array(2 * leaves * KINDS).fill(NONE)
    maxima.set(old.maxima.subarray(old.leaves * KINDS), leaves * KINDS)
    for (let node = leaves - 1; node > 0; node -= 1) combine(node)
  }

  function combine(node: number): void {
    for (let kind = 0; kind < KINDS; kind += 1)
      maxima[node * KINDS + kind] = Math.max(maxima[2 * node * KINDS + kind]!, maxima[(2 * node + 1) * KINDS + kind]!)
  }

  function write(slot: number, amountOf: (kind: number) => number): void {
    if (slot >= leaves) grow(slot)
    let node = leaves + slot
    for (let kind = 0; kind < KINDS; kind += 1) maxima[node * KINDS + kind] = amountOf(kind)
    for (node >>= 1; node > 0; node >>= 1) combine(node)
  }

  const mayHold = (node: number, wanted: readonly number[]): boolean => {
    const at = node * KINDS
    return (
      maxima[at]! >= wanted[0]! &&
      maxima[at + 1]! >= wanted[1]! &&
      maxima[at + 2]! >= wanted[2]! &&
      maxima[at + 3]! >= wanted[3]!
    )
  }

  function search(node: number, wanted: readonly number[], passes: (slot: number) => boolean): number | undefined {
    if (!mayHold(node, wanted)) return undefined
    if (node >= leaves) return passes(node - leaves) ? node - leaves : undefined
    return search(2 * node, wanted, passes) ?? search(2 * node + 1, wanted, passes)
  }

  return {
    set: (slot, amounts) => write(slot, (kind) => amounts[kind]!),
    clear: (slot) => {
      if (slot < leaves) write(slot, () => NONE)
    },
    first: (wanted, passes) => search(1, wanted, passes),
  }
}
