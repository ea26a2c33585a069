/** Integers beyond 2^53 as decimal text. */
export const USAGE_SCHEMA: readonly string[] = [
  `
    CREATE TABLE periods (period INTEGER PRIMARY KEY);
    CREATE TABLE rounds (
      period INTEGER NOT NULL,
      node INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('open', 'proven', 'missing')),
      PRIMARY KEY (period, node)
    ) WITHOUT ROWID;
    CREATE INDEX open_rounds ON rounds (node, period) WHERE state = 'open';
    CREATE INDEX open_periods ON rounds (period) WHERE state = 'open';
    CREATE TABLE statements (
      period INTEGER NOT NULL,
      node INTEGER NOT NULL,
      agreement TEXT NOT NULL,
      deployment TEXT NOT NULL,
      used TEXT NOT NULL,
      signature_type TEXT NOT NULL,
      signature TEXT NOT NULL,
      dispute TEXT,
      PRIMARY KEY (period, node, agreement, deployment)
    ) WITHOUT ROWID;
    CREATE TABLE deployments (
      agreement TEXT NOT NULL,
      deployment TEXT NOT NULL,
      hash TEXT NOT NULL,
      PRIMARY KEY (agreement, deployment)
    ) WITHOUT ROWID;
  `,
  // `over_at`: the block in which the chain has let go of it. `ended`: the last period in which it can have been used, once that is known.
  `
    CREATE TABLE contracts (
      deployment TEXT PRIMARY KEY,
      twin INTEGER NOT NULL,
      node INTEGER NOT NULL,
      hash TEXT NOT NULL,
      over_at INTEGER,
      ended INTEGER
    ) WITHOUT ROWID;
  `,
]
