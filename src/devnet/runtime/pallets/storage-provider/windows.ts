import { blake2AsU8a } from '#polkadot'
import { concat } from '../../../bytes.ts'
import { encode, u64 } from '../../../scale/index.ts'
import type { StorageAccess } from '../../pallet/index.ts'
import type { StorageProviderConstants } from './constants.ts'
import { storage } from './storage.ts'

export interface WindowConfig {
  readonly interval: number
  readonly grace_period: number
  readonly enabled: boolean
}

/** A bucket's own, or what holds for every bucket that has none. */
export const windowConfig = (
  access: StorageAccess,
  bucketId: bigint,
  constants: StorageProviderConstants,
): WindowConfig =>
  storage.CheckpointConfigs.get(access, bucketId) ?? {
    interval: constants.defaultCheckpointInterval,
    grace_period: constants.defaultCheckpointGrace,
    enabled: true,
  }

export const windowAt = (block: number, { interval }: WindowConfig): bigint =>
  interval === 0 ? 0n : BigInt(Math.floor(block / interval))

export const windowStart = (window: bigint, { interval }: WindowConfig): bigint => window * BigInt(interval)

/** The place of a window's leader among the primaries; -1 when there are none. */
export function leaderIndex(bucketId: bigint, window: bigint, primaries: number): number {
  if (primaries === 0) return -1
  const digest = blake2AsU8a(concat(encode(u64, bucketId), encode(u64, window)), 256)
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0, true) % primaries
}
