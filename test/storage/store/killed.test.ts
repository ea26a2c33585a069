import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/kernel/index.ts'
import { hashOf } from '../../../src/storage/store/hashing.ts'
import { startChild } from '../../child.ts'
import { useFolder } from '../../folder.ts'
import { contentOf, useStores } from './stage.ts'
import type { WriterProcess } from './writer-process.ts'

const folder = useFolder()
const stores = useStores(folder)
const PROGRAM = new URL('writer-process.ts', import.meta.url)

describe('a process that is killed while it stores', () => {
  it('has lost nothing that was answered, and has nothing by half', async () => {
    const random = createRandom(7)
    const path = join(folder.path, 'store.db')
    const answered: Array<{ text: string; root: string }> = []
    for (let round = 0; round < 4; round += 1) {
      const child = startChild<WriterProcess>(PROGRAM, [path])
      const lives = 3 + Math.floor(random() * 12)
      // Those under way when it dies may be there or not.
      const texts = Array.from({ length: lives + 8 }, (_, n) => `round ${round}, object ${n}: ${'x'.repeat(n)}`)
      let count = 0
      for (const text of texts)
        child.call('commit', text).then(
          (root) => {
            answered.push({ text, root })
            count += 1
            if (count === lives) child.kill()
          },
          () => {},
        )
      await child.ended
      const store = await stores.open()
      const { leafCount } = (await store.bucket(1n))!
      expect(leafCount).toBeGreaterThanOrEqual(BigInt(answered.length))
      const stored = new Set<string>()
      for (const { dataRoot, dataSize } of await store.leaves(1n, 0n, leafCount)) {
        const text = await contentOf(store, dataRoot)
        expect(BigInt(text.length)).toBe(dataSize)
        stored.add(hashOf(Buffer.from(text)))
      }
      for (const { text, root } of answered) {
        expect(stored).toContain(hashOf(Buffer.from(text)))
        expect(await store.commitmentsTo(1n, root)).toHaveLength(1)
      }
      await store.close()
    }
  })
})
