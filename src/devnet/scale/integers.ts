import { ScaleError } from './errors.ts'
import { anonymous, type Type } from './type.ts'

function smallInteger(primitive: 'u8' | 'u16' | 'u32', size: number): Type<number> {
  const limit = 2 ** (size * 8)
  return {
    key: primitive,
    minSize: size,
    describe: () => anonymous({ kind: 'primitive', primitive }),
    encode(value, writer) {
      if (!Number.isInteger(value) || value < 0 || value >= limit) throw outOfRange(primitive, value)
      for (let i = 0; i < size; i++) writer.u8(Math.floor(value / 256 ** i) % 256)
    },
    decode(reader) {
      let value = 0
      for (let i = 0; i < size; i++) value += reader.u8(primitive) * 256 ** i
      return value
    },
  }
}

function bigInteger(primitive: 'u64' | 'u128', size: number): Type<bigint> {
  const limit = 1n << BigInt(size * 8)
  return {
    key: primitive,
    minSize: size,
    describe: () => anonymous({ kind: 'primitive', primitive }),
    encode(value, writer) {
      if (typeof value !== 'bigint' || value < 0n || value >= limit) throw outOfRange(primitive, value)
      writer.bytes(littleEndian(value, size))
    },
    decode: (reader) => fromLittleEndian(reader.take(size, primitive)),
  }
}

export const outOfRange = (type: string, value: unknown) =>
  new ScaleError('scale.range', type, `cannot carry ${String(value)}`)

export function littleEndian(value: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let rest = value
  for (let i = 0; i < size && rest > 0n; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn)
  return bytes
}

export function fromLittleEndian(bytes: Uint8Array): bigint {
  let value = 0n
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0)
  return value
}

export const u8 = smallInteger('u8', 1)
export const u16 = smallInteger('u16', 2)
export const u32 = smallInteger('u32', 4)
export const u64 = bigInteger('u64', 8)
export const u128 = bigInteger('u128', 16)

export const bool: Type<boolean> = {
  key: 'bool',
  minSize: 1,
  describe: () => anonymous({ kind: 'primitive', primitive: 'bool' }),
  encode: (value, writer) => writer.u8(value ? 1 : 0),
  decode(reader) {
    const byte = reader.u8('bool')
    if (byte > 1) throw new ScaleError('scale.bool', 'bool', `${byte} is neither 0 nor 1`)
    return byte === 1
  },
}
