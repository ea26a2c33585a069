import { expect, it } from 'vitest'
import { hashChildren, hashOf, joined } from '../../../src/storage/store/hashing.ts'
import type { Hash } from '../../../src/storage/store/types.ts'
import { useFolder } from '../../folder.ts'
import { contentOf, useStores } from './stage.ts'

const stores = useStores(useFolder())

/** Levels: more chunks than anybody could walk through one by one. */
const LEVELS = 36

it('takes an object of a few nodes that stand for very many chunks, and lets it go', async () => {
  const store = await stores.open()
  const chunk = Buffer.from('x')
  await store.putNode(1n, { hash: hashOf(chunk), data: chunk, children: [] })
  let root: Hash = hashOf(chunk)
  for (let level = 0; level < LEVELS; level += 1) {
    const children = [root, root]
    const data = joined(root, root)
    root = hashChildren(root, root)
    await store.putNode(1n, { hash: root, data, children })
  }
  const size = 2n ** BigInt(LEVELS)
  expect(await store.commit(1n, [root, root])).toMatchObject({ leafCount: 2n })
  expect(await store.leaves(1n, 0n, 1n)).toMatchObject([{ dataSize: size }])
  expect(await contentOf(store, root, size - 3n, 3n)).toBe('xxx')
  // Held as long as one of both is there.
  await store.prune(1n, 1n, null)
  await store.erase((await store.prunedRanges(1n))[0]!)
  stores.pass(10)
  expect(await store.sweep(1)).toBe(0n)
  await store.prune(1n, 2n, null)
  await store.erase((await store.prunedRanges(1n))[0]!)
  stores.pass(10)
  expect(await store.sweep(1)).toBe(BigInt(1 + 64 * LEVELS))
})
