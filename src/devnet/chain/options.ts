export interface ChainOptions {
  /** Blocks by which finality is behind the best block, at least 1. */
  readonly finalityLag: number
  /** Finalized blocks whose state is kept. */
  readonly keepStates: number
  /**
   * Finalized blocks that are kept at all, besides the genesis. An older one is answered for as by a node that began later than it:
   * no header or block by its hash, no hash by its number, and an unknown block where its state is asked for.
   */
  readonly keepBlocks: number
}

export const DEFAULT_CHAIN_OPTIONS: ChainOptions = {
  finalityLag: 1,
  keepStates: 256,
  keepBlocks: Number.POSITIVE_INFINITY,
}

/** How blocks become final: so many behind the best one, or only when told. */
export type Finality = { readonly mode: 'lag'; readonly lag: number } | { readonly mode: 'manual' }

/** @throws RangeError */
export function checkedOptions(options: ChainOptions): ChainOptions {
  const { finalityLag, keepBlocks } = options
  if (finalityLag < 1)
    throw new RangeError(`finalityLag is ${finalityLag}; it must be at least 1: no chain finalizes its head at once`)
  if (keepBlocks < 1) throw new RangeError(`keepBlocks is ${keepBlocks}; the last finalized block has to be kept`)
  return options
}
