import { fromHex, to0x } from '../bytes.ts'
import type { DevnetClock } from '../clock.ts'
import { encode, u32 } from '../scale/index.ts'
import { emptyState, type State } from '../state/state.ts'
import type { ChainContext, Changes, Runtime } from '../types.ts'
import type { Block } from './block.ts'
import { discardedState, invalidParams, unknownBlock } from './errors.ts'
import { extrinsicsRoot, hashHeader } from './header.ts'
import { createListeners, type Listeners } from './listeners.ts'
import { type ChainOptions, checkedOptions, DEFAULT_CHAIN_OPTIONS, type Finality } from './options.ts'
import { createPool, type Pool } from './pool.ts'
import { createRetention, type Retention } from './retention.ts'
import { createBlockTree } from './tree.ts'

/** What a block is built of besides what waits in the pool. */
export interface SealOptions {
  /** The best block unless told otherwise; any whose state is kept and that is not before the finalized one. */
  readonly parent?: string | undefined
  /** Storage changed by hand before it. */
  readonly changes?: Changes | undefined
  /** These in place of what is ready in the pool. */
  readonly extrinsics?: readonly Uint8Array[] | undefined
  /** Is in force from the next block on. */
  readonly upgrade?: Runtime | undefined
}

/** `:code`, under which a chain keeps its runtime; here only its version is kept. */
const codeOf = ({ version }: Runtime): Changes => new Map([['3a636f6465', encode(u32, version.specVersion)]])

/** Blocks, their states, and what is best and final among them. */
export interface Chain {
  /** Of the genesis. */
  readonly runtime: Runtime
  readonly pool: Pool
  readonly genesis: Block
  readonly best: Block
  readonly finalized: Block
  /** Told of every block, a parent before its children; */
  readonly onImport: Listeners<Block>
  /** of every new best block; */
  readonly onBest: Listeners<Block>
  /** of every block that can no longer be final, before the one that ended it is told of; */
  readonly onAbandoned: Listeners<Block>
  /** and of every block as it becomes final, in order. */
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
  /** Builds a block. The longest chain is the best one, of equals the one that was there first. @throws RpcError */
  seal(options?: SealOptions): Block
  /** Makes another chain the best one, however long. @throws RpcError when it leaves the finalized block out */
  setHead(hash: string): Block
  finality: Finality
  readonly retention: Omit<Retention, 'finalized'>
  /** Lets the time of the next blocks be this, and go on from there. Milliseconds since 1970. @throws RpcError for one of the past */
  timeTravel(to: number): void
  /** Makes a block final, with all before it; another chain than the best one is then the best. @throws RpcError */
  finalize(hash: string): Block
}

