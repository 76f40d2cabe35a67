// The rows of campus.db that accounts consist of, and their reading.
import type { Database } from "../sqlite.ts";
import { all, first, integer, integerOrNull, type Row, text, textOrNull } from "../statements.ts";
import { PERMISSIONS, type Permission, type Scope } from "./accounts.ts";
import type { ThrottleRow } from "./throttle.ts";

export interface AccountRow {
  readonly id: string;
  readonly roles: readonly string[];
  readonly scope: Scope | null;
  readonly disabled: boolean;
  /** PHC string. */
  readonly password: string;
  readonly createdMs: number;
  /** From then on it may not sign in; null: it has no end. */
  readonly endsMs: number | null;
}

export interface SessionRow {
  readonly id: string;
  readonly hash: string;
  readonly account: string;
  readonly createdMs: number;
  /** Wall-clock deadlines as of the last writing; in memory they are monotonic. */
  readonly idleEndsMs: number;
  readonly endsMs: number;
}

export interface TokenRow {
  readonly id: string;
  readonly hash: string;
  readonly account: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  readonly createdMs: number;
  readonly expiresMs: number | null;
  readonly lastUsedMs: number | null;
}

/** One account, or null. */
export function readAccount(db: Database, id: string): AccountRow | null {
  const row = first(db, "SELECT * FROM account WHERE id = ?", id);
  return row === undefined ? null : accountOf(row);
}

export function readAccounts(db: Database): AccountRow[] {
  return all(db, "SELECT * FROM account ORDER BY id").map(accountOf);
}

export function readSessions(db: Database): SessionRow[] {
  return all(db, "SELECT * FROM session ORDER BY created_ms").map((row) => ({
    id: text(row, "id"),
    hash: text(row, "hash"),
    account: text(row, "account"),
    createdMs: integer(row, "created_ms"),
    idleEndsMs: integer(row, "idle_ends_ms"),
    endsMs: integer(row, "ends_ms"),
  }));
}

export function readTokens(db: Database): TokenRow[] {
  return all(db, "SELECT * FROM token ORDER BY created_ms, id").map((row) => ({
    id: text(row, "id"),
    hash: text(row, "hash"),
    account: text(row, "account"),
    name: text(row, "name"),
    permissions: permissionsIn(text(row, "permissions")),
    createdMs: integer(row, "created_ms"),
    expiresMs: integerOrNull(row, "expires_ms"),
    lastUsedMs: integerOrNull(row, "last_used_ms"),
  }));
}

export function readThrottle(db: Database): ThrottleRow[] {
  return all(db, "SELECT * FROM throttle").map((row) => ({
    key: text(row, "key"),
    failures: integer(row, "failures"),
    failedMs: integer(row, "failed_ms"),
  }));
}

function accountOf(row: Row): AccountRow {
  const scope = textOrNull(row, "scope");
  return {
    id: text(row, "id"),
    roles: texts(JSON.parse(text(row, "roles"))),
    scope: scope === null ? null : scopeOf(JSON.parse(scope)),
    disabled: integer(row, "disabled") === 1,
    password: text(row, "password"),
    createdMs: integer(row, "created_ms"),
    endsMs: integerOrNull(row, "ends_ms"),
  };
}

/** Permissions of a newer version are left out: what is not known is not allowed. */
function permissionsIn(json: string): Permission[] {
  const written = new Set(texts(JSON.parse(json)));
  return PERMISSIONS.filter((permission) => written.has(permission));
}

function scopeOf(written: unknown): Scope {
  const parts: { places?: unknown; devices?: unknown } = typeof written === "object" && written !== null ? written : {};
  return { places: texts(parts.places), devices: texts(parts.devices) };
}

function texts(written: unknown): string[] {
  return Array.isArray(written) ? written.filter((part) => typeof part === "string") : [];
}
