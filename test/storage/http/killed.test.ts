import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/kernel/index.ts'
import { openHttpRecords } from '../../../src/storage/http/records/records.ts'
import { openContentStore } from '../../../src/storage/store/content-store.ts'
import { startChild } from '../../child.ts'
import { useFolder } from '../../folder.ts'
import { contentOf } from '../store/stage.ts'
import type { ServingProcess } from './serving-process.ts'
import { BUCKET } from './stage.ts'

const folder = useFolder()
const PROGRAM = new URL('serving-process.ts', import.meta.url)

const bodyOf = (name: string) => `${name} `.repeat(17_000)

describe('a provider that is killed while clients upload', () => {
  it('has every object that it has acknowledged, and none by half', { timeout: 60_000 }, async () => {
    const random = createRandom(3)
    const acknowledged: string[] = []
    for (let round = 0; round < 4; round += 1) {
      const child = startChild<ServingProcess>(PROGRAM, [folder.path])
      const url = await child.call('url')
      const lives = 2 + Math.floor(random() * 8)
      let count = 0
      const upload = async (name: string): Promise<void> => {
        const path = `${url}/s3/${BUCKET}/object?key=${encodeURIComponent(name)}`
        const { ok } = await fetch(path, { method: 'PUT', body: bodyOf(name) })
        if (!ok) return
        acknowledged.push(name)
        count += 1
        if (count === lives) child.kill()
      }
      await Promise.allSettled(Array.from({ length: lives + 6 }, (_, n) => upload(`round ${round}, object ${n}`)))
      child.kill()
      await child.ended
      const store = await openContentStore(join(folder.path, 'content.db'), () => 0)
      const records = openHttpRecords(join(folder.path, 'http.db'), () => 0)
      const { entries } = records.objects.list(BUCKET, { most: 1_000 })
      const names = entries.map(({ name }) => name)
      for (const name of acknowledged) expect(names).toContain(name)
      for (const { name, dataRoot, seq } of entries) {
        expect(await contentOf(store, dataRoot)).toBe(bodyOf(name))
        expect((await store.leaves(BUCKET, BigInt(seq), 1n))[0]!.dataRoot).toBe(dataRoot)
      }
      records.close()
      await store.close()
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(8)
  })
})
