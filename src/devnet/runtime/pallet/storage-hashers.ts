import { blake2AsU8a, xxhashAsU8a } from '#polkadot'
import { concat, toHex } from '../../bytes.ts'

/** The hashers of storage maps by their metadata names. `Concat` ones keep the key readable after its hash. */
export type Hasher = 'Blake2_128Concat' | 'Twox64Concat' | 'Identity'

export const hashKey: Record<Hasher, (key: Uint8Array) => Uint8Array> = {
  Blake2_128Concat: (key) => concat(blake2AsU8a(key, 128), key),
  Twox64Concat: (key) => concat(xxhashAsU8a(key, 64), key),
  Identity: (key) => key,
}

/** Bytes of hash before the key itself. */
export const hashLength: Record<Hasher, number> = { Blake2_128Concat: 16, Twox64Concat: 8, Identity: 0 }

export const twox128 = (text: string): string => toHex(xxhashAsU8a(text, 128))
