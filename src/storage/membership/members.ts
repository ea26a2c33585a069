import type { Role } from '../types.ts'

/** A bucket's members as the chain had them. */
export interface Members {
  /** By account, hex; null while there is no such bucket. */
  readonly roles: ReadonlyMap<string, Role> | null
  /** When reading them began, in milliseconds. */
  readonly readAt: number
}

/** A read under way, shared by all who ask for the bucket. */
export interface MembersRead {
  readonly result: Promise<Members>
  /** Whether a change has become known since it began: what it brings may be what was before. */
  readonly isOutdated: boolean
}

/** What is in mind of the members of buckets. Nothing in it is ever changed by half: what may be wrong is dropped. */
export interface MembersMemory {
  get(bucketId: bigint): Members | undefined
  reading(bucketId: bigint): MembersRead | undefined
  /** Begins a read; what it brings is kept unless it is outdated by then. */
  read(bucketId: bigint, most: number, begin: () => Promise<Members>): MembersRead
  /** The bucket has changed, or come into being. */
  drop(bucketId: bigint): void
  /** Any bucket may have changed. */
  clear(): void
  /** Resolves when the bucket is dropped. */
  changed(bucketId: bigint): { readonly promise: Promise<true>; forget(): void }
  /** How many wait for a change. */
  readonly waiting: number
}

interface Read {
  result: Promise<Members>
  isOutdated: boolean
}

export function createMembersMemory(): MembersMemory {
  // In the order of use, the one asked for last at the end.
  const known = new Map<bigint, Members>()
  const reads = new Map<bigint, Read>()
  const watchers = new Map<bigint, Set<() => void>>()
  let waiting = 0

  function keep(bucketId: bigint, members: Members, most: number): void {
    known.delete(bucketId)
    known.set(bucketId, members)
    for (const oldest of known.keys()) {
      if (known.size <= most) return
      known.delete(oldest)
    }
  }

  function drop(bucketId: bigint): void {
    const read = reads.get(bucketId)
    if (read !== undefined) read.isOutdated = true
    reads.delete(bucketId)
    known.delete(bucketId)
    for (const wake of watchers.get(bucketId) ?? []) wake()
  }

  return {
    get(bucketId) {
      const members = known.get(bucketId)
      if (members === undefined) return undefined
      known.delete(bucketId)
      known.set(bucketId, members)
      return members
    },
    reading: (bucketId) => reads.get(bucketId),
    read(bucketId, most, begin) {
      const read: Read = { isOutdated: false, result: Promise.resolve({ roles: null, readAt: 0 }) }
      const end = () => {
        if (reads.get(bucketId) === read) reads.delete(bucketId)
      }
      read.result = begin().then(
        (members) => {
          if (!read.isOutdated) keep(bucketId, members, most)
          end()
          return members
        },
        (error: unknown) => {
          end()
          throw error
        },
      )
      reads.set(bucketId, read)
      return read
    },
    drop,
    clear() {
      for (const bucketId of new Set([...known.keys(), ...reads.keys(), ...watchers.keys()])) drop(bucketId)
    },
    changed(bucketId) {
      const { promise, resolve } = Promise.withResolvers<true>()
      const wake = () => resolve(true)
      const set = watchers.get(bucketId) ?? new Set()
      watchers.set(bucketId, set.add(wake))
      waiting += 1
      return {
        promise,
        forget() {
          waiting -= 1
          set.delete(wake)
          if (set.size === 0) watchers.delete(bucketId)
        },
      }
    },
    get waiting() {
      return waiting
    },
  }
}
