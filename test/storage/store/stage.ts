import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach } from 'vitest'
import { buildTree, chunksOf } from '../../../src/storage/store/chunk-tree.ts'
import { openContentStore } from '../../../src/storage/store/content-store.ts'
import type { ContentStore, Hash } from '../../../src/storage/store/types.ts'

export const CHUNK = 8

/** Puts an object into a bucket, not committed. @returns its root */
export async function putObject(store: ContentStore, bucketId: bigint, data: Uint8Array, size = CHUNK): Promise<Hash> {
  const { root, nodes } = buildTree(chunksOf(data, size))
  await Promise.all(nodes.map((node) => store.putNode(bucketId, node)))
  return root
}

export async function commitObjects(store: ContentStore, bucketId: bigint, ...texts: string[]) {
  const roots: Hash[] = []
  for (const text of texts) roots.push(await putObject(store, bucketId, Buffer.from(text)))
  return { roots, ...(await store.commit(bucketId, roots)) }
}

/** Puts other bytes in place of a node's, as a disk may. */
export function damage(path: string, hash: Hash): void {
  const file = new DatabaseSync(path)
  file.prepare('UPDATE nodes SET data = ? WHERE hash = ?').run(Buffer.from('other'), hash)
  file.close()
}

/** Stores in files of one folder; time moves when told. */
export function useStores(folder: { readonly path: string }) {
  const open: ContentStore[] = []
  let time = 0
  afterEach(async () => {
    for (const store of open.splice(0)) await store.close()
  })
  return {
    async open(name = 'store.db'): Promise<ContentStore> {
      const store = await openContentStore(join(folder.path, name), () => time)
      open.push(store)
      return store
    },
    damage: (hash: Hash, name = 'store.db') => damage(join(folder.path, name), hash),
    pass(milliseconds: number) {
      time += milliseconds
    },
  }
}

export async function contentOf(store: ContentStore, root: Hash, offset = 0n, length = 1_000_000n): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const { chunk } of store.read(root, offset, length)) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
