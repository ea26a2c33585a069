import type { DatabaseSync } from 'node:sqlite'
import { treeAbove } from '../../store/chunk-tree.ts'
import { hashOf, ZERO } from '../../store/hashing.ts'
import type { Hash } from '../../store/types.ts'
import type { Write } from '../../store/writes.ts'
import { type Listing, list } from './listing.ts'

/** What is known of an object or file by its name. */
export interface Entry {
  readonly name: string
  readonly kind: 'file' | 'folder'
  /** Zeros for a folder. */
  readonly dataRoot: Hash
  readonly size: number
  readonly contentType: string
  /** Seconds since 1970. */
  readonly modified: number
  /** What the client has said about it. */
  readonly metadata: Readonly<Record<string, string>>
  /** Sequence number of its leaf, and the leaf's index as it was then. */
  readonly seq: number
  readonly leafIndex: number
}

export interface EntryStats {
  readonly files: number
  readonly folders: number
  readonly bytes: number
}

export interface ListQuery {
  readonly prefix?: string | undefined
  /** What names are grouped up to. */
  readonly delimiter?: string | undefined
  /** Only names behind this. */
  readonly after?: string | undefined
  readonly most: number
}

/** The names of one space: S3 keys, or paths of files. What a promise was kept for is on disk. */
export interface Entries {
  get(bucketId: bigint, name: string): Entry | null
  put(bucketId: bigint, entry: Entry): Promise<void>
  /** @returns whether there was one */
  remove(bucketId: bigint, name: string): Promise<boolean>
  list(bucketId: bigint, query: ListQuery): Listing<Entry>
  stats(bucketId: bigint): EntryStats
  /** Over the names in order: of each its hash with root and size, filled up to a power of two; zeros for none. */
  root(bucketId: bigint): Hash
}

export function createEntries(database: DatabaseSync, write: Write, space: 's3' | 'fs'): Entries {
  const find = database.prepare('SELECT * FROM entries WHERE space = ? AND bucket = ? AND name = ?')
  const set = database.prepare(`
    INSERT OR REPLACE INTO entries (space, bucket, name, kind, root, size, type, modified, metadata, seq, leaf)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  `)
  const drop = database.prepare('DELETE FROM entries WHERE space = ? AND bucket = ? AND name = ?')
  const from = database.prepare('SELECT * FROM entries WHERE space = ? AND bucket = ? AND name >= ? ORDER BY name')
  const sums = database.prepare(`
    SELECT count(*) FILTER (WHERE kind = 'file') AS files, count(*) FILTER (WHERE kind = 'folder') AS folders,
      coalesce(sum(size), 0) AS bytes FROM entries WHERE space = ? AND bucket = ?
  `)

  const namesFrom = function* (bucketId: bigint, name: string): Iterable<Entry> {
    for (const row of from.iterate(space, String(bucketId), name)) yield entryOf(row)
  }

  return {
    get(bucketId, name) {
      const row = find.get(space, String(bucketId), name)
      return row === undefined ? null : entryOf(row)
    },
    put: (bucketId, entry) =>
      write(() => {
        const { name, kind, dataRoot, size, contentType, modified, metadata, seq, leafIndex } = entry
        const texts = [space, String(bucketId), name, kind, dataRoot] as const
        set.run(...texts, size, contentType, modified, JSON.stringify(metadata), seq, leafIndex)
      }),
    remove: (bucketId, name) => write(() => Number(drop.run(space, String(bucketId), name).changes) > 0),
    list: (bucketId, query) => list((name) => namesFrom(bucketId, name), query),
    stats(bucketId) {
      const { files, folders, bytes } = sums.get(space, String(bucketId))!
      return { files: Number(files), folders: Number(folders), bytes: Number(bytes) }
    },
    root(bucketId) {
      const leaves = [...namesFrom(bucketId, '')].map(leafOf)
      return leaves.length === 0 ? ZERO : treeAbove(leaves).root
    },
  }
}

function leafOf({ name, dataRoot, size }: Entry): Hash {
  const sizeBytes = Buffer.alloc(8)
  sizeBytes.writeBigUInt64LE(BigInt(size))
  return hashOf(Buffer.concat([Buffer.from(name), Buffer.from(dataRoot.slice(2), 'hex'), sizeBytes]))
}

const entryOf = (row: Record<string, unknown>): Entry => ({
  name: String(row['name']),
  kind: row['kind'] === 'folder' ? 'folder' : 'file',
  dataRoot: String(row['root']),
  size: Number(row['size']),
  contentType: String(row['type']),
  modified: Number(row['modified']),
  metadata: JSON.parse(String(row['metadata'])) as Record<string, string>,
  seq: Number(row['seq']),
  leafIndex: Number(row['leaf']),
})
