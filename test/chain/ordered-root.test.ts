import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { orderedRoot } from '../../src/chain/proof/ordered-root.ts'
import { accountsReady } from '../../src/devnet/accounts.ts'
import { compact, encode, u32 } from '../../src/devnet/scale/index.ts'
import { emptyState } from '../../src/devnet/state/state.ts'

beforeAll(accountsReady)

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** By the development chain's trie, which is another one. */
function expected(items: readonly Uint8Array[], version: 0 | 1): string {
  const entries = items.map((item, position) => [hex(encode(compact(u32), position)), item] as const)
  return `0x${hex(emptyState(version).apply(new Map(entries)).root())}`
}

describe('the root of a list', () => {
  it.each([0, 1, 2, 15, 16, 17, 63, 64, 65, 300])('of %i items is that of the trie', (count) => {
    const items = Array.from({ length: count }, (_, index) => new Uint8Array(index % 40).fill(index))
    expect(orderedRoot(items, 'inline')).toBe(expected(items, 0))
    expect(orderedRoot(items, 'hashed')).toBe(expected(items, 1))
  })

  it('is that of the trie whatever the items', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 0, maxLength: 90 }), { maxLength: 200 }), (items) => {
        expect(orderedRoot(items, 'inline')).toBe(expected(items, 0))
        expect(orderedRoot(items, 'hashed')).toBe(expected(items, 1))
      }),
      { numRuns: 60 },
    )
  })

  it('with items long and many is that of the trie', () => {
    const items = [20_000, 70_000, 63, 64, 32, 33].map((length) => new Uint8Array(length).fill(7))
    expect(orderedRoot(items, 'inline')).toBe(expected(items, 0))
    expect(orderedRoot(items, 'hashed')).toBe(expected(items, 1))
    const many = Array.from({ length: 17_000 }, (_, index) => Uint8Array.of(index & 255, index >> 8))
    expect(orderedRoot(many, 'inline')).toBe(expected(many, 0))
  })
})
