/** What each version of the journal's tables adds to the one before; a file of an earlier one is brought up to date when opened. */
export const JOURNAL_SCHEMA: readonly string[] = [
  `
  CREATE TABLE IF NOT EXISTS owner (only INTEGER PRIMARY KEY CHECK (only = 1), account TEXT NOT NULL, genesis TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS intents (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, call TEXT NOT NULL, settled TEXT
  );
  CREATE INDEX IF NOT EXISTS open_intents ON intents (number) WHERE settled IS NULL;
  CREATE TABLE IF NOT EXISTS signed (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, hash TEXT NOT NULL, hex TEXT NOT NULL,
    nonce INTEGER NOT NULL, birth INTEGER NOT NULL, death INTEGER NOT NULL
  );
  `,
  `
  ALTER TABLE intents ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal';
  ALTER TABLE intents ADD COLUMN deadline INTEGER;
  ALTER TABLE intents ADD COLUMN batch TEXT;
  CREATE TABLE extrinsics (
    number INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, hex TEXT NOT NULL,
    nonce INTEGER NOT NULL, birth INTEGER NOT NULL, death INTEGER NOT NULL, tip TEXT NOT NULL
  );
  CREATE TABLE carried (
    extrinsic INTEGER NOT NULL REFERENCES extrinsics (number), position INTEGER NOT NULL, key TEXT NOT NULL,
    PRIMARY KEY (extrinsic, position)
  ) WITHOUT ROWID;
  CREATE INDEX carriers ON carried (key);
  INSERT INTO extrinsics (number, hash, hex, nonce, birth, death, tip)
    SELECT number, hash, hex, nonce, birth, death, '0' FROM signed;
  INSERT INTO carried (extrinsic, position, key) SELECT number, 0, key FROM signed;
  DROP TABLE signed;
  CREATE TABLE shapes (item TEXT PRIMARY KEY, shape TEXT NOT NULL);
  `,
  `
  ALTER TABLE extrinsics ADD COLUMN spec INTEGER;
  CREATE TABLE dearest (only INTEGER PRIMARY KEY CHECK (only = 1), fee TEXT NOT NULL);
  `,
]
