// county.db: what campuses have sent, as the embedded store keeps it. Steps are only ever added at the end.
import type { Migration } from "#gateway/kit/migrations.ts";

export const MIGRATIONS: readonly Migration[] = [
  {
    name: "frames, entries, figures, fleet",
    run: (db) =>
      db.exec(`
        CREATE TABLE county (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL) STRICT;
        -- Outboxes in the order in which they appeared: what a later one says counts more.
        CREATE TABLE outbox (n INTEGER PRIMARY KEY, campus TEXT NOT NULL, id TEXT NOT NULL, UNIQUE (campus, id)) STRICT;
        -- Everything up to "stored" is here or known to be gone; "first" and "last" are what the campus said it holds.
        CREATE TABLE lane (
          outbox INTEGER NOT NULL, lane TEXT NOT NULL, stored INTEGER NOT NULL DEFAULT 0, first INTEGER NOT NULL DEFAULT 1,
          last INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (outbox, lane)) STRICT, WITHOUT ROWID;
        CREATE TABLE beyond (
          outbox INTEGER NOT NULL, lane TEXT NOT NULL, frame INTEGER NOT NULL, PRIMARY KEY (outbox, lane, frame)) STRICT, WITHOUT ROWID;
        CREATE TABLE refused (
          outbox INTEGER NOT NULL, lane TEXT NOT NULL, frame INTEGER NOT NULL, code TEXT NOT NULL,
          PRIMARY KEY (outbox, lane, frame)) STRICT, WITHOUT ROWID;
        CREATE TABLE lost (
          outbox INTEGER NOT NULL, lane TEXT NOT NULL, from_frame INTEGER NOT NULL, to_frame INTEGER NOT NULL, at_ms INTEGER NOT NULL) STRICT;
        CREATE TABLE quarantine (
          n INTEGER PRIMARY KEY, campus TEXT NOT NULL, word TEXT NOT NULL, code TEXT NOT NULL, frame INTEGER, at_ms INTEGER NOT NULL,
          size INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
        CREATE INDEX quarantine_campus ON quarantine (campus, n);
        CREATE TABLE violation (
          campus TEXT NOT NULL, what TEXT NOT NULL, count INTEGER NOT NULL, last_ms INTEGER NOT NULL, detail TEXT NOT NULL,
          PRIMARY KEY (campus, what)) STRICT, WITHOUT ROWID;

        CREATE TABLE entry (
          n INTEGER PRIMARY KEY, campus TEXT NOT NULL, epoch TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, type TEXT,
          device TEXT, measured_ms INTEGER NOT NULL, stored_ms INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
        CREATE UNIQUE INDEX entry_name ON entry (campus, epoch, seq);
        CREATE TABLE alarm (
          campus TEXT NOT NULL, id TEXT NOT NULL, outbox INTEGER NOT NULL, frame INTEGER NOT NULL, severity TEXT NOT NULL,
          open INTEGER NOT NULL, active INTEGER NOT NULL, raised_ms INTEGER, body TEXT NOT NULL, PRIMARY KEY (campus, id)) STRICT;
        CREATE INDEX alarm_open ON alarm (campus, severity) WHERE open = 1;
        CREATE TABLE device (
          campus TEXT NOT NULL, id TEXT NOT NULL, outbox INTEGER NOT NULL, frame INTEGER NOT NULL, online INTEGER NOT NULL,
          since_ms INTEGER NOT NULL, PRIMARY KEY (campus, id)) STRICT, WITHOUT ROWID;

        CREATE TABLE series (
          n INTEGER PRIMARY KEY, campus TEXT NOT NULL, device TEXT NOT NULL, point TEXT NOT NULL, unit TEXT NOT NULL,
          UNIQUE (campus, device, point, unit)) STRICT;
        CREATE TABLE figure (
          series INTEGER NOT NULL, step INTEGER NOT NULL, at_min INTEGER NOT NULL, count INTEGER NOT NULL, min REAL, max REAL,
          sum REAL NOT NULL, last REAL, uncertain INTEGER NOT NULL, bad INTEGER NOT NULL, outbox INTEGER NOT NULL,
          rev INTEGER NOT NULL, PRIMARY KEY (series, step, at_min)) STRICT, WITHOUT ROWID;
        CREATE TABLE newest (
          series INTEGER PRIMARY KEY, at_min INTEGER NOT NULL, min REAL, max REAL, last REAL) STRICT;

        CREATE TABLE campus (
          id TEXT PRIMARY KEY, seen_ms INTEGER NOT NULL, outbox TEXT, version TEXT, clock_offset_ms INTEGER, data_ms INTEGER) STRICT, WITHOUT ROWID;
        CREATE TABLE link (
          campus TEXT NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, PRIMARY KEY (campus, from_ms)) STRICT, WITHOUT ROWID;`),
  },
  { name: "entries by campus", run: (db) => db.exec("CREATE INDEX entry_campus ON entry (campus, n)") },
  {
    name: "commands to campuses",
    run: (db) =>
      db.exec(`
        CREATE TABLE command (
          n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, campus TEXT NOT NULL, kind TEXT NOT NULL, alarm TEXT NOT NULL,
          occurrence INTEGER NOT NULL, comment TEXT, account TEXT NOT NULL, issued_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL,
          bytes BLOB NOT NULL, state TEXT NOT NULL, code TEXT, started_ms INTEGER, ended_ms INTEGER) STRICT;
        CREATE INDEX command_campus ON command (campus, n);
        CREATE INDEX command_issued ON command (n) WHERE state = 'issued';`),
  },
  {
    name: "what a series store does not have yet",
    run: (db) =>
      db.exec(`
        -- Each row: which figures one frame changed.
        CREATE TABLE due (n INTEGER PRIMARY KEY AUTOINCREMENT, keys BLOB NOT NULL) STRICT;
        -- The store that is filled; "swept": series up to this one were sent to it as a whole, -1: all; "bytes": what waits in due.
        CREATE TABLE target (
          one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL, swept INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;`),
  },
  {
    name: "links that answer alarms, escalations, spot checks",
    run: (db) =>
      db.exec(`
        ALTER TABLE command ADD COLUMN link TEXT;
        ALTER TABLE command ADD COLUMN post TEXT;
        -- Announced by campuses. Of a link's proof only its hash is here, so nobody can make one from it. "command": what it was used for.
        CREATE TABLE link_out (
          campus TEXT NOT NULL, id TEXT NOT NULL, seal TEXT NOT NULL, alarm TEXT NOT NULL, occurrence INTEGER NOT NULL, severity TEXT NOT NULL,
          body TEXT NOT NULL, told_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL, command TEXT, used_ms INTEGER,
          PRIMARY KEY (campus, id)) STRICT, WITHOUT ROWID;
        CREATE INDEX link_out_age ON link_out (expires_ms);
        CREATE TABLE escalation (
          campus TEXT NOT NULL, alarm TEXT NOT NULL, occurrence INTEGER NOT NULL, at_ms INTEGER NOT NULL,
          PRIMARY KEY (campus, alarm)) STRICT, WITHOUT ROWID;
        CREATE TABLE spot_check (
          n INTEGER PRIMARY KEY, campus TEXT NOT NULL, id TEXT NOT NULL, post TEXT NOT NULL, state TEXT NOT NULL, asked_ms INTEGER,
          ended_ms INTEGER, took_ms INTEGER, UNIQUE (campus, id)) STRICT;
        CREATE TABLE post (
          campus TEXT NOT NULL, id TEXT NOT NULL, heard_ms INTEGER NOT NULL, PRIMARY KEY (campus, id)) STRICT, WITHOUT ROWID;`),
  },
  {
    name: "links of a campus by age",
    run: (db) => db.exec("CREATE INDEX link_out_told ON link_out (campus, told_ms)"),
  },
  {
    name: "power-offs that campuses plan",
    run: (db) =>
      db.exec(`
        -- As clocks on campus show it: "2026-11-22 22:30".
        CREATE TABLE planned_off (
          campus TEXT NOT NULL, from_wall TEXT NOT NULL, to_wall TEXT NOT NULL, PRIMARY KEY (campus, from_wall)) STRICT, WITHOUT ROWID;`),
  },
];
