/** Which agreements are to be looked at in which block: telling each of thousands of every block would take longer than most blocks' work. */
export interface Wakes {
  set(block: number, bucketId: bigint): void
  /** Those whose block has come; each is given out once. */
  take(number: number): bigint[]
}

export function createWakes(): Wakes {
  const byBlock = new Map<number, Set<bigint>>()
  return {
    set(block, bucketId) {
      const buckets = byBlock.get(block) ?? new Set()
      byBlock.set(block, buckets.add(bucketId))
    },
    take(number) {
      const due = [...byBlock].filter(([block]) => block <= number)
      for (const [block] of due) byBlock.delete(block)
      return due.flatMap(([, buckets]) => [...buckets])
    },
  }
}
