import { closeSync, fsyncSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildTree, chunksOf } from '../../src/storage/store/chunk-tree.ts'
import { openContentStore } from '../../src/storage/store/content-store.ts'
import { hashOf } from '../../src/storage/store/hashing.ts'
import type { Commitment, ContentStore, Hash } from '../../src/storage/store/types.ts'
import { isLeafAt } from '../../src/storage/store/verify.ts'

const MB = 1_000_000
const LEAVES = 1_000_000
const PROOFS = 2_000
const BUCKETS = 10_000

const line = (what: string, ratio: number, detail: string) =>
  process.stdout.write(`  ${what.padEnd(52)} ${ratio.toFixed(2).padStart(8)} x   (${detail})\n`)

async function seconds(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1_000
}

/** The content store, in a folder of its own. */
export async function storage(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'reeve-bench-'))
  try {
    await memory(await openContentStore(join(folder, 'buckets.db'), () => 0))
    await throughput(folder, 262_144, 256)
    await throughput(folder, 4_096, 4_096)
    await proofs(await openContentStore(join(folder, 'proofs.db'), () => 0))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** An object of so many chunks, beside a file that is written, forced to disk, read again and hashed. */
async function throughput(folder: string, size: number, count: number): Promise<void> {
  const data = Buffer.alloc(size * count)
  for (let n = 0; n < data.length; n += 4) data.writeUInt32LE((n * 2_654_435_761) % 2 ** 32, n)
  const chunks = chunksOf(data, size)
  const path = join(folder, `plain-${size}`)
  const written = await seconds(() => {
    const file = openSync(path, 'w')
    for (const chunk of chunks) {
      hashOf(chunk)
      writeSync(file, chunk)
    }
    fsyncSync(file)
    closeSync(file)
  })
  const reread = await seconds(() => {
    const file = openSync(path, 'r')
    const chunk = Buffer.alloc(size)
    while (readSync(file, chunk) > 0) hashOf(chunk)
    closeSync(file)
  })
  const store = await openContentStore(join(folder, `store-${size}.db`), () => 0)
  const { root, nodes } = buildTree(chunks)
  const stored = await seconds(async () => {
    // As many at a time as a client has under way.
    for (let at = 0; at < nodes.length; at += 16)
      await Promise.all(nodes.slice(at, at + 16).map((node) => store.putNode(1n, node)))
    await store.commit(1n, [root])
  })
  const read = await seconds(async () => {
    for await (const { chunk } of store.read(root, 0n, BigInt(data.length)))
      if (chunk.length !== size) throw new Error('a chunk of another size')
  })
  await store.close()
  const rate = (time: number) => `${(data.length / MB / time).toFixed(0)} MB/s`
  line(`chunks of ${size} bytes stored, of writing a file`, written / stored, `${rate(stored)} of ${rate(written)}`)
  line(`chunks of ${size} bytes read, of reading a file`, reread / read, `${rate(read)} of ${rate(reread)}`)
}

async function proofs(store: ContentStore): Promise<void> {
  const { root, nodes } = buildTree([Buffer.from('the same in every leaf')])
  await store.putNode(1n, nodes[0]!)
  const many = (count: number): Hash[] => Array.from({ length: count }, () => root)
  const past = await store.commit(1n, many(LEAVES / 2 - 1))
  const present = await store.commit(1n, many(LEAVES / 2 + 1))
  const build = async ({ mmrRoot, startSeq, leafCount }: Commitment) => {
    const commitment = { mmrRoot, startSeq, leafCount }
    for (let n = 0; n < PROOFS; n += 1) await store.mmrProof(1n, commitment, (BigInt(n) * 7_919n) % leafCount)
  }
  await build(present)
  const now = await seconds(() => build(present))
  const then = await seconds(() => build(past))
  const proof = await store.mmrProof(1n, present, 12_345n)
  const verified = await seconds(() => {
    for (let n = 0; n < PROOFS; n += 1)
      if (!isLeafAt(present.mmrRoot, present.leafCount, 12_345n, proof)) throw new Error('it does not prove')
  })
  await store.close()
  const each = (time: number) => `${(PROOFS / time).toFixed(0)} a second`
  line(`proof under ${LEAVES} leaves built, of verified`, now / verified, `${each(now)} of ${each(verified)}`)
  line('proof for a past commitment, of one for the present', then / now, each(then))
}

async function memory(store: ContentStore): Promise<void> {
  const { root, nodes } = buildTree([Buffer.from('a small object')])
  const before = process.memoryUsage().rss
  for (let bucket = 0; bucket < BUCKETS; bucket += 250)
    await Promise.all(
      Array.from({ length: 250 }, async (_, n) => {
        await store.putNode(BigInt(bucket + n), nodes[0]!)
        await store.commit(BigInt(bucket + n), [root])
      }),
    )
  const grown = (process.memoryUsage().rss - before) / MB
  await store.close()
  line(`memory of ${BUCKETS} buckets, of 200 MB`, grown / 200, `${grown.toFixed(0)} MB`)
}
