/** Random encodings of a runtime's types, by walking its type table. */
import type { EventLayout } from '../../../src/chain/scale/event-layout.ts'
import { bare, type Field, type Type, type TypeTable, widthOf } from '../../../src/chain/scale/type-table.ts'

/** Of the values `0..below-1`. */
export type Chance = (below: number) => number

/** mulberry32 */
export function createChance(seed: number): Chance {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

export interface Encodings {
  bytesOf(id: number): number[]
  fieldsOf(fields: readonly Field[]): number[]
  /** How deep the flattest value of a type is; infinite for one that has no value. */
  height(id: number): number
}

/** Deeper than this the flattest variant is taken, and lists are empty. */
const DEEP = 8
const TEXTS = ['', 'Reeve', 'Grüße', '\u{1f980}', 'x'.repeat(70), '0x00']

export function createEncodings(table: TypeTable, chance: Chance): Encodings {
  const heights = new Map<number, number>()

  function height(id: number): number {
    const known = heights.get(id)
    if (known !== undefined) return known
    heights.set(id, Number.POSITIVE_INFINITY)
    const found = 1 + heightOf(table.at(id))
    // One that was infinite only because it contains itself is looked at again by whoever asks next.
    heights.set(id, found)
    if (found === Number.POSITIVE_INFINITY) heights.delete(id)
    return found
  }

  function heightOf(type: Type): number {
    if (type.kind === 'composite') return tallest(type.fields)
    if (type.kind === 'tuple') return Math.max(0, ...type.of.map(height))
    if (type.kind === 'array') return height(type.of)
    if (type.kind === 'variant') return Math.min(...type.variants.map(({ fields }) => tallest(fields)))
    return 0
  }

  const tallest = (fields: readonly Field[]) => Math.max(0, ...fields.map(({ type }) => height(type)))

  const fieldsOf = (fields: readonly Field[], depth = 0) => fields.flatMap(({ type }) => bytesOf(type, depth))

  const random = (length: number): number[] => Array.from({ length }, () => chance(256))

  function integer(width: number): number[] {
    const used = [width, width, 1 + chance(width), 6, 7][chance(5)]!
    const bytes = random(Math.min(used, width))
    if (chance(8) === 0) bytes.fill(255)
    if (chance(8) === 0) bytes.fill(0)
    return [...bytes, ...new Array<number>(width - bytes.length).fill(0)]
  }

  function bytesOf(id: number, depth = 0): number[] {
    const type = table.at(id)
    if (/::vote::Vote$/.test(type.path)) return [chance(2) * 128 + chance(7)]
    // No more than one element: @polkadot/types sorts them, and refuses what is in it twice.
    if (/^BTree(Set|Map)$/.test(type.path))
      return [...count(1), ...type.params.flatMap((of) => (of === undefined ? [] : bytesOf(of, depth + 1)))]
    switch (type.kind) {
      case 'primitive':
        if (type.name === 'bool') return [chance(2)]
        if (type.name === 'str') return text(TEXTS[chance(TEXTS.length)]!)
        return integer(widthOf(type.name)!)
      case 'compact': {
        const of = bare(table, type.of)
        return of.kind === 'primitive' ? compact(integer(widthOf(of.name)!)) : []
      }
      case 'sequence': {
        const byte = bare(table, type.of)
        if (byte.kind === 'primitive' && byte.name === 'u8') {
          const length = [0, 4, 32, 80][chance(4)]!
          return [...count(length), ...random(length)]
        }
        const length = depth > DEEP ? 0 : chance(4)
        return [...count(length), ...times(length, () => bytesOf(type.of, depth + 1))]
      }
      case 'array':
        return times(type.length, () => bytesOf(type.of, depth + 1))
      case 'tuple':
        return type.of.flatMap((of) => bytesOf(of, depth + 1))
      case 'bits': {
        const length = chance(40)
        return [...count(length), ...random(Math.ceil(length / 8))]
      }
      case 'composite':
        return fieldsOf(type.fields, depth + 1)
      case 'variant': {
        const possible = type.variants.filter(({ fields }) => tallest(fields) < Number.POSITIVE_INFINITY)
        const lowest = Math.min(...possible.map(({ fields }) => tallest(fields)))
        const candidates = depth > DEEP ? possible.filter(({ fields }) => tallest(fields) === lowest) : possible
        const { index, fields } = candidates[chance(candidates.length)]!
        return [index, ...fieldsOf(fields, depth + 1)]
      }
    }
  }

  return { bytesOf, fieldsOf, height }
}

const times = (count: number, make: () => number[]) => Array.from({ length: count }, make).flat()

const text = (value: string) => [...count(Buffer.byteLength(value)), ...Buffer.from(value)]

/** A length. */
export const count = (value: number): number[] => compact([value & 255, (value >> 8) & 255, (value >> 16) & 255, 0])

/** @param bytes the number, lowest byte first */
function compact(bytes: readonly number[]): number[] {
  const value = bytes.reduceRight((total, byte) => total * 256n + BigInt(byte), 0n)
  if (value < 1n << 30n) {
    const [mode, width] = value < 64n ? [0, 1] : value < 16_384n ? [1, 2] : [2, 4]
    const shifted = Number(value) * 4 + mode
    return Array.from({ length: width }, (_, at) => Math.floor(shifted / 256 ** at) % 256)
  }
  const digits: number[] = []
  for (let rest = value; rest > 0n; rest >>= 8n) digits.push(Number(rest & 255n))
  while (digits.length < 4) digits.push(0)
  return [(digits.length - 4) * 4 + 3, ...digits]
}

/** A record for each event (of those asked for) that has values, in the order of indices. */
export function* everyEvent(
  { pallets }: EventLayout,
  encodings: Encodings,
  chance: Chance,
  asked: (name: string) => boolean = () => true,
) {
  for (const [pallet, described] of pallets.entries())
    for (const [event, variant] of described?.events.entries() ?? []) {
      if (variant === undefined || !asked(`${described?.name}.${variant.name}`)) continue
      if (variant.fields.some(({ type }) => encodings.height(type) === Number.POSITIVE_INFINITY)) continue
      const phase = [[0, ...[chance(256), chance(3), 0, 0]], [1], [2]][chance(3)]!
      const topics = chance(20) === 0 ? 1 : 0
      yield [
        ...phase,
        pallet,
        event,
        ...encodings.fieldsOf(variant.fields),
        ...count(topics),
        ...times(topics, () => Array.from({ length: 32 }, () => chance(256))),
      ]
    }
}
