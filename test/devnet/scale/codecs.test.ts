import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  array,
  bool,
  boundedBytes,
  boundedVec,
  bytes,
  compact,
  decode,
  encode,
  fixed,
  lazy,
  option,
  ScaleError,
  struct,
  type Type,
  text,
  tuple,
  u8,
  u16,
  u32,
  u64,
  u128,
  variant,
  vec,
} from '../../../src/devnet/scale/index.ts'

const hex = (value: Uint8Array) => Buffer.from(value).toString('hex')
const unhex = (value: string) => new Uint8Array(Buffer.from(value, 'hex'))
const codeOf = (work: () => unknown) => {
  try {
    work()
    return 'no error'
  } catch (error) {
    return error instanceof ScaleError ? error.code : error
  }
}

const number = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 })
const big = (bits: bigint) => fc.bigInt({ min: 0n, max: (1n << bits) - 1n })
const raw = fc.uint8Array({ maxLength: 80 })
const shape = variant('Shape', {
  Empty: { index: 3 },
  One: { index: 0, of: u32 },
  Two: { index: 7, items: [u8, bytes] },
  Named: { index: 200, fields: { a: bool, b: option(u64) } },
})
const record = struct('Record', { id: u64, name: text, shape, tags: vec(u16) })
const anyShape = fc.oneof(
  fc.constant({ type: 'Empty' as const }),
  fc.record({ type: fc.constant('One' as const), value: number(32) }),
  fc.record({ type: fc.constant('Two' as const), value: fc.tuple(number(8), raw) }),
  fc.record({
    type: fc.constant('Named' as const),
    value: fc.record({ a: fc.boolean(), b: fc.option(big(64n), { nil: undefined }) }),
  }),
)

const roundTrips: ReadonlyArray<readonly [string, Type<never>, fc.Arbitrary<unknown>]> = (
  [
    ['u8', u8, number(8)],
    ['u16', u16, number(16)],
    ['u32', u32, number(32)],
    ['u64', u64, big(64n)],
    ['u128', u128, big(128n)],
    ['bool', bool, fc.boolean()],
    ['Compact<u32>', compact(u32), number(32)],
    ['Compact<u64>', compact(u64), big(64n)],
    ['Compact<u128>', compact(u128), big(128n)],
    ['bytes', bytes, raw],
    ['text', text, fc.string({ unit: 'binary', maxLength: 40 })],
    ['[u8; 5]', fixed(5), fc.uint8Array({ minLength: 5, maxLength: 5 })],
    ['[u16; 3]', array(u16, 3), fc.array(number(16), { minLength: 3, maxLength: 3 })],
    ['Vec<u128>', vec(u128), fc.array(big(128n))],
    ['Option<bytes>', option(bytes), fc.option(raw, { nil: undefined })],
    ['tuple', tuple(u8, text), fc.tuple(number(8), fc.string())],
    ['enum', shape, anyShape],
    ['struct', record, fc.record({ id: big(64n), name: fc.string(), shape: anyShape, tags: fc.array(number(16)) })],
  ] as const
).map(([name, type, values]) => [name, type as unknown as Type<never>, values])

describe('scale', () => {
  it.each(roundTrips)('%s comes back as it went, and never less than its smallest size', (_name, type, values) => {
    fc.assert(
      fc.property(values, (value) => {
        const encoded = encode(type, value as never)
        expect(encoded.length).toBeGreaterThanOrEqual(type.minSize)
        expect(decode(type, encoded)).toEqual(value)
        expect(codeOf(() => decode(type, Uint8Array.of(...encoded, 0)))).toBe('scale.trailing')
      }),
      { numRuns: 60 },
    )
  })

  it.each(roundTrips)('%s refuses any bytes with a typed error or reads all of them', (_name, type) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        let value: unknown
        try {
          value = decode(type, noise)
        } catch (error) {
          expect(error).toBeInstanceOf(ScaleError)
          return
        }
        expect(hex(encode(type, value as never))).toBe(hex(noise))
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    [0n, '00'],
    [63n, 'fc'],
    [64n, '0101'],
    [16_383n, 'fdff'],
    [16_384n, '02000100'],
    [1_073_741_823n, 'feffffff'],
    [1_073_741_824n, '0300000040'],
    [100_000_000_000_000n, '0b00407a10f35a'],
    [(1n << 128n) - 1n, `33${'ff'.repeat(16)}`],
  ])('compact %s is %s', (value, expected) => {
    expect(hex(encode(compact(u128), value))).toBe(expected)
    expect(decode(compact(u128), unhex(expected))).toBe(value)
  })

  it.each([
    ['a compact longer than need be', compact(u32), '0100', 'scale.compact'],
    ['a compact past its type', compact(u32), '070000000001', 'scale.range'],
    ['a length without its elements', bytes, 'feffffff', 'scale.length'],
    ['a count without its elements', vec(u128), '0800', 'scale.length'],
    ['a count of nothings', vec(tuple()), 'feffffff', 'scale.length'],
    ['too few bytes', u32, '0000', 'scale.truncated'],
    ['a case that is none', option(u8), '0200', 'scale.variant'],
    ['a byte that is no bool', bool, '02', 'scale.bool'],
    ['text that is no UTF-8', text, '08c328', 'scale.text'],
    ['more than the bound', boundedBytes(3), '1001020304', 'scale.length'],
    ['more elements than the bound', boundedVec(u8, 1), '080102', 'scale.length'],
  ] as const)('refuses %s', (_what, type, encoded, code) => {
    expect(codeOf(() => decode(type as Type<unknown>, unhex(encoded)))).toBe(code)
  })

  it.each([
    ['u32', u32, 2 ** 32],
    ['u8', u8, -1],
    ['u16', u16, 1.5],
    ['u64', u64, 1n << 64n],
    ['u128', u128, -1n],
  ] as const)('%s refuses to encode what it cannot carry', (_name, type, value) => {
    expect(codeOf(() => encode(type as Type<unknown>, value))).toBe('scale.range')
  })

  it('bounds how deep a type may nest in itself', () => {
    interface Nest {
      inner: Nest[]
    }
    const nest: Type<Nest> = lazy('Nest', () => struct('Nest', { inner: vec(nest) }))
    expect(decode(nest, unhex(`${'04'.repeat(200)}00`))).toBeDefined()
    expect(codeOf(() => decode(nest, unhex(`${'04'.repeat(100_000)}00`)))).toBe('scale.depth')
  })
})
