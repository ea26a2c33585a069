import type { Block } from './block.ts'

/** What a change of the best block does: both in the order in which a node goes through them. */
export interface Reorganization {
  /** No longer on the best chain, newest first. */
  readonly retracted: readonly Block[]
  /** Now on it, oldest first. */
  readonly enacted: readonly Block[]
}

/** All blocks from the finalized one on, forks included, and those before it that are not forgotten. */
export interface BlockTree {
  add(block: Block): void
  find(hash: string): Block | undefined
  /** By number on the best chain. */
  at(number: number): Block | undefined
  /** Of the chain that ends in `block`. */
  ancestor(block: Block, number: number): Block | undefined
  hasChildAt(parent: Block, timestamp: number): boolean
  /** Makes the chain that ends in `block` the best one. */
  setBest(block: Block): Reorganization
  /** Takes out what can never be final beside this block of the best chain: oldest first. */
  abandon(finalized: Block): readonly Block[]
  /** As if this block before the finalized one had never been there. */
  forget(block: Block): void
}

export function createBlockTree(): BlockTree {
  const blocks = new Map<string, Block>()
  const best: Array<Block | undefined> = []
  /** Those that may still be beside the best chain: the ones above the finalized. */
  const open = new Set<Block>()

  function ancestor(block: Block, number: number): Block | undefined {
    let at: Block | undefined = block
    while (at !== undefined && at.number > number && best[at.number] !== at) at = blocks.get(at.parentHash)
    return at === undefined || at.number <= number ? at : best[number]
  }

  return {
    add(block) {
      blocks.set(block.hash, block)
      open.add(block)
    },
    find: (hash) => blocks.get(hash),
    at: (number) => best[number],
    ancestor,
    hasChildAt: (parent, timestamp) =>
      [...open].some((block) => block.parentHash === parent.hash && block.timestamp === timestamp),
    setBest(block) {
      const enacted: Block[] = []
      for (
        let at: Block | undefined = block;
        at !== undefined && best[at.number] !== at;
        at = blocks.get(at.parentHash)
      )
        enacted.unshift(at)
      const fork = enacted[0]?.number ?? block.number + 1
      const retracted = best.slice(fork).filter((each) => each !== undefined)
      best.length = Math.min(best.length, fork)
      for (const each of enacted) best[each.number] = each
      return { retracted: retracted.reverse(), enacted }
    },
    abandon(finalized) {
      const gone = [...open].filter(
        (block) => ancestor(block, finalized.number) !== finalized && best[block.number] !== block,
      )
      for (const block of gone) {
        blocks.delete(block.hash)
        open.delete(block)
      }
      for (const block of open) if (block.number <= finalized.number) open.delete(block)
      return gone.sort((a, b) => a.number - b.number)
    },
    forget(block) {
      blocks.delete(block.hash)
      best[block.number] = undefined
    },
  }
}
