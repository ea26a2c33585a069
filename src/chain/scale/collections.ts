import type { Decode } from './cursor.ts'

/** Records of one type have one shape: their keys always come in the same order. */
export function record(keys: readonly string[], decoders: readonly Decode[]): Decode {
  return (cursor) => {
    const value: Record<string, unknown> = {}
    for (let index = 0; index < keys.length; index += 1) value[keys[index]!] = decoders[index]!(cursor)
    return value
  }
}

export const tuple =
  (decoders: readonly Decode[]): Decode =>
  (cursor) =>
    decoders.map((decode) => decode(cursor))

export const array =
  (decode: Decode, length: number): Decode =>
  (cursor) => {
    const values: unknown[] = []
    for (let index = 0; index < length; index += 1) values.push(decode(cursor))
    return values
  }

/** Filled one by one: what the bytes promise is not reserved before they keep it. */
export const list =
  (decode: Decode): Decode =>
  (cursor) =>
    array(decode, cursor.length(1))(cursor)

/** A map as an object; its keys are the keys' values as text. */
export function map(key: Decode, value: Decode): Decode {
  const entries = list((cursor) => [textOf(key(cursor)), value(cursor)])
  // Not by assignment: a key may be `__proto__`.
  return (cursor) => Object.fromEntries(entries(cursor) as [string, unknown][])
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
