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
]
