import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { cryptoWaitReady } from '#polkadot'
import { buildTree, chunksOf } from '../../../src/storage/store/chunk-tree.ts'
import { openContentStore } from '../../../src/storage/store/content-store.ts'
import { hashOf } from '../../../src/storage/store/hashing.ts'
import { chunkFiles } from './chunk-files.ts'
import { MB, reportRate, seconds, type Times } from './measure.ts'

/** Bytes of a chunk, and how many of them an object has. */
const OBJECTS = [
  [262_144, 256],
  [4_096, 4_096],
] as const

/**
 * An object that is stored and read, beside a file that is written, forced to disk, read again and hashed; and beside the other way
 * to keep chunks, a file for each.
 */
export async function throughput(folder: string): Promise<void> {
  // Until then hashes are made in JavaScript, at a tenth of the speed.
  await cryptoWaitReady()
  for (const [size, count] of OBJECTS) {
    const data = Buffer.alloc(size * count)
    for (let n = 0; n < data.length; n += 4) data.writeUInt32LE((n * 2_654_435_761) % 2 ** 32, n)
    const chunks = chunksOf(data, size)
    const plain = await plainFile(join(folder, `plain-${size}`), chunks)
    const store = await stored(join(folder, `store-${size}.db`), chunks)
    const files = await chunkFiles(join(folder, `files-${size}`), chunks)
    const rate = (time: number) => data.length / MB / time
    reportRate(`chunks of ${size} bytes stored, of writing a file`, rate(store.write), rate(plain.write), 'MB/s')
    reportRate(`chunks of ${size} bytes read, of reading a file`, rate(store.read), rate(plain.read), 'MB/s')
    reportRate(`the same stored, of a file for each chunk`, rate(store.write), rate(files.write), 'MB/s')
    reportRate(`the same read, of a file for each chunk`, rate(store.read), rate(files.read), 'MB/s')
  }
}

async function plainFile(path: string, chunks: readonly Uint8Array[]): Promise<Times> {
  const write = await seconds(() => {
    const file = openSync(path, 'w')
    for (const chunk of chunks) {
      hashOf(chunk)
      writeSync(file, chunk)
    }
    fsyncSync(file)
    closeSync(file)
  })
  const read = await seconds(() => {
    const file = openSync(path, 'r')
    const chunk = Buffer.alloc(chunks[0]!.length)
    while (readSync(file, chunk) > 0) hashOf(chunk)
    closeSync(file)
  })
  return { write, read }
}

async function stored(path: string, chunks: readonly Uint8Array[]): Promise<Times> {
  const store = await openContentStore(path, Date.now)
  const { root, nodes } = buildTree(chunks)
  const write = await seconds(async () => {
    // As many at a time as a client has under way.
    for (let at = 0; at < nodes.length; at += 16)
      await Promise.all(nodes.slice(at, at + 16).map((node) => store.putNode(1n, node)))
    await store.commit(1n, [root])
  })
  let length = 0
  const read = await seconds(async () => {
    for await (const { chunk } of store.read(root, 0n, 2n ** 40n)) length += chunk.length
  })
  await store.close()
  if (length !== chunks.reduce((sum, chunk) => sum + chunk.length, 0)) throw new Error('not all of it was read')
  return { write, read }
}
