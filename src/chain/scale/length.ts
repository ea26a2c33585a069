import { ended, Malformed } from './malformed.ts'

/** Bytes that a length's compact form takes, by its two lowest bits. */
const WIDTHS = [1, 2, 4, 5] as const

/** How many bytes the length at `offset` takes. */
export const lengthWidth = (bytes: Buffer, offset: number): number => WIDTHS[bytes[offset]! & 3]!

/** The length at `offset`, below 2^32. Whether so much follows is for the caller to check. @throws Malformed */
export function lengthAt(bytes: Buffer, offset: number): number {
  if (offset >= bytes.length) throw ended(offset)
  const first = bytes[offset]!
  const mode = first & 3
  if (mode === 0) return first >> 2
  if (offset + WIDTHS[mode]! > bytes.length) throw ended(offset)
  if (mode === 1) return (first | (bytes[offset + 1]! << 8)) >> 2
  if (mode === 2) return bytes.readUInt32LE(offset) >>> 2
  if (first !== 3) throw new Malformed('a length of more than 32 bits', offset)
  return bytes.readUInt32LE(offset + 1)
}

/** @throws Malformed when `count` elements of at least `size` bytes cannot be in what is left */
export function checkCount(count: number, size: number, bytes: Buffer, offset: number): void {
  // What takes no byte is counted as one: nothing of that kind is worth a list that the bytes do not pay for.
  if (count * (size === 0 ? 1 : size) > bytes.length - offset)
    throw new Malformed(`a length of ${count} exceeds the ${bytes.length - offset} bytes left`, offset)
}
