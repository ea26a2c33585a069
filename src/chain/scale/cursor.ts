import { checkCount, lengthAt, lengthWidth } from './length.ts'
import { ended } from './malformed.ts'

/** A place in bytes that are being decoded; nothing is read past their end. */
export class Cursor {
  readonly bytes: Buffer
  offset = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** Goes on by `length` bytes, and says where they begin. @throws Malformed */
  take(length: number): number {
    const start = this.offset
    if (start + length > this.bytes.length) throw ended(start)
    this.offset = start + length
    return start
  }

  byte(): number {
    return this.bytes[this.take(1)]!
  }

  /** A length, whatever it is the length of. */
  count(): number {
    const count = lengthAt(this.bytes, this.offset)
    this.offset += lengthWidth(this.bytes, this.offset)
    return count
  }

  /** The length of a list whose elements take at least `size` bytes each. @throws Malformed when they cannot be there */
  length(size: number): number {
    const count = this.count()
    checkCount(count, size, this.bytes, this.offset)
    return count
  }
}

/** Reads a value and leaves the cursor after it. @throws Malformed */
export type Decode = (cursor: Cursor) => unknown
