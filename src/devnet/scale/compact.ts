import { ScaleError } from './errors.ts'
import { fromLittleEndian, littleEndian, outOfRange, u8, u16, u32, u64, u128 } from './integers.ts'
import type { Reader } from './reader.ts'
import { anonymous, type Type } from './type.ts'
import type { Writer } from './writer.ts'

const limits = new Map<string, bigint>([
  [u8.key, 1n << 8n],
  [u16.key, 1n << 16n],
  [u32.key, 1n << 32n],
  [u64.key, 1n << 64n],
  [u128.key, 1n << 128n],
])

/** An integer in as few bytes as it needs. Only the shortest form decodes, as in Substrate. */
export function compact<T extends number | bigint>(of: Type<T>): Type<T> {
  const key = `Compact<${of.key}>`
  const limit = limits.get(of.key)
  if (limit === undefined) throw new ScaleError('scale.compact', of.key, 'is no unsigned integer: nothing to compact')
  const big = of === u64 || (of as unknown) === u128
  return {
    key,
    minSize: 1,
    describe: () => anonymous({ kind: 'compact', of }),
    encode(value, writer) {
      if (typeof value === 'number' && !Number.isInteger(value)) throw outOfRange(key, value)
      const amount = BigInt(value)
      if (amount < 0n || amount >= limit) throw outOfRange(key, value)
      writeCompact(amount, writer)
    },
    decode(reader) {
      const amount = readCompact(reader, key)
      if (amount >= limit) throw outOfRange(key, amount)
      return (big ? amount : Number(amount)) as T
    },
  }
}

/** Lengths and counts: a compact u32 that must make sense for what is left to read. */
export function readLength(reader: Reader, minSize: number, type: string): number {
  const length = readCompact(reader, type)
  // An element of no bytes counts as one: a length alone must not make a reader build anything large.
  if (length * BigInt(Math.max(minSize, 1)) > BigInt(reader.left)) {
    throw new ScaleError('scale.length', type, `says ${length} elements, ${reader.left} bytes left`)
  }
  return Number(length)
}

export function writeCompact(value: bigint, writer: Writer): void {
  if (value < 1n << 6n) writer.u8(Number(value << 2n))
  else if (value < 1n << 14n) writer.bytes(littleEndian((value << 2n) | 1n, 2))
  else if (value < 1n << 30n) writer.bytes(littleEndian((value << 2n) | 2n, 4))
  else {
    const size = Math.max(4, Math.ceil(value.toString(16).length / 2))
    writer.u8(((size - 4) << 2) | 3)
    writer.bytes(littleEndian(value, size))
  }
}

export function readCompact(reader: Reader, type: string): bigint {
  const first = reader.u8(type)
  const mode = first & 3
  if (mode === 0) return BigInt(first >> 2)
  if (mode === 3) {
    const bytes = reader.take((first >> 2) + 4, type)
    if (bytes.length > 4 ? bytes.at(-1) === 0 : fromLittleEndian(bytes) < 1n << 30n) throw notShortest(type)
    return fromLittleEndian(bytes)
  }
  const rest = reader.take(mode === 1 ? 1 : 3, type)
  const value = ((fromLittleEndian(rest) << 8n) | BigInt(first)) >> 2n
  if (value < (mode === 1 ? 1n << 6n : 1n << 14n)) throw notShortest(type)
  return value
}

const notShortest = (type: string) => new ScaleError('scale.compact', type, 'is not in its shortest form')
