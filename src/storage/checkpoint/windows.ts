import { bytesOf, hashOf } from '../store/hashing.ts'
import type { CheckpointWindowConfig } from '../types.ts'

/** A span of blocks in which a bucket is to be checkpointed once, as the chain counts them. */
export interface CheckpointWindow {
  readonly window: bigint
  /** First block. */
  readonly start: number
  /** Last block in which nobody but the leader may submit. */
  readonly graceEnd: number
  /** Last block. */
  readonly end: number
}

/** A window as this provider has to do with it. */
export interface WindowTerm extends CheckpointWindow {
  /** Account of the primary whose window it is. */
  readonly leader: string
  /** How many primaries there are, and how many places this one is behind the leader: 0 for the leader itself. */
  readonly primaries: number
  readonly behind: number
}

type Pace = Pick<CheckpointWindowConfig, 'interval' | 'gracePeriod'>

const LAST_BLOCK = 2 ** 32 - 1

/** An interval of 0 is one window without an end. */
export const windowAt = (block: number, { interval }: Pick<Pace, 'interval'>): bigint =>
  interval === 0 ? 0n : BigInt(Math.floor(block / interval))

export const windowStart = (window: bigint, { interval }: Pick<Pace, 'interval'>): bigint => window * BigInt(interval)

/** The window that a block is in. */
export function windowOf(block: number, pace: Pace): CheckpointWindow {
  const window = windowAt(block, pace)
  const start = Number(windowStart(window, pace))
  const end = pace.interval === 0 ? LAST_BLOCK : start + pace.interval - 1
  return { window, start, graceEnd: start + pace.gracePeriod, end }
}

/** The place of a window's leader among the primaries; -1 when there are none. */
export function leaderIndex(bucketId: bigint, window: bigint, primaries: number): number {
  if (primaries === 0) return -1
  const bytes = Buffer.alloc(16)
  bytes.writeBigUInt64LE(bucketId)
  bytes.writeBigUInt64LE(window, 8)
  return bytesOf(hashOf(bytes)).readUInt32LE() % primaries
}

/** The window that a block is in, for one of the bucket's primaries; undefined for whoever is none. */
export function termOf(
  { bucketId, primaries, provider }: { bucketId: bigint; primaries: readonly string[]; provider: string },
  block: number,
  pace: Pace,
): WindowTerm | undefined {
  const place = primaries.indexOf(provider)
  if (place < 0) return undefined
  const window = windowOf(block, pace)
  const first = leaderIndex(bucketId, window.window, primaries.length)
  const behind = (place - first + primaries.length) % primaries.length
  return { ...window, leader: primaries[first]!, primaries: primaries.length, behind }
}

export const isSameTerm = (one: WindowTerm, other: WindowTerm): boolean =>
  one.window === other.window &&
  one.start === other.start &&
  one.graceEnd === other.graceEnd &&
  one.end === other.end &&
  one.leader === other.leader &&
  one.primaries === other.primaries &&
  one.behind === other.behind

/** Whether the chain would take a report of this window in a block. `last`: the last window that it holds for done with. */
export const mayReport = (window: bigint, last: bigint | null, block: number, pace: Pace): boolean =>
  window < windowAt(block, pace) && (last === null || window > last) && BigInt(block) > windowStart(window + 1n, pace)
