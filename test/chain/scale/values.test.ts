import { describe, expect, it } from 'vitest'
import { Cursor } from '../../../src/chain/scale/cursor.ts'
import { createDecoders } from '../../../src/chain/scale/decode.ts'
import { createExtents } from '../../../src/chain/scale/extents.ts'
import { Malformed } from '../../../src/chain/scale/malformed.ts'
import { readTypes } from '../../../src/chain/scale/read-types.ts'
import { skipping } from '../../../src/chain/scale/skip.ts'
import { createAddresses } from '../../../src/chain/scale/ss58.ts'
import type { Definition, TypeTable } from '../../../src/chain/scale/type-table.ts'
import { described, METADATA } from './runtimes.ts'

const primitive = (name: string): Definition => ({ kind: 'primitive', name })
const DEFINITIONS: readonly (Definition & { readonly path?: string; readonly params?: readonly number[] })[] = [
  primitive('u64'),
  primitive('i64'),
  primitive('u128'),
  primitive('u256'),
  { kind: 'compact', of: 2 },
  primitive('u8'),
  { kind: 'compact', of: 5 },
  primitive('str'),
  { kind: 'tuple', of: [7, 5] },
  { kind: 'sequence', of: 8 },
  { kind: 'composite', path: 'BTreeMap', params: [7, 5], fields: [{ name: undefined, type: 9 }] },
  {
    kind: 'variant',
    variants: [
      { name: 'End', index: 0, fields: [] },
      { name: 'More', index: 1, fields: [{ name: undefined, type: 11 }] },
    ],
  },
]
const table: TypeTable = { at: (id) => ({ path: '', params: [], ...DEFINITIONS[id]! }) }
const [U64, I64, U128, U256, COMPACT, , COMPACT_U8, , , , MAP, NEST] = DEFINITIONS.keys()
const decoderOf = createDecoders(table, createAddresses(42))
const extentOf = createExtents(table)

/** The value, for which skipper and decoder must have come to the same end. */
function decoded(id: number, bytes: Buffer): unknown {
  const cursor = new Cursor(bytes)
  const value = decoderOf(id)(cursor)
  expect(cursor.offset).toBe(bytes.length)
  expect(skipping(extentOf(id))(bytes, 0)).toBe(bytes.length)
  return value
}

function littleEndian(value: bigint, width: number): Buffer {
  const bits = BigInt.asUintN(width * 8, value)
  return Buffer.from(Array.from({ length: width }, (_, at) => Number((bits >> BigInt(at * 8)) & 255n)))
}

describe('numbers', () => {
  it.each([
    [U64!, 8, 2n ** 52n - 1n],
    [U64!, 8, 2n ** 52n],
    [U64!, 8, 2n ** 64n - 1n],
    [I64!, 8, -(2n ** 52n) + 1n],
    [I64!, 8, -(2n ** 52n)],
    [I64!, 8, -1n],
    [U128!, 16, 0n],
    [U128!, 16, 2n ** 64n],
    [U128!, 16, 2n ** 128n - 1n],
    [U256!, 32, 5n],
    [U256!, 32, 2n ** 255n + 1n],
  ])('are numbers below 2^52 in size, and decimal text from there on: type %i, %i bytes, %s', (id, width, value) => {
    const exact = value < 2n ** 52n && value > -(2n ** 52n)
    expect(decoded(id, littleEndian(value, width))).toBe(exact ? Number(value) : value.toString())
  })

  it.each([
    ['fc', 63],
    ['0101', 64],
    ['fdff', 16_383],
    ['02000100', 16_384],
    ['feffffff', 2 ** 30 - 1],
    ['0300000040', 2 ** 30],
    ['0f00000000000010', '4503599627370496'],
    ['33ffffffffffffffffffffffffffffffff', '340282366920938463463374607431768211455'],
  ])('have a compact form: 0x%s', (hex, value) => {
    expect(decoded(COMPACT!, Buffer.from(hex, 'hex'))).toBe(value)
  })

  it.each(['0104', '0200010000', '0300000001', '07ff00000000'])('must fit their type: 0x%s is no u8', (hex) => {
    expect(() => decoded(COMPACT_U8!, Buffer.from(hex, 'hex'))).toThrow(Malformed)
  })

  it('are passed over only when they can fit their type', () => {
    expect(() => skipping(extentOf(COMPACT_U8!))(Buffer.alloc(99, 0x07), 0)).toThrow('a number of 5 bytes where 1 are')
  })
})

describe('a type that contains itself', () => {
  const nested = (levels: number) => Buffer.from([...new Array<number>(levels).fill(1), 0])

  it('is followed to a bounded depth, however often it was too deep before', () => {
    for (let round = 0; round < 300; round += 1) {
      expect(() => skipping(extentOf(NEST!))(nested(10_000), 0)).toThrow('nested too deep')
      expect(() => decoderOf(NEST!)(new Cursor(nested(10_000)))).toThrow('nested too deep')
    }
    expect(decoded(NEST!, nested(2))).toEqual({ more: { more: { end: null } } })
    expect(JSON.stringify(decoded(NEST!, nested(200))).match(/more/g)).toHaveLength(200)
  })
})

it('a map may have any key', () => {
  const name = '__proto__'
  const map = decoded(MAP!, Buffer.from([4, name.length * 4, ...Buffer.from(name), 7])) as object
  expect(Object.getPrototypeOf(map)).toBe(Object.prototype)
  expect(Object.entries(map)).toEqual([['__proto__', 7]])
})

describe('stricter than @polkadot/types', () => {
  const { registry } = described(METADATA['Polkadot V14']!)
  const real = createDecoders(readTypes(registry.lookup), createAddresses(0))
  const named = (name: string) => registry.lookup.types.find(({ type }) => type.path.join('::') === name)!.id.toNumber()
  const theirs = (id: number, bytes: readonly number[]) =>
    registry.createTypeUnsafe(registry.createLookupType(id), [new Uint8Array(bytes)]).toPrimitive(true)
  const ours = (id: number, bytes: readonly number[]) => real(id)(new Cursor(Buffer.from(bytes)))

  it('takes no byte but 0 and 1 for a truth value or an option', () => {
    const bool = registry.lookup.types.find(({ type }) => type.def.isPrimitive && type.def.asPrimitive.isBool)!
    expect(theirs(bool.id.toNumber(), [2])).toBe(false)
    expect(() => ours(bool.id.toNumber(), [2])).toThrow('2 is no truth value at byte 0')

    const option = named('Option')
    expect(theirs(option, [7, ...new Array<number>(64).fill(0)])).not.toBeNull()
    expect(() => ours(option, [7, ...new Array<number>(64).fill(0)])).toThrow('there is no variant 7 at byte 0')
  })

  it('takes no index between those that an enum has', () => {
    const proxyType = named('polkadot_runtime::ProxyType')
    expect(theirs(proxyType, [4])).toBe('__Unused4')
    expect(() => ours(proxyType, [4])).toThrow('there is no variant 4 at byte 0')
  })

  it('reads an index among accounts as what it is encoded as, which is nothing', () => {
    const address = named('sp_runtime::multiaddress::MultiAddress')
    expect(theirs(address, [1, 8, ...new Array<number>(40).fill(0)])).toEqual({ index: expect.any(String) })
    expect(ours(address, [1])).toEqual({ index: null })
  })
})
