// The audit chain: one row per line, each with the hash over the line before and itself, so that an edit or a deletion shows.
import { formatTime } from "../../contract/time.ts";
import type { Database } from "../sqlite.ts";
import { all, first, integer, run, text } from "../statements.ts";
import type { AuditLine, AuditRecord, AuditVerdict } from "./accounts.ts";
import { hashSecret } from "./secrets.ts";

/** A line before it has a number and a hash. */
export interface AuditWish extends AuditRecord {
  readonly atMs: number;
}

/** The end of the chain: how many lines, and the hash of the last one. */
export interface AuditHead {
  readonly n: number;
  readonly hash: string;
}

/** The hash "before" line 1. */
const GENESIS = "0".repeat(64);
export const EMPTY_HEAD: AuditHead = { n: 0, hash: GENESIS };

/** Appends lines inside the caller's transaction. The head is read from the file, as another process may have appended too. */
export function appendAudit(db: Database, wishes: readonly AuditWish[]): AuditLine[] {
  let head = headOf(db);
  return wishes.map(({ type, account, remote, detail, atMs }) => {
    const content = { n: head.n + 1, at: formatTime(atMs), type, account, remote, detail };
    const line = canonical(content);
    head = { n: content.n, hash: linkHash(head.hash, line) };
    run(db, "INSERT INTO audit (n, line, hash) VALUES (?, ?, ?)", head.n, line, head.hash);
    return { ...content, hash: head.hash };
  });
}

export function headOf(db: Database): AuditHead {
  const row = first(db, "SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1");
  return row === undefined ? EMPTY_HEAD : { n: integer(row, "n"), hash: text(row, "hash") };
}

/** Lines after number `after`, oldest first. */
export function readAudit(db: Database, after: number, limit: number): AuditLine[] {
  return all(db, "SELECT line, hash FROM audit WHERE n > ? ORDER BY n LIMIT ?", after, limit).map((row) => ({
    ...JSON.parse(text(row, "line")),
    hash: text(row, "hash"),
  }));
}

/** What is wrong at the end of the chain, given the head kept in the second file; null when they agree. */
export function headMismatch(db: Database, kept: AuditHead | null): { brokenAt: number; reason: string } | null {
  const head = headOf(db);
  if (kept === null) {
    return head.n === 0
      ? null
      : { brokenAt: head.n, reason: "the file with the head of the chain is missing or unreadable" };
  }
  if (kept.n === 0) return null;
  if (head.n < kept.n) {
    const reason = `the chain ends at line ${head.n}, but it was already ${kept.n} lines long: the last lines were removed`;
    return { brokenAt: head.n + 1, reason };
  }
  const row = first(db, "SELECT hash FROM audit WHERE n = ?", kept.n);
  const same = row !== undefined && text(row, "hash") === kept.hash;
  return same ? null : { brokenAt: kept.n, reason: `line ${kept.n} is not the one that was written` };
}

const PORTION = 500;

/** Reads the whole chain and compares it with the kept head. Gives others a turn after every 500 lines. */
export async function verifyChain(db: Database, kept: AuditHead | null): Promise<AuditVerdict> {
  // What is appended while we read is not part of this verdict.
  const end = headOf(db).n;
  let head = EMPTY_HEAD;
  for (;;) {
    const rows = all(
      db,
      "SELECT n, line, hash FROM audit WHERE n > ? AND n <= ? ORDER BY n LIMIT ?",
      head.n,
      end,
      PORTION,
    );
    for (const row of rows) {
      const expected = head.n + 1;
      const line = text(row, "line");
      if (integer(row, "n") !== expected) {
        return { ok: false, brokenAt: expected, reason: `line ${expected} is missing` };
      }
      if (text(row, "hash") !== linkHash(head.hash, line)) {
        return { ok: false, brokenAt: expected, reason: `line ${expected} was changed after it was written` };
      }
      head = { n: expected, hash: text(row, "hash") };
    }
    if (rows.length < PORTION) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const mismatch = headMismatch(db, kept);
  return mismatch === null ? { ok: true, lines: head.n, head: head.hash } : { ok: false, ...mismatch };
}

function linkHash(before: string, line: string): string {
  return hashSecret(`${before}\n${line}`);
}

/** JSON with sorted keys and without spaces: the same content always gives the same bytes. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
