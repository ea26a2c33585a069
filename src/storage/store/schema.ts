/**
 * - `nodes`: every chunk and inner node, once; 64 bytes may be both. `held`: which bucket refers to which, by how many of its leaves; 0 for one that was
 *   put and not committed. `objects`: what is known of complete trees.
 * - `leaves`: objects of a bucket by their sequence numbers. `epochs`: the MMRs over them, one for each first leaf there was; their
 *   perfect subtrees in `mmr`. `commitments`: every root that there was.
 * - `pruned`: leaves that were dropped, and an admin's word for it, which outlives them.
 */
export const STORE_SCHEMA: readonly string[] = [
  `
  CREATE TABLE buckets (
    id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, start_seq INTEGER NOT NULL, leaf_count INTEGER NOT NULL,
    nodes INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0, quota INTEGER
  ) WITHOUT ROWID;
  CREATE TABLE nodes (hash TEXT NOT NULL UNIQUE, data BLOB NOT NULL, kinds INTEGER NOT NULL);
  CREATE TABLE held (
    bucket TEXT NOT NULL, hash TEXT NOT NULL, uses INTEGER NOT NULL, put_at INTEGER NOT NULL, PRIMARY KEY (bucket, hash)
  ) WITHOUT ROWID;
  CREATE INDEX holders ON held (hash);
  CREATE INDEX unused ON held (put_at) WHERE uses = 0;
  CREATE TABLE objects (root TEXT PRIMARY KEY, size INTEGER NOT NULL, chunks INTEGER NOT NULL, depth INTEGER NOT NULL, even INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE leaves (
    bucket TEXT NOT NULL, seq INTEGER NOT NULL, root TEXT NOT NULL, size INTEGER NOT NULL, total INTEGER NOT NULL,
    PRIMARY KEY (bucket, seq)
  ) WITHOUT ROWID;
  CREATE TABLE epochs (id INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, start_seq INTEGER NOT NULL);
  CREATE INDEX epochs_of ON epochs (bucket);
  CREATE TABLE mmr (
    epoch INTEGER NOT NULL, level INTEGER NOT NULL, idx INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (epoch, level, idx)
  ) WITHOUT ROWID;
  CREATE TABLE commitments (
    bucket TEXT NOT NULL, root TEXT NOT NULL, epoch INTEGER NOT NULL, leaf_count INTEGER NOT NULL,
    PRIMARY KEY (bucket, root, epoch)
  ) WITHOUT ROWID;
  CREATE TABLE pruned (
    bucket TEXT NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, is_erased INTEGER NOT NULL DEFAULT 0,
    root TEXT NOT NULL, leaf_count INTEGER NOT NULL, admin TEXT, signature TEXT, PRIMARY KEY (bucket, from_seq)
  ) WITHOUT ROWID;
  `,
]
