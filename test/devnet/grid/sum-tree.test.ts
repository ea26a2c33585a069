import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parentOf, placeOf, rootFrom } from '../../../src/devnet/runtime/pallets/grid-agreements/merkle-sum.ts'
import { sumTree } from './sum-tree.ts'

const node = fc.record({
  hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  sum: fc.bigInt({ min: 0n, max: 1n << 64n }),
})
const leaves = fc.array(node, { minLength: 1, maxLength: 40 })

it('leads from each leaf to the root, whose sum is that of all leaves', () => {
  fc.assert(
    fc.property(leaves, (nodes) => {
      const { root, paths } = sumTree(nodes)
      expect(root.sum).toBe(nodes.reduce((total, { sum }) => total + sum, 0n))
      expect(new Set(paths.map(placeOf)).size).toBe(nodes.length)
      for (const [i, leaf] of nodes.entries()) expect(rootFrom(leaf, paths[i]!)).toEqual(root)
    }),
    { numRuns: 50 },
  )
})

it('leads elsewhere from a leaf with another sum, and past a sibling with another sum', () => {
  fc.assert(
    fc.property(leaves, fc.nat(), fc.bigInt({ min: 1n, max: 1n << 64n }), (nodes, at, more) => {
      fc.pre(nodes.length > 1)
      const { root, paths } = sumTree(nodes)
      const i = at % nodes.length
      const [leaf, path] = [nodes[i]!, paths[i]!]
      expect(rootFrom({ ...leaf, sum: leaf.sum + more }, path)?.hash).not.toEqual(root.hash)
      // The sum moved from the sibling to the leaf: the total is right, the hash is not.
      const [sibling, ...rest] = path
      const moved = sibling!.sum < more ? sibling!.sum : more
      fc.pre(moved > 0n)
      const shifted = rootFrom({ ...leaf, sum: leaf.sum + moved }, [
        { ...sibling!, sum: sibling!.sum - moved },
        ...rest,
      ])
      expect(shifted?.sum).toBe(root.sum)
      expect(shifted?.hash).not.toEqual(root.hash)
    }),
    { numRuns: 100 },
  )
})

it('leads nowhere when sums no longer fit', () => {
  const most = { hash: new Uint8Array(32), sum: (1n << 128n) - 1n }
  expect(rootFrom(most, [{ sibling: new Uint8Array(32), sum: 1n, is_left: true }])).toBeUndefined()
  expect(() => parentOf(most, most)).toThrow(RangeError)
})
