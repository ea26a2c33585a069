/**
 * What is to be thought of at which block. Moving on by a block costs what is due in it and nothing for what is not, however much
 * waits.
 */
export interface Agenda<Key> {
  /** Instead of an earlier entry of this key. What is past already is due at the next block. */
  set(key: Key, block: number): void
  delete(key: Key): void
  /** Takes out what is due up to this block, that one included, by blocks. */
  due(block: number): Key[]
  clear(): void
  readonly size: number
}

export function createAgenda<Key>(): Agenda<Key> {
  const byBlock = new Map<number, Set<Key>>()
  const blockOf = new Map<Key, number>()
  let past = -1

  function remove(key: Key): void {
    const block = blockOf.get(key)
    if (block === undefined) return
    blockOf.delete(key)
    const keys = byBlock.get(block)!
    keys.delete(key)
    if (keys.size === 0) byBlock.delete(block)
  }

  function take(block: number): Key[] {
    const keys = [...(byBlock.get(block) ?? [])]
    for (const key of keys) blockOf.delete(key)
    byBlock.delete(block)
    return keys
  }

  /** Over a long gap there are fewer blocks with entries than blocks. */
  const blocksUpTo = (block: number): number[] =>
    block - past <= byBlock.size
      ? Array.from({ length: block - past }, (_, offset) => past + 1 + offset)
      : [...byBlock.keys()].filter((each) => each <= block).sort((a, b) => a - b)

  return {
    set(key, block) {
      remove(key)
      const when = Math.max(block, past + 1)
      blockOf.set(key, when)
      const keys = byBlock.get(when)
      if (keys === undefined) byBlock.set(when, new Set([key]))
      else keys.add(key)
    },
    delete: remove,
    due(block) {
      if (block <= past) return []
      const keys = blocksUpTo(block).flatMap(take)
      past = block
      return keys
    },
    clear() {
      byBlock.clear()
      blockOf.clear()
      past = -1
    },
    get size() {
      return blockOf.size
    },
  }
}
