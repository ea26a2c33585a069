import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { hashOf } from '../../../src/storage/store/hashing.ts'
import { seconds, type Times } from './measure.ts'

/** Written at a time: as many as a client has under way. */
const AT_ONCE = 16

/**
 * A file for each chunk, named by its hash in one of 256 folders: the other way to keep chunks. With the same promise as the store's,
 * that what was acknowledged outlives the machine, and that half a chunk is never found; without the index that a store needs besides.
 */
export async function chunkFiles(folder: string, chunks: readonly Uint8Array[]): Promise<Times> {
  await Promise.all(Array.from({ length: 256 }, (_, n) => mkdir(join(folder, nameOf(n)), { recursive: true })))
  const hashes = chunks.map((chunk) => Buffer.from(hashOf(chunk)).toString('hex'))
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash)
  const write = await seconds(async () => {
    for (let at = 0; at < chunks.length; at += AT_ONCE)
      await Promise.all(chunks.slice(at, at + AT_ONCE).map((chunk) => put(chunk, pathOf)))
  })
  const read = await seconds(async () => {
    for (const hash of hashes)
      if (Buffer.from(hashOf(await readFile(pathOf(hash)))).toString('hex') !== hash) throw new Error('another chunk')
  })
  return { write, read }
}

const nameOf = (number: number): string => number.toString(16).padStart(2, '0')

async function put(chunk: Uint8Array, pathOf: (hash: string) => string): Promise<void> {
  const path = pathOf(Buffer.from(hashOf(chunk)).toString('hex'))
  const half = await open(`${path}.new`, 'w')
  await half.writeFile(chunk)
  await half.sync()
  await half.close()
  await rename(`${path}.new`, path)
  const folder = await open(join(path, '..'), 'r')
  await folder.sync()
  await folder.close()
}
