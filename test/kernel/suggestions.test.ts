import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/kernel/unit/nearest.ts'

describe('what may have been meant', () => {
  it.each([
    ['agreemnt', ['checkpoint', 'agreement'], 'agreement'],
    ['Agreement', ['agreement'], 'agreement'],
    ['agreement', ['AGREEMENTS', 'agreements'], 'AGREEMENTS'],
    ['ab', ['cd'], 'cd'],
    ['ab', ['cde'], undefined],
    ['abc', ['xyz'], undefined],
    ['abcdefghi', ['abcdef'], 'abcdef'],
    ['abcdefgh', ['abcde'], undefined],
    ['abcdefghijkl', ['abcdefgh'], 'abcdefgh'],
    ['kitten', ['sitting', 'mittens'], 'mittens'],
    ['', ['ab'], 'ab'],
    ['word', [], undefined],
  ])('by %j of %j is %j', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected)
  })

  it('is the word itself if that is among them, and nothing that has little to do with it', () => {
    const words = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcdef') })
    fc.assert(
      fc.property(words, fc.array(words, { maxLength: 8 }), (word, others) => {
        expect(nearest(word, [...others.filter((each) => each !== word), word])).toBe(word)
        const found = nearest(word, others)
        if (found !== undefined)
          expect(Math.abs(found.length - word.length)).toBeLessThanOrEqual(Math.max(2, Math.floor(word.length / 3)))
      }),
    )
  })
})
