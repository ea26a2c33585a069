import { hashChildren, hashOf, joined, ZERO } from './hashing.ts'
import type { Hash, TreeNode } from './types.ts'

export const MAX_CHUNK = 262_144

/** An object as a tree: chunks at the bottom, filled up to a power of two, a node above each two. */
export interface ChunkTree {
  readonly root: Hash
  /** All nodes, children before their parents. */
  readonly nodes: readonly TreeNode[]
}

/** @param chunks in order; an empty object is one empty chunk */
export function buildTree(chunks: readonly Uint8Array[]): ChunkTree {
  const leaves = chunks.map((data): TreeNode => ({ hash: hashOf(data), data, children: [] }))
  const { root, nodes } = treeAbove(leaves.map(({ hash }) => hash))
  return { root, nodes: [...leaves, ...nodes] }
}

/** The tree over chunks of these hashes, at least one, and its nodes without the chunks. */
export function treeAbove(hashes: readonly Hash[]): ChunkTree {
  const nodes: TreeNode[] = []
  let level = [...hashes]
  while (level.length < 2 ** depthOf(hashes.length)) level.push(ZERO)
  while (level.length > 1) {
    const above: Hash[] = []
    for (let place = 0; place < level.length; place += 2) {
      const [left, right] = [level[place]!, level[place + 1]!]
      const hash = hashChildren(left, right)
      nodes.push({ hash, data: joined(left, right), children: [left, right] })
      above.push(hash)
    }
    level = above
  }
  return { root: level[0]!, nodes }
}

/** Levels above the chunks. */
export const depthOf = (chunks: number): number => Math.ceil(Math.log2(Math.max(1, chunks)))

/** Pieces of this size, the last one shorter; one that is empty for no bytes at all. */
export function chunksOf(data: Uint8Array, size: number = MAX_CHUNK): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let start = 0; start < data.length; start += size) chunks.push(data.subarray(start, start + size))
  return chunks.length === 0 ? [data] : chunks
}
