import { buildTree, chunksOf } from '../../../src/storage/store/chunk-tree.ts'
import type { Commitment, ContentStore } from '../../../src/storage/store/types.ts'

/** How much a bucket has, and in how many commits it came. */
export interface Shape {
  readonly chunk: number
  readonly chunks: number
  readonly objects: number
  readonly commits: number
}

/** Bytes that no two objects have in common. */
function bytesOf(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length; at += 4) bytes.writeUInt32LE(((seed * 1_000_003 + at) * 2_654_435_761) % 2 ** 32, at)
  return bytes
}

/** Fills a bucket. @returns what it was committed to, after each commit */
export async function fill(store: ContentStore, bucketId: bigint, shape: Shape): Promise<readonly Commitment[]> {
  const made: Commitment[] = []
  for (let commit = 0; commit < shape.commits; commit += 1) {
    const roots: string[] = []
    for (let object = 0; object < shape.objects; object += 1) {
      const data = bytesOf(shape.chunk * shape.chunks, Number(bucketId) * 7_919 + commit * shape.objects + object)
      const { root, nodes } = buildTree(chunksOf(data, shape.chunk))
      await Promise.all(nodes.map((node) => store.putNode(bucketId, node)))
      roots.push(root)
    }
    const { mmrRoot, startSeq, leafCount } = await store.commit(bucketId, roots)
    made.push({ mmrRoot, startSeq, leafCount })
  }
  return made
}
