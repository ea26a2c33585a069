/** The last things that were put in, `limit` at most. */
export interface Ring<Item> {
  put(item: Item): void
  /** Oldest first. */
  items(): Item[]
}

export function createRing<Item>(limit: number): Ring<Item> {
  const kept: Item[] = []
  let next = 0
  return {
    put(item) {
      kept[next] = item
      next = (next + 1) % limit
    },
    // What comes next takes the place of the oldest, once all places are taken; until then there is nothing behind it.
    items: () => [...kept.slice(next), ...kept.slice(0, next)],
  }
}
