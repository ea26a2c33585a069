import { readLength, writeCompact } from './compact.ts'
import { ScaleError } from './errors.ts'
import { u8 } from './integers.ts'
import { type AnyType, anonymous, type Infer, type Type } from './type.ts'

/** `Vec<u8>`. */
export const bytes: Type<Uint8Array> = {
  key: 'Vec<u8>',
  minSize: 1,
  describe: () => anonymous({ kind: 'sequence', of: u8 }),
  encode(value, writer) {
    writeCompact(BigInt(value.length), writer)
    writer.bytes(value)
  },
  decode: (reader) => reader.take(readLength(reader, 1, 'Vec<u8>'), 'Vec<u8>'),
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const text: Type<string> = {
  key: 'str',
  minSize: 1,
  describe: () => anonymous({ kind: 'primitive', primitive: 'str' }),
  encode: (value, writer) => bytes.encode(new TextEncoder().encode(value), writer),
  decode(reader) {
    const raw = bytes.decode(reader)
    try {
      return utf8.decode(raw)
    } catch {
      throw new ScaleError('scale.text', 'str', 'is not UTF-8')
    }
  },
}

/** `[u8; length]`. */
export function fixed(length: number): Type<Uint8Array> {
  const key = `[u8; ${length}]`
  return {
    key,
    minSize: length,
    describe: () => anonymous({ kind: 'array', of: u8, length }),
    encode(value, writer) {
      if (value.length !== length) throw new ScaleError('scale.length', key, `given ${value.length} bytes`)
      writer.bytes(value)
    },
    decode: (reader) => reader.take(length, key),
  }
}

/** `[T; length]`. */
export function array<T>(of: Type<T>, length: number): Type<T[]> {
  const key = `[${of.key}; ${length}]`
  return {
    key,
    minSize: of.minSize * length,
    describe: () => anonymous({ kind: 'array', of, length }),
    encode(value, writer) {
      if (value.length !== length) throw new ScaleError('scale.length', key, `given ${value.length} elements`)
      for (const element of value) of.encode(element, writer)
    },
    decode: (reader) => Array.from({ length }, () => of.decode(reader)),
  }
}

export function vec<T>(of: Type<T>): Type<T[]> {
  const key = `Vec<${of.key}>`
  return {
    key,
    minSize: 1,
    describe: () => anonymous({ kind: 'sequence', of }),
    encode(value, writer) {
      writeCompact(BigInt(value.length), writer)
      for (const element of value) of.encode(element, writer)
    },
    decode: (reader) => Array.from({ length: readLength(reader, of.minSize, key) }, () => of.decode(reader)),
  }
}

function bounded<T extends { length: number }>(element: AnyType, sequence: Type<T>, limit: number): Type<T> {
  const key = `BoundedVec<${element.key}>`
  const check = (value: T) => {
    if (value.length > limit) throw new ScaleError('scale.length', key, `has ${value.length} elements of ${limit}`)
    return value
  }
  return {
    key,
    minSize: 1,
    describe: () => ({
      path: ['bounded_collections', 'bounded_vec', 'BoundedVec'],
      params: [
        { name: 'T', type: element },
        { name: 'S', type: undefined },
      ],
      docs: [],
      def: { kind: 'composite', fields: [{ name: undefined, type: sequence }] },
    }),
    encode: (value, writer) => sequence.encode(check(value), writer),
    decode: (reader) => check(sequence.decode(reader)),
  }
}

export const boundedVec = <T>(of: Type<T>, limit: number): Type<T[]> => bounded(of, vec(of), limit)
export const boundedBytes = (limit: number): Type<Uint8Array> => bounded(u8, bytes, limit)

type TupleValue<E extends readonly AnyType[]> = { -readonly [I in keyof E]: Infer<E[I]> }

export function tuple<const E extends readonly AnyType[]>(...elements: E): Type<TupleValue<E>> {
  return {
    key: `(${elements.map((element) => element.key).join(', ')})`,
    minSize: elements.reduce((size, element) => size + element.minSize, 0),
    describe: () => anonymous({ kind: 'tuple', of: elements }),
    encode(value, writer) {
      elements.forEach((element, i) => {
        element.encode(value[i], writer)
      })
    },
    decode: (reader) => elements.map((element) => element.decode(reader)) as TupleValue<E>,
  }
}
