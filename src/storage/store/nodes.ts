import type { DatabaseSync } from 'node:sqlite'
import { MAX_CHUNK } from './chunk-tree.ts'
import { StoreError } from './errors.ts'
import { HASH_BYTES, hashOf, joined, toHash, ZERO } from './hashing.ts'
import type { Hash, TreeNode } from './types.ts'

/** A node as it is on disk. The same 64 bytes can be a chunk of one object and an inner node of another. */
export interface StoredNode {
  readonly data: Uint8Array
  readonly isChunk: boolean
  readonly isInner: boolean
}

const CHUNK = 1
const INNER = 2

/** The two hashes that an inner node consists of. */
export const childrenOf = (data: Uint8Array): [Hash, Hash] => [
  toHash(data.subarray(0, HASH_BYTES)),
  toHash(data.subarray(HASH_BYTES)),
]

/** As others see it: an inner node wherever it can be one. */
export const treeNode = (hash: Hash, { data, isInner }: StoredNode): TreeNode => ({
  hash,
  data,
  children: isInner ? childrenOf(data) : [],
})

/** Chunks and the nodes above them, and which buckets hold them. */
export interface NodeTable {
  /** @throws StoreError `corrupt` when what is on disk no longer has its hash */
  get(hash: Hash): StoredNode | null
  has(hash: Hash): boolean
  /** Whether it was found to have changed on disk, and has not been put again since. */
  isDamaged(hash: Hash): boolean
  /** Notes a node as put into a bucket, and mends what is on disk of it. @returns whether it is new there @throws StoreError */
  put(bucket: string, node: TreeNode, now: number): boolean
  /** The leaves of the bucket have this node in so many more places, or fewer. */
  use(bucket: string, hash: Hash, by: number, now: number): void
  isHeld(bucket: string, hash: Hash): boolean
  /** Lets go of what buckets hold but no leaf has, and of nodes that nobody holds. @returns bytes freed */
  sweep(putBefore: number): bigint
  /** No leaf of the bucket has any node any more. */
  disuse(bucket: string, now: number): void
  /** The bucket holds nothing any more. */
  release(bucket: string): void
}

const INVALID = 'invalid_node'

/** @throws StoreError for what can be no node */
function check({ hash, data, children }: TreeNode): void {
  if (hashOf(data) !== hash) throw new StoreError('invalid_hash', `the data does not have the hash ${hash}`)
  if (children.length === 0) {
    if (data.length > MAX_CHUNK)
      throw new StoreError(INVALID, `a chunk has ${MAX_CHUNK} bytes at most, not ${data.length}`)
    return
  }
  const [left, right, ...more] = children
  if (right === undefined || more.length > 0 || !joined(left!, right).equals(data))
    throw new StoreError(INVALID, 'the data of a node is the two hashes of its children, joined')
}

export function createNodeTable(database: DatabaseSync): NodeTable {
  const find = database.prepare('SELECT data, kinds FROM nodes WHERE hash = ?')
  const size = database.prepare('SELECT length(data) AS size FROM nodes WHERE hash = ?')
  const insert = database.prepare(`
    INSERT INTO nodes (hash, data, kinds) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET kinds = kinds | excluded.kinds, data = excluded.data
    WHERE kinds | excluded.kinds <> kinds OR data <> excluded.data
  `)
  const remove = database.prepare('DELETE FROM nodes WHERE hash = ? RETURNING length(data) AS size')
  const holding = database.prepare('SELECT uses FROM held WHERE bucket = ? AND hash = ?')
  const holders = database.prepare('SELECT 1 FROM held WHERE hash = ? LIMIT 1')
  const hold = database.prepare('INSERT INTO held (bucket, hash, uses, put_at) VALUES (?, ?, ?, ?)')
  const count = database.prepare('UPDATE held SET uses = uses + ?, put_at = ? WHERE bucket = ? AND hash = ?')
  const unused = database.prepare('DELETE FROM held WHERE uses = 0 AND put_at < ? RETURNING bucket, hash')
  const idle = database.prepare('UPDATE held SET uses = 0, put_at = ? WHERE bucket = ?')
  const all = database.prepare('DELETE FROM held WHERE bucket = ? RETURNING hash')
  const sum = database.prepare(
    'UPDATE buckets SET nodes = nodes + ?, bytes = bytes + ? WHERE id = ? RETURNING bytes, quota',
  )

  const damaged = new Set<Hash>()

  const sizeOf = (hash: Hash): number => Number(size.get(hash)?.['size'] ?? 0)

  function begin(bucket: string, hash: Hash, uses: number, now: number): void {
    const { bytes, quota } = sum.get(1, sizeOf(hash), bucket)!
    if (quota !== null && Number(bytes) > Number(quota))
      throw new StoreError('quota_exceeded', `bucket ${bucket} may hold ${quota} bytes`, {
        bucket,
        quota: Number(quota),
      })
    hold.run(bucket, hash, uses, now)
  }

  function drop(hash: Hash): bigint {
    return holders.get(hash) === undefined ? BigInt(Number(remove.get(hash)?.['size'] ?? 0)) : 0n
  }

  return {
    has: (hash) => size.get(hash) !== undefined,
    isDamaged: (hash) => damaged.has(hash),
    get(hash) {
      const row = find.get(hash)
      if (row === undefined) return null
      const data = row['data'] as Uint8Array
      if (hashOf(data) !== hash) {
        damaged.add(hash)
        throw new StoreError('corrupt', `what is stored for ${hash} has another hash`, { hash })
      }
      const kinds = Number(row['kinds'])
      return { data, isChunk: (kinds & CHUNK) > 0, isInner: (kinds & INNER) > 0 }
    },
    put(bucket, node, now) {
      check(node)
      const missing = node.children.filter((child) => child !== ZERO && size.get(child) === undefined)
      if (missing.length > 0)
        throw new StoreError('children_missing', `children of ${node.hash} are not here`, { missing })
      insert.run(node.hash, node.data, node.children.length === 0 ? CHUNK : INNER)
      damaged.delete(node.hash)
      if (holding.get(bucket, node.hash) !== undefined) return false
      begin(bucket, node.hash, 0, now)
      return true
    },
    use(bucket, hash, by, now) {
      if (holding.get(bucket, hash) === undefined) begin(bucket, hash, by, now)
      else count.run(by, now, bucket, hash)
    },
    isHeld: (bucket, hash) => holding.get(bucket, hash) !== undefined,
    sweep(putBefore) {
      let freed = 0n
      for (const { bucket, hash } of unused.all(putBefore)) {
        sum.get(-1, -sizeOf(String(hash)), bucket as string)
        freed += drop(String(hash))
      }
      return freed
    },
    disuse: (bucket, now) => void idle.run(now, bucket),
    release(bucket) {
      for (const { hash } of all.all(bucket)) drop(String(hash))
    },
  }
}
