import type { Commitment } from '../../store/types.ts'

/** A commitment that is proposed for a checkpoint, and who has signed it so far. */
export interface Gathered {
  readonly commitment: Commitment
  /** By account, hex: SCALE `MultiSignature`s that hold by the registered keys. One provider has one. */
  readonly signatures: Readonly<Record<string, string>>
}

/** What came of a round of signatures. */
export type RoundVerdict =
  /** It can be submitted. */
  | { readonly verdict: 'enough'; readonly gathered: Gathered }
  /** Not yet, and why not. */
  | { readonly verdict: 'short'; readonly gathered: Gathered | null; readonly reason: string }
  /** The chain has this window's checkpoint already. */
  | { readonly verdict: 'taken' }
  /** It is not this provider's to do any more. */
  | { readonly verdict: 'unowned'; readonly reason: string }
