import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../src/kernel/index.ts'

const cycle: { inner: { list: unknown[] } } = { inner: { list: [] } }
cycle.inner.list.push({ back: cycle })

const problemOf = (value: unknown) => {
  try {
    encode(value)
  } catch (error) {
    const { name, message, path } = error as Error & { path: string }
    return { name, message, path }
  }
  return undefined
}

describe('a value that cannot be saved', () => {
  it.each([
    [() => {}, '', 'the value is a function and cannot be saved'],
    [{ a: [1, { b: Symbol('s') }] }, '.a[1].b', '.a[1].b is a symbol and cannot be saved'],
    [new Map([['k', () => {}]]), '[0][1]', '[0][1] is a function and cannot be saved'],
    [cycle, '.inner.list[0].back', '.inner.list[0].back refers back to what contains it and cannot be saved'],
  ])('is told by its path', (value, path, message) => {
    expect(problemOf(value)).toEqual({ name: 'UnencodableError', message, path })
  })

  it('is not one that occurs twice, side by side', () => {
    const shared = { n: 1 }
    expect(decode(encode([shared, { shared }]))).toEqual([{ n: 1 }, { shared: { n: 1 } }])
  })
})

describe('a value that is saved', () => {
  it.each([
    [10n ** 30n],
    [undefined],
    [Number.NaN],
    [Number.NEGATIVE_INFINITY],
    [-0],
    [new Uint8Array([0, 255, 7])],
    [new Date(86_400_000)],
    [
      new Map<unknown, unknown>([
        ['k', 1n],
        [{ a: 1 }, new Set([1n])],
      ]),
    ],
    [new Set<unknown>([1n, [undefined]])],
  ])('comes back as it was, though JSON has no word for it: %o', (value) => {
    expect(decode(encode({ value: [value] }))).toEqual({ value: [value] })
  })

  it('keeps of an error its name and message', () => {
    const back = decode(encode({ error: new RangeError('too far') })) as { error: Error }
    expect(back.error).toBeInstanceOf(Error)
    expect([back.error.name, back.error.message]).toEqual(['RangeError', 'too far'])
  })

  it('becomes what it says of itself, if it does', () => {
    const chainType = { toJSON: () => ({ amount: 5n, of: { toJSON: () => 'inner' } }) }
    expect(decode(encode({ chainType }))).toEqual({ chainType: { amount: 5n, of: 'inner' } })
    expect(problemOf({ toJSON: () => () => {} })?.message).toBe('the value is a function and cannot be saved')
    expect(decode(encode({ toJSON: 'no function' }))).toEqual({ toJSON: 'no function' })
  })

  it('comes back though it looks like one of the marks', () => {
    for (const value of [
      { $bigint: '5' },
      { $plain: { $set: [] } },
      { $unknown: 1 },
      { $a: 1, b: 2 },
      { a: 1 },
      {},
      -0,
    ])
      expect(decode(encode(value))).toEqual(value)
  })
})

describe('a text that was not written by this', () => {
  it('is refused', () => {
    expect(() => decode('{"$other":1}')).toThrow('"$other" is no tag of this codec')
    expect(() => decode('{"a":')).toThrow(SyntaxError)
  })
})
