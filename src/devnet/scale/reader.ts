import { ScaleError } from './errors.ts'

/** As deep as calls may nest inside calls before decoding refuses them. */
const MAX_DEPTH = 256

export interface Reader {
  readonly offset: number
  readonly left: number
  u8(type: string): number
  /** The next `length` bytes, as a copy that keeps nothing else alive. */
  take(length: number, type: string): Uint8Array
  /** Reads one level deeper: bounds what hostile nesting does to the stack. */
  nested<T>(type: string, read: () => T): T
}

export function createReader(bytes: Uint8Array): Reader {
  let offset = 0
  let depth = 0
  return {
    get offset() {
      return offset
    },
    get left() {
      return bytes.length - offset
    },
    u8(type) {
      const byte = bytes[offset]
      if (byte === undefined) throw new ScaleError('scale.truncated', type, 'needs 1 byte, 0 left')
      offset += 1
      return byte
    },
    take(length, type) {
      if (length > bytes.length - offset) {
        throw new ScaleError('scale.truncated', type, `needs ${length} bytes, ${bytes.length - offset} left`)
      }
      offset += length
      return bytes.slice(offset - length, offset)
    },
    nested(type, read) {
      if (depth >= MAX_DEPTH) throw new ScaleError('scale.depth', type, `nests deeper than ${MAX_DEPTH}`)
      depth += 1
      const value = read()
      depth -= 1
      return value
    },
  }
}
