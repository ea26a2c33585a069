import type { DatabaseSync } from 'node:sqlite'
import { depthOf } from './chunk-tree.ts'
import { StoreError } from './errors.ts'
import { ZERO } from './hashing.ts'
import { childrenOf, type NodeTable, type StoredNode } from './nodes.ts'
import { joinParts, PADDING, type Part, partOfChunk } from './parts.ts'
import type { Hash, MerkleProof } from './types.ts'

/** Far more than the largest object needs. */
const DEEPEST = 40

/** What is known of an object whose tree is complete. */
export interface ObjectShape {
  readonly size: number
  readonly chunks: number
  /** Levels above the chunks. */
  readonly depth: number
  /** Bytes of each chunk but the last; 0 where they are not all the same. */
  readonly even: number
}

/** Objects by their roots. */
export interface ObjectTable {
  /** @throws StoreError `root_not_found` when something of the tree is not here, `invalid_node` when it is no tree of chunks */
  shape(root: Hash): ObjectShape
  /** False once something of it was found to be gone or changed on disk, until all of it is here again. */
  isSound(root: Hash): boolean
  /** Its nodes, children before their parents, each with the number of its places at one level. */
  tally(root: Hash, visit: (hash: Hash, places: number) => void): void
  /** The chunk at a place, and the way up from it; null when there is none. */
  chunk(
    root: Hash,
    index: number,
  ): { readonly hash: Hash; readonly data: Uint8Array; readonly proof: MerkleProof } | null
}

export function createObjectTable(database: DatabaseSync, nodes: NodeTable): ObjectTable {
  const find = database.prepare('SELECT size, chunks, depth, even FROM objects WHERE root = ?')
  const note = database.prepare(
    'INSERT OR REPLACE INTO objects (root, size, chunks, depth, even) VALUES (?, ?, ?, ?, ?)',
  )

  /** Objects of which a node was not as it is to be when it was read. The others of their nodes are still given out. */
  const doubtful = new Set<Hash>()

  function node(hash: Hash): StoredNode {
    const found = nodes.get(hash)
    if (found === null) throw new StoreError('root_not_found', `${hash} is not here`, { hash })
    return found
  }

  function nodeOf(root: Hash, hash: Hash): StoredNode {
    try {
      return node(hash)
    } catch (error) {
      doubtful.add(root)
      throw error
    }
  }

  /** What stands at these depths from the left: where the first chunk can be. */
  function depthsFor(root: Hash): number[] {
    const depths: number[] = []
    let hash = root
    for (let depth = 0; depth <= DEEPEST; depth += 1) {
      const { data, isChunk, isInner } = node(hash)
      if (isChunk) depths.push(depth)
      if (!isInner) break
      hash = childrenOf(data)[0]
      if (hash === ZERO) break
    }
    return depths
  }

  /** Reads the tree with its chunks at one depth; undefined when they are not there, or not one behind the other. */
  function measureAt(root: Hash, depth: number): ObjectShape | undefined {
    const known = new Map<string, Part | undefined>()

    /** A few nodes can stand for more chunks than anybody could walk through: each is looked at once. */
    function partOf(hash: Hash, level: number): Part | undefined {
      const name = `${level}/${hash}`
      if (!known.has(name)) known.set(name, level === depth ? chunkPart(hash) : innerPart(hash, level))
      return known.get(name)
    }

    function chunkPart(hash: Hash): Part | undefined {
      if (hash === ZERO) return PADDING
      const { data, isChunk } = node(hash)
      return isChunk ? partOfChunk(data.length) : undefined
    }

    function innerPart(hash: Hash, level: number): Part | undefined {
      const { data, isInner } = node(hash)
      if (!isInner) return undefined
      const [left, right] = childrenOf(data)
      const first = partOf(left, level + 1)
      return first && joinParts(first, partOf(right, level + 1), 2 ** (depth - level - 1))
    }

    const whole = partOf(root, 0)
    if (whole === undefined || depth !== depthOf(whole.chunks)) return undefined
    return { size: whole.size, chunks: whole.chunks, depth, even: whole.isEven ? whole.first : 0 }
  }

  function measure(root: Hash): ObjectShape {
    // Who has put the same bytes as a chunk elsewhere cannot make a tree into something else by it.
    for (const depth of depthsFor(root).reverse()) {
      const found = measureAt(root, depth)
      if (found !== undefined) return found
    }
    throw new StoreError('invalid_node', `${root} is no tree of chunks`, { root })
  }

  function shape(root: Hash): ObjectShape {
    const known = find.get(root) as unknown as ObjectShape | undefined
    if (known !== undefined && nodes.has(root)) return known
    const found = measure(root)
    note.run(root, found.size, found.chunks, found.depth, found.even)
    return found
  }

  function isSound(root: Hash): boolean {
    if (!doubtful.has(root)) return true
    try {
      measure(root)
    } catch (error) {
      if (error instanceof StoreError) return false
      throw error
    }
    doubtful.delete(root)
    return true
  }

  return {
    shape,
    isSound,
    tally(root, visit) {
      const { depth } = shape(root)
      const levels: Array<Map<Hash, number>> = [new Map([[root, 1]])]
      while (levels.length <= depth) {
        const below = new Map<Hash, number>()
        for (const [hash, places] of levels.at(-1)!)
          for (const child of childrenOf(nodeOf(root, hash).data))
            if (child !== ZERO) below.set(child, (below.get(child) ?? 0) + places)
        levels.push(below)
      }
      for (const level of levels.reverse()) for (const [hash, places] of level) visit(hash, places)
    },
    chunk(root, index) {
      const { depth, chunks } = shape(root)
      if (index >= chunks) return null
      const siblings: Hash[] = []
      const path: boolean[] = []
      let hash = root
      let at = nodeOf(root, root)
      for (let level = depth - 1; level >= 0; level -= 1) {
        const isRight = Math.floor(index / 2 ** level) % 2 === 1
        const [left, right] = childrenOf(at.data)
        siblings.unshift(isRight ? left : right)
        path.unshift(isRight)
        hash = isRight ? right : left
        at = nodeOf(root, hash)
      }
      return { hash, data: at.data, proof: { siblings, path } }
    },
  }
}
