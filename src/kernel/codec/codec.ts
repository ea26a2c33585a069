import { UnencodableError } from './unencodable.ts'

const MARK = '$'
const ESCAPED = '$plain'

/**
 * JSON that keeps what JSON loses: BigInt, bytes, dates, maps, sets, `undefined` and the numbers that are none. Objects of a
 * class with a `toJSON` (chain types, references to actors) become what that gives.
 *
 * @throws UnencodableError naming the path, for functions, symbols and cycles.
 */
export const encode = (value: unknown): string => JSON.stringify(toPlain(value, '', []))

/** The value that `encode` was given. @throws SyntaxError when the text is not of its making. */
export const decode = (text: string): unknown => fromPlain(JSON.parse(text))

const tagged = (tag: string, value: unknown) => ({ [`${MARK}${tag}`]: value })

function toPlain(value: unknown, path: string, within: readonly object[]): unknown {
  switch (typeof value) {
    case 'bigint':
      return tagged('bigint', String(value))
    case 'undefined':
      return tagged('undefined', null)
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : tagged('number', Object.is(value, -0) ? '-0' : String(value))
    case 'function':
    case 'symbol':
      throw new UnencodableError(path, `is a ${typeof value}`)
    case 'object':
      return value === null ? null : objectToPlain(value, path, within)
    default:
      return value
  }
}

function objectToPlain(value: object, path: string, within: readonly object[]): unknown {
  if (within.includes(value)) throw new UnencodableError(path, 'refers back to what contains it')
  const inside = [...within, value]
  const list = (items: Iterable<unknown>) =>
    Array.from(items, (item, index) => toPlain(item, `${path}[${index}]`, inside))
  if (Array.isArray(value)) return list(value)
  if (value instanceof Uint8Array) return tagged('bytes', Buffer.from(value).toString('base64'))
  if (value instanceof Date) return tagged('date', value.getTime())
  if (value instanceof Map) return tagged('map', list(value))
  if (value instanceof Set) return tagged('set', list(value))
  if (value instanceof Error) return tagged('error', { name: value.name, message: value.message })
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return toPlain(toJSON.call(value), path, inside)
  const entries = Object.entries(value).map(([key, item]) => [key, toPlain(item, `${path}.${key}`, inside)] as const)
  const plain = Object.fromEntries(entries)
  // An object that happens to look like a tag is wrapped, so that it comes back as it was.
  return entries.length === 1 && entries[0]![0].startsWith(MARK) ? { [ESCAPED]: plain } : plain
}

const READERS: Readonly<Record<string, (value: never) => unknown>> = {
  $bigint: (text: string) => BigInt(text),
  $undefined: () => undefined,
  $number: (text: string) => Number(text),
  $bytes: (text: string) => new Uint8Array(Buffer.from(text, 'base64')),
  $date: (time: number) => new Date(time),
  $map: (entries: unknown[]) => new Map(entries.map(fromPlain) as Array<[unknown, unknown]>),
  $set: (items: unknown[]) => new Set(items.map(fromPlain)),
  $error: ({ name, message }: { name: string; message: string }) => Object.assign(new Error(message), { name }),
  [ESCAPED]: (plain: object) => entriesFromPlain(plain),
}

function fromPlain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(fromPlain)
  const [first, ...rest] = Object.entries(value)
  if (first !== undefined && rest.length === 0 && first[0].startsWith(MARK)) {
    const read = READERS[first[0]]
    if (read === undefined) throw new SyntaxError(`"${first[0]}" is no tag of this codec`)
    return read(first[1] as never)
  }
  return entriesFromPlain(value)
}

const entriesFromPlain = (plain: object): object =>
  Object.fromEntries(Object.entries(plain).map(([key, item]) => [key, fromPlain(item)]))
