import { bytesOf, type Hash } from './hash.ts'

/*
 * Integers of fixed width, little-endian. Each throws a RangeError for what does not fit.
 */

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}

export function u128(value: bigint): Buffer {
  const bytes = Buffer.alloc(16)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value))
  bytes.writeBigUInt64LE(value >> 64n, 8)
  return bytes
}

/** @throws RangeError for what is no hash */
export function h256(hash: Hash): Buffer {
  const bytes = bytesOf(hash)
  if (bytes.length !== 32 || hash.length !== 66) throw new RangeError(`"${hash}" is no hash of 32 bytes`)
  return bytes
}

export const text = (value: string): Buffer => Buffer.from(value, 'latin1')
