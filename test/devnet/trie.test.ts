import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toHex } from '../../src/devnet/bytes.ts'
import { emptyState } from '../../src/devnet/state/state.ts'

const text = (value: string) => new TextEncoder().encode(value)
const key = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 6 })
  .map((bytes) => toHex(Uint8Array.from(bytes)))
const value = fc.uint8Array({ minLength: 0, maxLength: 48 })
const entries = fc.array(fc.tuple(key, value), { maxLength: 60 })

describe('the state trie', () => {
  it('has the root of an empty trie that Substrate has', () => {
    expect(toHex(emptyState(0).root())).toBe('03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314')
  })

  it('has the same root and keys whatever the order of insertion', () => {
    fc.assert(
      fc.property(entries, fc.constantFrom(0 as const, 1 as const), (pairs, version) => {
        const map = new Map(pairs)
        const forth = emptyState(version).apply(map)
        const back = [...map].reverse().reduce((state, pair) => state.apply(new Map([pair])), emptyState(version))
        expect(toHex(back.root())).toBe(toHex(forth.root()))
        expect(forth.keys('')).toEqual([...map.keys()].sort())
        for (const [k, v] of map) expect(forth.get(k)).toEqual(v)
      }),
    )
  })

  it('is after a removal as if the value had never been there, and older versions stay as they were', () => {
    fc.assert(
      fc.property(entries, entries, (kept, removed) => {
        const base = new Map(kept)
        const extra = new Map(removed.filter(([k]) => !base.has(k)))
        const before = emptyState(1).apply(base)
        const root = toHex(before.root())
        const grown = before.apply(extra)
        const shrunk = grown.apply(new Map([...extra.keys()].map((k) => [k, null])))
        expect(toHex(shrunk.root())).toBe(root)
        expect(shrunk.keys('')).toEqual([...base.keys()].sort())
        expect(before.keys('')).toEqual([...base.keys()].sort())
      }),
    )
  })

  it('pages through the keys under a prefix', () => {
    fc.assert(
      fc.property(entries, key, fc.integer({ min: 1, max: 5 }), (pairs, prefix, limit) => {
        const state = emptyState(1).apply(new Map(pairs))
        const all = [...new Set(pairs.map(([k]) => k))].filter((k) => k.startsWith(prefix.slice(0, 2))).sort()
        const paged: string[] = []
        for (
          let page = state.keys(prefix.slice(0, 2), undefined, limit);
          page.length > 0;
          page = state.keys(prefix.slice(0, 2), page.at(-1), limit)
        )
          paged.push(...page)
        expect(paged).toEqual(all)
      }),
    )
  })

  it('has a Merkle value of what is under a key: another one whenever something under it is another', () => {
    const long = fc.uint8Array({ minLength: 33, maxLength: 60 })
    fc.assert(
      fc.property(entries, key, key, long, (pairs, prefix, changed, next) => {
        const state = emptyState(1).apply(new Map(pairs))
        const after = state.apply(new Map([[changed, next]]))
        const [one, other] = [state, after].map((each) => each.closestMerkleValue(prefix))
        expect(one === undefined).toBe(state.keys(prefix).length === 0)
        const isSame = toHex(state.get(changed) ?? text('none')) === toHex(next)
        if (changed.startsWith(prefix) && !isSame) expect(other).not.toEqual(one)
      }),
    )
    expect(emptyState(1).closestMerkleValue('')).toBeUndefined()
  })

  it('has a Merkle value of a key that stands in the node above it, and one of all keys that is the root', () => {
    fc.assert(
      fc.property(entries, (pairs) => {
        const state = emptyState(1).apply(new Map(pairs))
        const nodes = state.proof(state.keys('')).map(toHex)
        if (pairs.length > 0) expect(toHex(state.closestMerkleValue('')!)).toBe(toHex(state.root()))
        for (const each of state.keys('')) {
          const value = toHex(state.closestMerkleValue(each)!)
          expect(value === toHex(state.root()) || nodes.some((node) => node.includes(value))).toBe(true)
        }
      }),
    )
  })

  it('keeps nothing of a value that was overwritten', () => {
    const once = emptyState(1).apply(new Map([['ab', text('two')]]))
    const twice = emptyState(1)
      .apply(new Map([['ab', text('one')]]))
      .apply(new Map([['ab', text('two')]]))
    expect(toHex(twice.root())).toBe(toHex(once.root()))
  })
})
