/**
 * Slots sorted by how much of one kind they have left, on shelves: eight for each doubling. The emptiest come first, those on
 * one shelf in no order of meaning.
 */
export interface Shelves {
  put(slot: number, amount: number): void
  remove(slot: number): void
  /** The first that passes among those that can have so much. */
  first(amount: number, passes: (slot: number) => boolean): number | undefined
  /** The first that passes, from those that have most. */
  last(passes: (slot: number) => boolean): number | undefined
}

const PER_DOUBLING = 8
const SHELVES = 54 * PER_DOUBLING

const shelfOf = (amount: number): number => (amount < 1 ? 0 : 1 + Math.floor(Math.log2(amount) * PER_DOUBLING))

export function createShelves(): Shelves {
  /** Made when something is first put there: a planner has hundreds, and is made anew every few minutes. */
  const shelves: number[][] = new Array(SHELVES)
  /** By slot, its shelf and its place there. */
  const shelf: number[] = []
  const place: number[] = []
  const full = new Uint8Array(SHELVES)
  /** Slots in all: most shelves of a farm have never had any. */
  let slots = 0

  function remove(slot: number): void {
    const at = shelf[slot] ?? -1
    if (at < 0) return
    const row = shelves[at]!
    const last = row.pop()!
    if (last !== slot) {
      row[place[slot]!] = last
      place[last] = place[slot]!
    }
    full[at] = row.length > 0 ? 1 : 0
    slots -= 1
    shelf[slot] = -1
  }

  return {
    put(slot, amount) {
      const at = shelfOf(amount)
      if (shelf[slot] === at) return
      remove(slot)
      shelves[at] ??= []
      place[slot] = shelves[at].push(slot) - 1
      shelf[slot] = at
      full[at] = 1
      slots += 1
    },
    remove,
    first(amount, passes) {
      if (slots === 0) return undefined
      for (let at = shelfOf(amount); at < SHELVES; at += 1) {
        if (full[at] === 0) continue
        const found = shelves[at]!.find(passes)
        if (found !== undefined) return found
      }
      return undefined
    },
    last(passes) {
      if (slots === 0) return undefined
      for (let at = SHELVES - 1; at >= 0; at -= 1) {
        if (full[at] === 0) continue
        const found = shelves[at]!.find(passes)
        if (found !== undefined) return found
      }
      return undefined
    },
  }
}
