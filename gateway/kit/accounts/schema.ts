// The schema of campus.db, step by step. A step that was released is never changed; a new one is added at the end.
import type { Migration } from "../migrations.ts";

/** "CGW1" in the file's header: what tells campus.db from any other SQLite file. */
export const APPLICATION_ID = 0x43475731;

export const MIGRATIONS: readonly Migration[] = [
  {
    name: "accounts, sessions, tokens, audit",
    run: (db) =>
      db.exec(`
        PRAGMA application_id=${APPLICATION_ID};
        CREATE TABLE account (
          id TEXT PRIMARY KEY, roles TEXT NOT NULL, scope TEXT, disabled INTEGER NOT NULL, password TEXT NOT NULL,
          created_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE session (
          id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
          created_ms INTEGER NOT NULL, idle_ends_ms INTEGER NOT NULL, ends_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX session_account ON session (account);
        CREATE TABLE token (
          id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
          name TEXT NOT NULL, permissions TEXT NOT NULL, created_ms INTEGER NOT NULL, expires_ms INTEGER,
          last_used_ms INTEGER) STRICT, WITHOUT ROWID;
        CREATE INDEX token_account ON token (account);
        CREATE TABLE throttle (
          key TEXT PRIMARY KEY, failures INTEGER NOT NULL, failed_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE recovery (
          account TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE, hash TEXT NOT NULL,
          created_ms INTEGER NOT NULL, ends_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE audit (n INTEGER PRIMARY KEY, line TEXT NOT NULL, hash TEXT NOT NULL) STRICT;`),
  },
  {
    name: "documents",
    run: (db) =>
      db.exec(`
        CREATE TABLE document (
          kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL,
          changed_ms INTEGER NOT NULL, changed_by TEXT NOT NULL, PRIMARY KEY (kind, id)) STRICT;`),
  },
  {
    name: "accounts that end",
    run: (db) => db.exec("ALTER TABLE account ADD COLUMN ends_ms INTEGER"),
  },
];

/** The schema that this version reads and writes. */
export const CAMPUS_SCHEMA = MIGRATIONS.length;
