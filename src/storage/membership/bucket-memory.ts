export interface Dated {
  /** When reading it began, in milliseconds. */
  readonly readAt: number
}

/** A read under way, shared by all who ask for the bucket. */
export interface BucketRead<Known> {
  readonly result: Promise<Known>
  /** Whether a change has become known since it began: what it brings may be what was before. */
  readonly isOutdated: boolean
}

/** What is in mind of buckets. Nothing in it is ever changed by half: what may be wrong is dropped. */
export interface BucketMemory<Known extends Dated> {
  get(bucketId: bigint): Known | undefined
  reading(bucketId: bigint): BucketRead<Known> | undefined
  /** Begins a read; what it brings is kept unless it is outdated by then. */
  read(bucketId: bigint, most: number, begin: () => Promise<Known>): BucketRead<Known>
  /** The bucket has changed, or come into being. */
  drop(bucketId: bigint): void
  /** Any bucket may have changed. */
  clear(): void
  /** Resolves when the bucket is dropped. */
  changed(bucketId: bigint): { readonly promise: Promise<true>; forget(): void }
  /** How many wait for a change. */
  readonly waiting: number
}

interface Read<Known> {
  result: Promise<Known>
  isOutdated: boolean
}

export function createBucketMemory<Known extends Dated>(): BucketMemory<Known> {
  // In the order of use, the one asked for last at the end.
  const known = new Map<bigint, Known>()
  const reads = new Map<bigint, Read<Known>>()
  const watchers = new Map<bigint, Set<() => void>>()
  let waiting = 0

  function keep(bucketId: bigint, found: Known, most: number): void {
    known.delete(bucketId)
    known.set(bucketId, found)
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
      const found = known.get(bucketId)
      if (found === undefined) return undefined
      known.delete(bucketId)
      known.set(bucketId, found)
      return found
    },
    reading: (bucketId) => reads.get(bucketId),
    read(bucketId, most, begin) {
      const begun = begin()
      const read: Read<Known> = { isOutdated: false, result: begun }
      const end = () => {
        if (reads.get(bucketId) === read) reads.delete(bucketId)
      }
      read.result = begun.then(
        (found) => {
          if (!read.isOutdated) keep(bucketId, found, most)
          end()
          return found
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
