import type { BlockRef } from '../../chain/decoder/chain-fact.ts'
import { type Agenda, createAgenda } from '../agenda.ts'
import type { BucketTerms } from './read.ts'
import type { WindowTerm } from './windows.ts'

/** A bucket that this provider is a primary of. */
export interface Tracked {
  /** As last read. */
  readonly terms: BucketTerms
  /** The window it is in; null while its checkpoints are disabled. */
  readonly term: WindowTerm | null
}

/** What the coordinator has in mind while it runs; all of it can be read again. */
export interface CheckpointMemory {
  /** The last finalized block that was delivered. */
  head: BlockRef | null
  /** Whether the buckets below are all there are. */
  synced: boolean
  readonly buckets: Map<bigint, Tracked>
  /** Buckets that something has happened to since they were read. */
  readonly news: Set<bigint>
  /** Buckets by the first block of their next window. */
  readonly windows: Agenda<bigint>
  /** Duties by the block at which they try what was another's to do before. */
  readonly turns: Agenda<string>
  /** The span of blocks for which rewards have been claimed. */
  claimed: number | null
  clear(): void
}

export function createMemory(): CheckpointMemory {
  return {
    head: null,
    synced: false,
    buckets: new Map(),
    news: new Set(),
    windows: createAgenda(),
    turns: createAgenda(),
    claimed: null,
    clear() {
      this.head = null
      this.synced = false
      this.claimed = null
      for (const each of [this.buckets, this.news, this.windows, this.turns]) each.clear()
    },
  }
}
