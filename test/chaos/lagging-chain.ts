import type { Block } from '../../src/devnet/chain/block.ts'
import type { Chain } from '../../src/devnet/chain/chain.ts'
import { unknownBlock } from '../../src/devnet/chain/errors.ts'
import { createListeners } from '../../src/devnet/chain/listeners.ts'

/** The same chain as a node has it that is some blocks behind: of what came after, it knows nothing. */
export function laggingChain(chain: Chain, behind: number, onError: (error: unknown) => void): Chain {
  const earlier = ({ number }: Block) => chain.at(Math.max(0, number - behind))!
  const known = (block: Block | undefined) =>
    block !== undefined && block.number <= earlier(chain.best).number ? block : undefined
  const onBest = createListeners<Block>(onError)
  const onFinalized = createListeners<Block>(onError)
  chain.onBest.add((block) => onBest.tell(earlier(block)))
  chain.onFinalized.add((block) => onFinalized.tell(earlier(block)))
  return {
    ...chain,
    get best() {
      return earlier(chain.best)
    },
    get finalized() {
      return earlier(chain.finalized)
    },
    onBest,
    onFinalized,
    find: (hash) => known(chain.find(hash)),
    at: (number) => known(chain.at(number)),
    block(hash) {
      const block = hash === undefined || hash === null ? this.best : this.find(hash)
      if (block === undefined) throw unknownBlock(String(hash))
      return block
    },
  }
}
