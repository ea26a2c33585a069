import type { Cursor, Decode } from './cursor.ts'
import { compact, signed, unsigned } from './integers.ts'
import { Malformed } from './malformed.ts'
import { type Type, widthOf } from './type-table.ts'

export const nothing: Decode = () => null

/** Bytes as hex. */
export const bytes: Decode = (cursor) => hexOf(cursor, cursor.length(1))

export const fixedBytes =
  (length: number): Decode =>
  (cursor) =>
    hexOf(cursor, length)

/** A bit vector as hex, without its length. @param width bytes of the numbers that the bits are kept in */
export const bits =
  (width: number): Decode =>
  (cursor) =>
    hexOf(cursor, Math.ceil(cursor.count() / (8 * width)) * width)

function hexOf(cursor: Cursor, length: number): string {
  const start = cursor.take(length)
  return `0x${cursor.bytes.toString('hex', start, start + length)}`
}

export function primitive(name: string): Decode {
  if (name === 'bool') return bool
  if (name === 'str') return text
  const width = widthOf(name)
  if (width === undefined) throw new Malformed(`${name} is not supported`)
  return name.startsWith('i') ? signed(width) : unsigned(width)
}

export function compactOf(type: Type): Decode {
  if (type.kind === 'tuple' && type.of.length === 0) return nothing
  const width = type.kind === 'primitive' ? widthOf(type.name) : undefined
  if (width === undefined) throw new Malformed(`the compact form of ${type.path || type.kind} is not supported`)
  return compact(width)
}

const bool: Decode = (cursor) => {
  const byte = cursor.byte()
  if (byte > 1) throw new Malformed(`${byte} is no truth value`, cursor.offset - 1)
  return byte === 1
}

const utf8 = new TextDecoder()
const text: Decode = (cursor) => {
  const length = cursor.length(1)
  const start = cursor.take(length)
  return utf8.decode(cursor.bytes.subarray(start, start + length))
}
