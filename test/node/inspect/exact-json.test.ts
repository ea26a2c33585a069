import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactJson } from '../../../src/node/inspect/exact-json.ts'

const GENEROUS = { characters: 100_000, depth: 64 }
const shown = (value: unknown, limits = GENEROUS): unknown => JSON.parse(exactJson(value, limits))

class Codec {
  readonly inner = 7n
  toJSON() {
    return { asWritten: this.inner }
  }
}

describe('what a viewer reads of a value', () => {
  it('is what JSON says, where JSON can say it', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const exact = JSON.stringify(value) === JSON.stringify(shown(value))
        // JSON takes the sign from a negative zero.
        return exact || JSON.stringify(value).includes('0')
      }),
    )
  })

  it.each([
    ['a big number', 12345678901234567890n, { $bigint: '12345678901234567890' }],
    ['a codec', new Codec(), { asWritten: { $bigint: '7' } }],
    ['bytes', new Uint8Array([0, 255]), '0x00ff'],
    ['bytes of Node', Buffer.from('0aff', 'hex'), '0x0aff'],
    ['not a number', Number.NaN, { $number: 'NaN' }],
    ['minus nothing', -0, { $number: '-0' }],
    ['a map', new Map([[1n, 'one']]), { $map: [[{ $bigint: '1' }, 'one']] }],
    ['a set', new Set(['a']), { $set: ['a'] }],
    ['a symbol', Symbol('s'), { $symbol: 's' }],
    ['a function', function decide() {}, { type: 'decide' }],
    ['an error', new TypeError('no', { cause: 1n }), { name: 'TypeError', message: 'no', cause: { $bigint: '1' } }],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['nothing', undefined, null],
    ['nothing in a list', [undefined], [null]],
    ['nothing under a key', { a: undefined, b: 1 }, { b: 1 }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ])('keeps %s', (_, value, expected) => {
    expect(shown(value)).toEqual(expected)
  })

  it('keeps a key that would be taken for a prototype', () => {
    expect(exactJson(JSON.parse('{"__proto__":{"a":1}}'), GENEROUS)).toBe('{"__proto__":{"a":1}}')
  })

  it('says where a cycle closes, and shows what merely comes twice', () => {
    const node: Record<string, unknown> = { name: 'n' }
    node['list'] = [node]
    const twice = { a: 1 }
    expect(shown({ node, twice, again: twice })).toEqual({
      node: { name: 'n', list: [{ $cycle: '$.node' }] },
      twice: { a: 1 },
      again: { a: 1 },
    })
  })

  it('goes on after what cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const getter = {
      get broken(): number {
        throw new Error('no')
      },
    }
    const json = {
      toJSON() {
        throw null
      },
    }
    const unreadable = { $error: 'cannot be read' }
    expect(shown([proxy, getter, json, 1])).toEqual([unreadable, unreadable, unreadable, 1])
  })

  it.each([
    ['items', Array.from({ length: 100_000 }, (_, n) => n)],
    ['keys', Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, n]))],
    ['characters', 'x'.repeat(100_000)],
    ['entries', new Map(Array.from({ length: 100_000 }, (_, n) => [n, n]))],
    ['bytes', new Uint8Array(100_000)],
  ])('is cut when there are too many %s, and says so', (what, value) => {
    const text = exactJson({ value, after: 1 }, { characters: 50_000, depth: 8 })
    expect(text.length).toBeLessThan(51_000)
    expect(new RegExp(`"\\$cut":"\\d+ more ${what}"`).test(text)).toBe(true)
    expect(() => JSON.parse(text)).not.toThrow()
  })

  it('is cut when it is too deep', () => {
    let deep: unknown = 'bottom'
    for (let level = 0; level < 100_000; level += 1) deep = [deep]
    expect(exactJson(deep, GENEROUS)).toContain('{"$cut":"too deep"}')
  })

  it('is JSON, whatever the value', () => {
    const anything = fc.anything({
      withBigInt: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withDate: true,
    })
    fc.assert(
      fc.property(anything, fc.integer({ min: 0, max: 200 }), (value, characters) => {
        JSON.parse(exactJson(value, { characters, depth: 5 }))
      }),
    )
  })
})
