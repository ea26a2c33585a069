import { invalidParams } from './errors.ts'
import type { ChainOptions } from './options.ts'
import type { BlockTree } from './tree.ts'

/** How much of what is final is kept. Fewer than before are forgotten at once. */
export interface Retention {
  /** States of finalized blocks, the last so many. */
  keepStates: number
  /** The blocks themselves, with all there is of them. */
  keepBlocks: number
  /** Told of each block as it becomes final. */
  finalized(number: number): void
}

/** The genesis stays: clients read constants of the chain there, and know the chain by its hash. */
export function createRetention(options: Pick<ChainOptions, 'keepStates' | 'keepBlocks'>, tree: BlockTree): Retention {
  let { keepStates, keepBlocks } = options
  let last = 0

  function forgetState(number: number): void {
    const block = tree.at(number)
    if (block !== undefined && number > 0) block.state = undefined
  }

  function forgetBlock(number: number): void {
    const block = tree.at(number)
    if (block !== undefined && number > 0) tree.forget(block)
  }

  function forgetOlder(keep: number, forget: (number: number) => void): number {
    if (keep < 1) throw invalidParams('the last finalized block has to be kept, with its state')
    for (let number = 1; number <= last - keep; number += 1) forget(number)
    return keep
  }

  return {
    get keepStates() {
      return keepStates
    },
    set keepStates(keep) {
      keepStates = forgetOlder(keep, forgetState)
    },
    get keepBlocks() {
      return keepBlocks
    },
    set keepBlocks(keep) {
      keepBlocks = forgetOlder(keep, forgetBlock)
    },
    finalized(number) {
      last = number
      forgetState(number - keepStates)
      forgetBlock(number - keepBlocks)
    },
  }
}
