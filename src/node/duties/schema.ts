/** Versions of the board's file. `changed` counts changes, so that the last ones can be told. */
export const BOARD_SCHEMA: readonly string[] = [
  `
  CREATE TABLE runs (run INTEGER PRIMARY KEY, finalized INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE duties (
    kind TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, is_ended INTEGER NOT NULL, deadline INTEGER, outcome TEXT,
    detail TEXT, since INTEGER NOT NULL, run INTEGER NOT NULL, changed INTEGER NOT NULL, PRIMARY KEY (kind, key)
  ) WITHOUT ROWID;
  CREATE INDEX ended ON duties (is_ended, changed);
  `,
  // `due`, `at`: milliseconds since 1970.
  `
  ALTER TABLE duties ADD COLUMN due INTEGER;
  ALTER TABLE runs ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
  `,
]
