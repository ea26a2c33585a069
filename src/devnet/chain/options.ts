export interface ChainOptions {
  /** Blocks by which finality is behind the best block, at least 1. */
  readonly finalityLag: number
  /** Finalized blocks whose state is kept. */
  readonly keepStates: number
}

export const DEFAULT_CHAIN_OPTIONS: ChainOptions = { finalityLag: 1, keepStates: 256 }

/** How blocks become final: so many behind the best one, or only when told. */
export type Finality = { readonly mode: 'lag'; readonly lag: number } | { readonly mode: 'manual' }

/** @throws RangeError */
export function checkedOptions(options: ChainOptions): ChainOptions {
  const { finalityLag } = options
  if (finalityLag < 1)
    throw new RangeError(`finalityLag is ${finalityLag}; it must be at least 1: no chain finalizes its head at once`)
  return options
}
