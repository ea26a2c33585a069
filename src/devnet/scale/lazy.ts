import type { Type } from './type.ts'

/** A type known by name before it exists: what lets a call carry calls. */
export function lazy<T>(key: string, resolve: () => Type<T>): Type<T> {
  return {
    key,
    minSize: 1,
    describe: () => resolve().describe(),
    encode: (value, writer) => resolve().encode(value, writer),
    decode: (reader) => reader.nested(key, () => resolve().decode(reader)),
  }
}
