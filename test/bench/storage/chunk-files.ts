import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { inTransaction, openDatabase } from '../../../src/kernel/index.ts'
import { hashOf } from '../../../src/storage/store/hashing.ts'
import { seconds, type Times } from './measure.ts'

/** Written at a time: as many as a client has under way. */
const AT_ONCE = 16

/**
 * A file for each chunk, named by its hash in one of 256 folders, and an index of who holds it: the other way to keep chunks. With the
 * same promise as the store's: what was acknowledged outlives the machine, and half a chunk is never found.
 */
export async function chunkFiles(folder: string, chunks: readonly Uint8Array[]): Promise<Times> {
  await Promise.all(Array.from({ length: 256 }, (_, n) => mkdir(join(folder, nameOf(n)), { recursive: true })))
  const hashes = chunks.map((chunk) => hashOf(chunk).slice(2))
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash)
  const index = openDatabase(join(folder, 'index.db'))
  index.exec('CREATE TABLE held (hash TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID')
  const hold = index.prepare('INSERT INTO held VALUES (?, ?)')
  const write = await seconds(async () => {
    for (let at = 0; at < chunks.length; at += AT_ONCE) {
      const group = chunks.slice(at, at + AT_ONCE)
      const held = await Promise.all(group.map((chunk) => put(chunk, pathOf)))
      inTransaction(index, () => {
        for (const [n, hash] of held.entries()) hold.run(hash, group[n]!.length)
      })
    }
  })
  index.close()
  const read = await seconds(async () => {
    for (const hash of hashes)
      if (hashOf(await readFile(pathOf(hash))).slice(2) !== hash) throw new Error('another chunk')
  })
  return { write, read }
}

const nameOf = (number: number): string => number.toString(16).padStart(2, '0')

async function put(chunk: Uint8Array, pathOf: (hash: string) => string): Promise<string> {
  const hash = hashOf(chunk).slice(2)
  const path = pathOf(hash)
  const half = await open(`${path}.new`, 'w')
  await half.writeFile(chunk)
  await half.sync()
  await half.close()
  await rename(`${path}.new`, path)
  const folder = await open(join(path, '..'), 'r')
  await folder.sync()
  await folder.close()
  return hash
}
