import type { Cursor } from './cursor.ts'
import { Malformed } from './malformed.ts'

/** A number below 2^52 in size, and as decimal text from there on. */
export type PlainInteger = number | string

type Read = (cursor: Cursor) => PlainInteger

const EXACT = 2n ** 52n
/** From here on in the upper half of 64 bits, a number is 2^52 or more. */
const UPPER_LIMIT = 2 ** 20

const plain = (value: bigint): PlainInteger => (value < EXACT && value > -EXACT ? Number(value) : value.toString())

function u64At(bytes: Buffer, offset: number): PlainInteger {
  const upper = bytes.readUInt32LE(offset + 4)
  if (upper < UPPER_LIMIT) return upper * 2 ** 32 + bytes.readUInt32LE(offset)
  return bytes.readBigUInt64LE(offset).toString()
}

function bigAt(bytes: Buffer, offset: number, width: number): bigint {
  let value = 0n
  for (let at = offset + width - 8; at >= offset; at -= 8) value = (value << 64n) | bytes.readBigUInt64LE(at)
  return value
}

function u128At(bytes: Buffer, offset: number): PlainInteger {
  const upper = bytes.readBigUInt64LE(offset + 8)
  return upper === 0n ? u64At(bytes, offset) : ((upper << 64n) | bytes.readBigUInt64LE(offset)).toString()
}

const UNSIGNED: Readonly<Record<number, Read>> = {
  1: (cursor) => cursor.byte(),
  2: (cursor) => cursor.bytes.readUInt16LE(cursor.take(2)),
  4: (cursor) => cursor.bytes.readUInt32LE(cursor.take(4)),
  8: (cursor) => u64At(cursor.bytes, cursor.take(8)),
  16: (cursor) => u128At(cursor.bytes, cursor.take(16)),
}

const SIGNED: Readonly<Record<number, Read>> = {
  1: (cursor) => cursor.bytes.readInt8(cursor.take(1)),
  2: (cursor) => cursor.bytes.readInt16LE(cursor.take(2)),
  4: (cursor) => cursor.bytes.readInt32LE(cursor.take(4)),
  8: (cursor) => plain(cursor.bytes.readBigInt64LE(cursor.take(8))),
}

/** @param width Bytes: 1, 2, 4, or a multiple of 8. */
export const unsigned = (width: number): Read =>
  UNSIGNED[width] ?? ((cursor) => plain(bigAt(cursor.bytes, cursor.take(width), width)))

export const signed = (width: number): Read =>
  SIGNED[width] ?? ((cursor) => plain(BigInt.asIntN(width * 8, bigAt(cursor.bytes, cursor.take(width), width))))

/** An unsigned integer of up to `width` bytes in as few bytes as it needs. */
export function compact(width: number): Read {
  const limit = 2n ** BigInt(width * 8)
  const check = (value: number, offset: number): number => {
    if (value >= limit) throw tooLarge(width, offset)
    return value
  }
  return (cursor) => {
    const { offset, bytes } = cursor
    const first = cursor.byte()
    const mode = first & 3
    if (mode === 0) return check(first >> 2, offset)
    if (mode === 1) return check((first | (cursor.byte() << 8)) >> 2, offset)
    if (mode === 2) {
      cursor.take(3)
      return check(bytes.readUInt32LE(offset) >>> 2, offset)
    }
    const length = 4 + (first >> 2)
    if (length > Math.max(width, 4)) throw tooLarge(width, offset)
    let value = 0n
    for (let at = cursor.take(length) + length - 1; at > offset; at -= 1) value = (value << 8n) | BigInt(bytes[at]!)
    if (value >= limit) throw tooLarge(width, offset)
    return plain(value)
  }
}

const tooLarge = (width: number, offset: number) => new Malformed(`a number of more than ${width} bytes`, offset)
