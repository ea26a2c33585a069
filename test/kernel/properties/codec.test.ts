import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UnencodableError } from '../../../src/kernel/codec/unencodable.ts'
import { decode, encode } from '../../../src/kernel/index.ts'

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(null, undefined, true, Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.bigInt(),
    fc.uint8Array(),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('value')),
    fc.array(tie('value')).map((items) => new Set(items)),
    fc.array(fc.tuple(tie('value'), tie('value'))).map((entries) => new Map(entries)),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('$bigint', '$plain', '$map', '$')), tie('value'), {
      noNullPrototype: true,
    }),
  ),
}))

describe('the codec', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(decode(encode(given))).toStrictEqual(given)
      }),
      { numRuns: 2_000 },
    )
  })

  it('names the place of what it cannot keep', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1 }), { minLength: 1, maxLength: 4 }),
        (path) => {
          const deep = path.reduceRight<unknown>(
            (inner, key) => ({ [key]: inner }),
            () => {},
          )
          try {
            encode(deep)
            expect.unreachable()
          } catch (error) {
            expect(error).toBeInstanceOf(UnencodableError)
            expect((error as Error).message).toContain(path.join('.'))
          }
        },
      ),
    )
  })

  it('refuses any text that is not of its making with an error, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          decode(text)
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
    )
  })
})