export function createChain(
  runtime: Runtime,
  clock: DevnetClock,
  options: Partial<ChainOptions>,
  onError: (error: unknown) => void,
): Chain {
  const { finalityLag, ...keep } = checkedOptions({ ...DEFAULT_CHAIN_OPTIONS, ...options })
  let ahead = 0
  const tree = createBlockTree()
  const retention = createRetention(keep, tree)
  const [onImport, onBest, onAbandoned, onFinalized] = Array.from({ length: 4 }, () =>
    createListeners<Block>(onError),
  ) as [Listeners<Block>, Listeners<Block>, Listeners<Block>, Listeners<Block>]

  function add(parts: Pick<Block, 'header' | 'extrinsics' | 'state' | 'timestamp' | 'runtime'>): Block {
    const { header } = parts
    const block: Block = {
      ...parts,
      number: header.number,
      hash: to0x(hashHeader(header)),
      parentHash: to0x(header.parentHash),
    }
    tree.add(block)
    return block
  }

  const genesisState = emptyState(runtime.version.stateVersion === 0 ? 0 : 1)
    .apply(runtime.genesis())
    .apply(codeOf(runtime))
  const genesis = add({
    header: {
      parentHash: new Uint8Array(32),
      number: 0,
      stateRoot: genesisState.root(),
      extrinsicsRoot: extrinsicsRoot([]),
    },
    extrinsics: [],
    state: genesisState,
    timestamp: 0,
    runtime,
  })
  tree.setBest(genesis)
  let best = genesis
  let finalized = genesis
  let finality: Finality = { mode: 'lag', lag: finalityLag }

  const bytesOf = (hash: string) => fromHex(hash.slice(2))

  const context = (parent: Block, timestamp = Math.floor(clock.now() + ahead)): ChainContext => ({
    number: parent.number + 1,
    timestamp,
    parentHash: bytesOf(parent.hash),
    blockHash(number) {
      const ancestor = tree.ancestor(parent, number)
      return ancestor === undefined || ancestor.number !== number ? undefined : bytesOf(ancestor.hash)
    },
  })

  const pool = createPool({
    validate: (extrinsic) => best.runtime.validate(stateOf(best), context(best), extrinsic),
    onError,
  })

  function stateOf(block: Block): State {
    if (block.state === undefined) throw discardedState(block.hash)
    return block.state
  }

  function known(hash: string): Block {
    const block = tree.find(hash)
    if (block === undefined) throw unknownBlock(hash)
    if (tree.ancestor(block, finalized.number) !== finalized)
      throw invalidParams(`block ${hash} does not follow on the finalized block ${finalized.hash}`)
    return block
  }

  function follow(block: Block): void {
    best = block
    const { retracted, enacted } = tree.setBest(block)
    for (const each of retracted) pool.retracted(each)
    for (const each of enacted) pool.included(each)
    onBest.tell(block)
  }

  function finalizeUpTo(number: number): void {
    while (finalized.number < number) {
      finalized = tree.at(finalized.number + 1)!
      for (const block of tree.abandon(finalized)) {
        pool.abandoned(block)
        onAbandoned.tell(block)
      }
      pool.finalized(finalized)
      onFinalized.tell(finalized)
      retention.finalized(finalized.number)
    }
  }

  function build(parent: Block, state: State, given: readonly Uint8Array[], next: Runtime): Block {
    let at = context(parent)
    // Another block on the same parent in the same millisecond would be that block.
    while (tree.hasChildAt(parent, at.timestamp)) at = context(parent, at.timestamp + 1)
    const { changes, extrinsics, skipped } = parent.runtime.buildBlock(state, at, given)
    const after = state.apply(changes).apply(next === parent.runtime ? new Map() : codeOf(next))
    const header = {
      parentHash: at.parentHash,
      number: at.number,
      stateRoot: after.root(),
      extrinsicsRoot: extrinsicsRoot(extrinsics),
    }
    const block = add({ header, extrinsics, state: after, timestamp: at.timestamp, runtime: next })
    onImport.tell(block)
    if (block.number > best.number) {
      follow(block)
      pool.skipped(skipped)
    }
    if (finality.mode === 'lag') finalizeUpTo(best.number - finality.lag)
    return block
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
    get finality() {
      return finality
    },
    set finality(next) {
      finality = next
      if (next.mode === 'lag') finalizeUpTo(best.number - next.lag)
    },
    retention,
    timeTravel(to) {
      if (to <= best.timestamp)
        throw invalidParams(`the best block is of ${best.timestamp} already, and time goes on from there`)
      ahead = to - clock.now()
    },
    onImport,
    onBest,
    onAbandoned,
    onFinalized,
    find: tree.find,
    at: tree.at,
    block(hash) {
      const block = hash === undefined || hash === null ? best : tree.find(hash)
      if (block === undefined) throw unknownBlock(String(hash))
      return block
    },
    state(hash) {
      return stateOf(this.block(hash))
    },
    context,
    seal({ parent, changes, extrinsics, upgrade } = {}) {
      const on = parent === undefined ? best : known(parent)
      const state = changes === undefined ? stateOf(on) : stateOf(on).apply(changes)
      return build(on, state, extrinsics ?? pool.ready(), upgrade ?? on.runtime)
    },
    setHead(hash) {
      const block = known(hash)
      if (block !== best) follow(block)
      return block
    },
    finalize(hash) {
      const block = known(hash)
      if (tree.at(block.number) !== block) follow(block)
      finalizeUpTo(block.number)
      return block
    },
  }
}
