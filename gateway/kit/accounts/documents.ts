// Versioned JSON documents that are kept in campus.db beside the accounts: each change counts up, names its author and is audited with it.

import { GatewayError } from "../errors.ts";
import type { Database } from "../sqlite.ts";
import { all, first, integer, run, text } from "../statements.ts";
import { type AuditWish, appendAudit } from "./audit.ts";
import type { Outcome } from "./store.ts";

export interface Document {
  /** What it is for, an id; the documents of one kind belong to one part. */
  readonly kind: string;
  readonly id: string;
  /** 1, 2, 3 … */
  readonly version: number;
  readonly hash: string;
  /** JSON text. */
  readonly body: string;
  readonly changedMs: number;
  /** The account that wrote this version; empty: somebody without one. */
  readonly by: string;
}

/** All documents of a kind. */
export function readDocuments(db: Database, kind: string): Document[] {
  return all(db, "SELECT * FROM document WHERE kind = ? ORDER BY id", kind).map((row) => ({
    kind: text(row, "kind"),
    id: text(row, "id"),
    version: integer(row, "version"),
    hash: text(row, "hash"),
    body: text(row, "body"),
    changedMs: integer(row, "changed_ms"),
    by: text(row, "changed_by"),
  }));
}

/** Several changes that are made together or not at all. */
export interface DocumentChanges {
  readonly put: readonly Document[];
  /** By kind, id and the version that is there. */
  readonly remove: readonly Pick<Document, "kind" | "id" | "version">[];
}

/** Writes the version after the one that is there. Throws `config-changed` when somebody else wrote it meanwhile. */
export function putDocument(db: Database, args: { document: Document; audit: readonly AuditWish[] }): Outcome {
  return changeDocuments(db, { put: [args.document], remove: [], audit: args.audit });
}

/** All of it with its audit lines, or nothing. Throws `config-changed` when somebody else changed one of them meanwhile. */
export function changeDocuments(db: Database, args: DocumentChanges & { audit: readonly AuditWish[] }): Outcome {
  for (const document of args.put) put(db, document);
  for (const { kind, id, version } of args.remove) {
    const gone = run(db, "DELETE FROM document WHERE kind = ? AND id = ? AND version = ?", kind, id, version);
    if (gone === 0) throw changed(kind, id, versionOf(db, kind, id));
  }
  return { audit: appendAudit(db, args.audit), ended: [] };
}

function versionOf(db: Database, kind: string, id: string): number {
  const row = first(db, "SELECT version FROM document WHERE kind = ? AND id = ?", kind, id);
  return row === undefined ? 0 : integer(row, "version");
}

function put(db: Database, { kind, id, version, hash, body, changedMs, by }: Document): void {
  const present = versionOf(db, kind, id);
  if (version !== present + 1) throw changed(kind, id, present);
  run(
    db,
    `INSERT INTO document (kind, id, version, hash, body, changed_ms, changed_by) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, hash = excluded.hash, body = excluded.body,
       changed_ms = excluded.changed_ms, changed_by = excluded.changed_by`,
    kind,
    id,
    version,
    hash,
    body,
    changedMs,
    by,
  );
}

function changed(kind: string, id: string, version: number): GatewayError {
  return new GatewayError(
    "config-changed",
    `${kind} of ${id} is at version ${version} by now`,
    "Read it again, apply your change to it, and send that.",
  );
}
