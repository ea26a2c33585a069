import type { StoragePorts } from '../ports.ts'
import type { MmrLeaf } from '../store/types.ts'
import { createSourceBook, type SourceBook } from './sources/book.ts'
import { createGate, type Gate } from './sources/gate.ts'
import { createTurns, type Turns } from './turns.ts'

/** Leaves that were under a root of the chain. */
export interface VerifiedLeaves {
  readonly startSeq: bigint
  readonly leaves: readonly MmrLeaf[]
}

/** What the handlers of replica syncs are given. */
export interface ReplicaPorts extends StoragePorts {
  readonly turns: Turns
  readonly book: SourceBook
  /** For requests to all sources, and to each by its address. */
  readonly gate: Gate
  readonly gates: Map<string, Gate>
  /** Buckets that we are a replica of. */
  readonly replicas: Set<string>
  /** Block of the last fact about a bucket that has a duty. */
  readonly touched: Map<string, number>
  /** Leaves whose data is being fetched, for the case that more are added meanwhile. */
  readonly leaves: Map<string, VerifiedLeaves>
}

/** What replica syncs have in mind while the node runs: all of it can be found out anew. */
export const replicaMemory = (): Omit<ReplicaPorts, keyof StoragePorts> => ({
  turns: createTurns(),
  book: createSourceBook(),
  gate: createGate(),
  gates: new Map(),
  replicas: new Set(),
  touched: new Map(),
  leaves: new Map(),
})

/** The duties, one for each bucket. */
export const FAMILY = 'sync-run'
