import { fromHex, to0x } from '../bytes.ts'
import type { DevnetClock } from '../clock.ts'
import { emptyState, type State } from '../state/state.ts'
import type { ChainContext, Changes, Runtime } from '../types.ts'
import type { Block } from './block.ts'
import { discardedState, unknownBlock } from './errors.ts'
import { extrinsicsRoot, type Header, hashHeader } from './header.ts'
import { createListeners, type Listeners } from './listeners.ts'
import { createPool, type Pool } from './pool.ts'

export interface ChainOptions {
  /** Blocks by which finality is behind the best block, at least 1. */
  readonly finalityLag: number
  /** Finalized blocks whose state is kept. */
  readonly keepStates: number
}

export const DEFAULT_CHAIN_OPTIONS: ChainOptions = { finalityLag: 1, keepStates: 256 }

/** Blocks, their states, and what is best and final among them. */
export interface Chain {
  readonly runtime: Runtime
  readonly pool: Pool
  readonly genesis: Block
  readonly best: Block
  readonly finalized: Block
  /** Told of every new best block, and of every block as it becomes final, in order. */
  readonly onBest: Listeners<Block>
  readonly onFinalized: Listeners<Block>
  /** By hash; `undefined` when unknown. */
  find(hash: string): Block | undefined
  /** By number on the best chain. */
  at(number: number): Block | undefined
  /** By hash, or the best block without one. @throws RpcError `UnknownBlock` */
  block(hash?: string | null): Block
  /** State after that block. @throws RpcError when unknown or pruned */
  state(hash?: string | null): State
  context(parent: Block): ChainContext
  /** Builds a block on the best one from what is ready in the pool. */
  seal(): Block
  /** Builds a block with storage changed by hand before it. */
  sealWith(changes: Changes): Block
}

export function createChain(
  runtime: Runtime,
  clock: DevnetClock,
  options: Partial<ChainOptions>,
  onError: (error: unknown) => void,
): Chain {
  const { finalityLag, keepStates } = { ...DEFAULT_CHAIN_OPTIONS, ...options }
  if (finalityLag < 1)
    throw new RangeError(`finalityLag is ${finalityLag}; it must be at least 1: no chain finalizes its head at once`)
  const blocks = new Map<string, Block>()
  /** The best chain by number. */
  const canonical: Block[] = []
  const onBest = createListeners<Block>(onError)
  const onFinalized = createListeners<Block>(onError)

  function add(header: Header, extrinsics: readonly Uint8Array[], state: State): Block {
    const block: Block = {
      number: header.number,
      hash: to0x(hashHeader(header)),
      parentHash: to0x(header.parentHash),
      header,
      extrinsics,
      state,
    }
    blocks.set(block.hash, block)
    canonical[block.number] = block
    return block
  }

  const genesisState = emptyState(runtime.version.stateVersion === 0 ? 0 : 1).apply(runtime.genesis())
  const genesis = add(
    { parentHash: new Uint8Array(32), number: 0, stateRoot: genesisState.root(), extrinsicsRoot: extrinsicsRoot([]) },
    [],
    genesisState,
  )
  let best = genesis
  let finalized = genesis

  const bytesOf = (hash: string) => fromHex(hash.slice(2))

  const context = (parent: Block): ChainContext => ({
    number: parent.number + 1,
    timestamp: Math.floor(clock.now()),
    parentHash: bytesOf(parent.hash),
    blockHash: (number) => {
      const ancestor = canonical[number]
      return ancestor === undefined || number > parent.number ? undefined : bytesOf(ancestor.hash)
    },
  })

  const pool = createPool({
    validate: (extrinsic) => runtime.validate(stateOf(best), context(best), extrinsic),
    onError,
  })

  function stateOf(block: Block): State {
    if (block.state === undefined) throw discardedState(block.hash)
    return block.state
  }

  function finalizeUpTo(number: number): void {
    while (finalized.number < number) {
      finalized = canonical[finalized.number + 1]!
      pool.finalized(finalized)
      onFinalized.tell(finalized)
      const pruned = canonical[finalized.number - keepStates]
      // Genesis stays: clients read constants of the chain there.
      if (pruned !== undefined && pruned.number > 0) pruned.state = undefined
    }
  }

  function build(state: State): Block {
    const at = context(best)
    const { changes, extrinsics, skipped } = runtime.buildBlock(state, at, pool.ready())
    const next = state.apply(changes)
    const header = {
      parentHash: at.parentHash,
      number: at.number,
      stateRoot: next.root(),
      extrinsicsRoot: extrinsicsRoot(extrinsics),
    }
    best = add(header, extrinsics, next)
    pool.included(best, skipped)
    onBest.tell(best)
    finalizeUpTo(best.number - finalityLag)
    return best
  }

  return {
    runtime,
    pool,
    genesis,
    get best() {
      return best
    },
    get finalized() {
      return finalized
    },
    onBest,
    onFinalized,
    find: (hash) => blocks.get(hash),
    at: (number) => canonical[number],
    block(hash) {
      const block = hash === undefined || hash === null ? best : blocks.get(hash)
      if (block === undefined) throw unknownBlock(String(hash))
      return block
    },
    state(hash) {
      return stateOf(this.block(hash))
    },
    context,
    seal: () => build(stateOf(best)),
    sealWith: (changes) => build(stateOf(best).apply(changes)),
  }
}
