/** Where a rank is, or belongs, in a list that ascends by rank: before the first one that does not rank lower. */
export function placeIn<Item>(items: readonly Item[], rank: number, rankOf: (item: Item) => number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (rankOf(items[middle]!) < rank) low = middle + 1
    else high = middle
  }
  return low
}
