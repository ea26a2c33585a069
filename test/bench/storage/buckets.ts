import { join } from 'node:path'
import { buildTree } from '../../../src/storage/store/chunk-tree.ts'
import { openContentStore } from '../../../src/storage/store/content-store.ts'
import { startChild } from '../../child.ts'
import type { BucketsProcess } from './buckets-process.ts'
import { reportBar } from './measure.ts'

const BUCKETS = 10_000
/** Filled in one turn, and so in one transaction. */
const AT_ONCE = 250
/** Megabytes. */
const BAR = 200

/** What a process holds for 10,000 buckets, each of them with leaves, earlier commitments and something pruned. */
export async function buckets(folder: string): Promise<void> {
  const path = join(folder, 'content.db')
  await fillAll(path)
  const child = startChild<BucketsProcess>(new URL('buckets-process.ts', import.meta.url), [path], ['--expose-gc'])
  const before = await child.call('memory')
  await child.call('open')
  const opened = await child.call('memory')
  const touched = await child.call('touch')
  const after = await child.call('memory')
  await child.stop()
  if (touched !== BUCKETS) throw new Error(`there are ${touched} buckets`)
  for (const [what, now] of [
    ['opened', opened],
    ['each used once', after],
  ] as const) {
    const [heap, resident] = [now.heap - before.heap, now.resident - before.resident]
    const detail = `heap ${heap.toFixed(1)} MB, resident ${resident.toFixed(0)} of ${BAR} MB`
    reportBar(`${BUCKETS} buckets ${what}`, Math.max(heap, resident) / BAR, 1, detail)
  }
}

async function fillAll(path: string): Promise<void> {
  const store = await openContentStore(path, Date.now)
  for (let first = 0; first < BUCKETS; first += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => fillOne(BigInt(first + n))))
  await store.close()

  async function fillOne(bucketId: bigint): Promise<void> {
    const objects = [0, 1, 2, 3].map((n) => buildTree([Buffer.from(`object ${n} of ${bucketId}`)]))
    await Promise.all(objects.map(({ nodes }) => store.putNode(bucketId, nodes[0]!)))
    const roots = objects.map(({ root }) => root)
    await store.commit(bucketId, roots.slice(0, 2))
    await store.commit(bucketId, roots.slice(2))
    await store.prune(bucketId, 1n, null)
    await store.commit(bucketId, roots.slice(0, 1))
  }
}
