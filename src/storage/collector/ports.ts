import type { StoragePorts } from '../ports.ts'

/** What the collector has to look at, and since when it misses what. The chain and the store tell all of it again. */
export interface CollectorMemory {
  /** Buckets to be looked at. `isAgreed`: an agreement of ours has changed, so that it may be new here. */
  readonly pending: Map<bigint, { readonly isAgreed: boolean }>
  /** Block of the last round over all buckets that was asked for. */
  round: { asked: number; isOpen: boolean; resync: number | null }
  /** Blocks at which agreements about buckets were found to be gone. */
  readonly goneSince: Map<bigint, number>
}

export interface CollectorPorts extends Pick<StoragePorts, 'store'>, CollectorMemory {}

export const collectorMemory = (): CollectorMemory => ({
  pending: new Map(),
  round: { asked: 0, isOpen: false, resync: null },
  goneSince: new Map(),
})
