import type { ProviderSettings } from '../runtime/pallets/storage-provider/index.ts'
import type { Random } from './random.ts'

/** Bytes our provider declares to hold, far below what its stake bears. */
const CAPACITY = 1_000_000_000n
const SHARE = 200n

/** The terms a provider names, by chance. */
export const drawSettings = (random: Random): ProviderSettings => ({
  min_duration: random.between(50, 100),
  max_duration: random.between(5_000, 10_000),
  price_per_byte: BigInt(random.between(1, 5)),
  accepting_primary: true,
  replica_sync_price: BigInt(random.between(1_000, 5_000)),
  accepting_extensions: true,
  max_capacity: CAPACITY,
})

/** Small enough that a hundred of them fit. */
export const drawSmall = (random: Random): bigint =>
  CAPACITY / SHARE / 2n + BigInt(random.below(Number(CAPACITY / SHARE / 2n)))

/** More than could ever fit. */
export const drawHuge = (random: Random): bigint => CAPACITY * BigInt(random.between(2, 50))

/** More than what is left beside `committed`. */
export const drawBeyond = (random: Random, committed: bigint): bigint =>
  CAPACITY - committed + BigInt(random.between(1, 1_000))

export const drawDuration = (random: Random, { min_duration, max_duration }: ProviderSettings): number =>
  random.between(min_duration, max_duration)

/** Accepted requests that fit, with room to spare for what waits. */
export const MOST_ACCEPTED = 150
