import type { Commitment, Hash, MmrLeaf } from '../../store/types.ts'

/**
 * Why a source was of no use. Dishonest, or as bad as that: `oversized` (more than was asked for can be), `malformed` (not what
 * the interface says), `wrong-data` (not what its hash says). Maybe better another time: `unreachable` (no connection, or one
 * that was cut), `slow` (past the deadline), `unwilling` (an answer other than 200).
 */
export type SourceFault = 'oversized' | 'malformed' | 'wrong-data' | 'unreachable' | 'slow' | 'unwilling'

const LIES: ReadonlySet<SourceFault> = new Set(['oversized', 'malformed', 'wrong-data'])

export class SourceError extends Error {
  readonly fault: SourceFault

  constructor(fault: SourceFault, message: string) {
    super(message)
    this.name = 'SourceError'
    this.fault = fault
  }

  /** Whether nothing it says is to be taken up any more for now. */
  get isLie(): boolean {
    return LIES.has(this.fault)
  }
}

/** What goes with each request. */
export interface Exchange {
  readonly signal: AbortSignal
  /** Milliseconds until an answer must be complete. */
  readonly timeout: number
  /** Told of each piece of an answer, in bytes. */
  received(bytes: number): void
}

export interface ReceivedNode {
  readonly hash: Hash
  readonly data: Uint8Array
}

/** A provider that holds a bucket. Nothing it says has been checked but its form. Its failures are `SourceError`s. */
export interface Source {
  /** Where it is. */
  readonly name: string
  /** Of its live MMR. */
  commitment(bucketId: bigint, exchange: Exchange): Promise<Commitment>
  /** Left to right. */
  peaks(bucketId: bigint, exchange: Exchange): Promise<Hash[]>
  /** All leaves under one peak, left to right; null when it does not offer this. `count`: how many that must be. */
  subtree(
    bucketId: bigint,
    peak: { readonly index: number; readonly count: number },
    exchange: Exchange,
  ): Promise<MmrLeaf[] | null>
  /** A leaf by its index from the source's first. */
  leaf(bucketId: bigint, index: bigint, exchange: Exchange): Promise<MmrLeaf>
  /** Those of the nodes that it has, in any order. `bytes`: what all of them have at most. */
  nodes(
    bucketId: bigint,
    wanted: { readonly hashes: readonly Hash[]; readonly bytes: number },
    exchange: Exchange,
  ): Promise<ReceivedNode[]>
}
