/** Integers beyond 2^53 as decimal text. */
export const BILLS_SCHEMA: readonly string[] = [
  `
    CREATE TABLE bills (
      payer TEXT NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('drawn', 'billed', 'nothing', 'missed')),
      root TEXT NOT NULL,
      total TEXT NOT NULL,
      carried TEXT NOT NULL,
      asked TEXT NOT NULL,
      mark INTEGER NOT NULL,
      block INTEGER,
      PRIMARY KEY (payer, first)
    ) WITHOUT ROWID;
    CREATE TABLE leaves (
      payer TEXT NOT NULL,
      first INTEGER NOT NULL,
      place INTEGER NOT NULL,
      leaf TEXT NOT NULL,
      PRIMARY KEY (payer, first, place)
    ) WITHOUT ROWID;
    CREATE TABLE spent (
      payer TEXT NOT NULL,
      agreement TEXT NOT NULL,
      amount TEXT NOT NULL,
      PRIMARY KEY (payer, agreement)
    ) WITHOUT ROWID;
  `,
  // What becomes of a bill on the chain is known since.
  `
    CREATE TABLE known_bills (
      payer TEXT NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('drawn', 'billed', 'paid', 'void', 'nothing', 'missed')),
      root TEXT NOT NULL,
      total TEXT NOT NULL,
      carried TEXT NOT NULL,
      asked TEXT NOT NULL,
      mark INTEGER NOT NULL,
      block INTEGER,
      PRIMARY KEY (payer, first)
    ) WITHOUT ROWID;
    INSERT INTO known_bills SELECT * FROM bills;
    DROP TABLE bills;
    ALTER TABLE known_bills RENAME TO bills;
    CREATE TABLE slashes (payer TEXT PRIMARY KEY, block INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE paid_early (payer TEXT NOT NULL, first INTEGER NOT NULL, PRIMARY KEY (payer, first)) WITHOUT ROWID;
  `,
  `
    CREATE TABLE receipts (
      payer TEXT NOT NULL,
      first INTEGER NOT NULL,
      agreement TEXT NOT NULL,
      receipt TEXT NOT NULL,
      PRIMARY KEY (payer, first, agreement)
    ) WITHOUT ROWID;
  `,
]
