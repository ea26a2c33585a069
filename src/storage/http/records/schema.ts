/**
 * - `entries`: objects by their keys (space `s3`), files and folders by their paths (space `fs`). Which leaf each is, by its
 *   sequence number; what it consists of is in the content store.
 * - `nonces`: requests that have been taken and must not be taken again.
 */
export const RECORDS_SCHEMA: readonly string[] = [
  `
  CREATE TABLE entries (
    space TEXT NOT NULL, bucket TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, root TEXT NOT NULL, size INTEGER NOT NULL,
    type TEXT NOT NULL, modified INTEGER NOT NULL, metadata TEXT NOT NULL, seq INTEGER NOT NULL, leaf INTEGER NOT NULL,
    PRIMARY KEY (space, bucket, name)
  ) WITHOUT ROWID;
  CREATE INDEX entries_by_leaf ON entries (bucket, seq);
  CREATE TABLE nonces (account TEXT NOT NULL, nonce TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (account, nonce)) WITHOUT ROWID;
  CREATE INDEX nonces_by_time ON nonces (until);
  `,
]
