// campus.db: the writes of accounts, sessions, tokens and the audit. Runs in the store's thread; each write is one transaction.
import type { Database } from "../sqlite.ts";
import { all, first, run, text } from "../statements.ts";
import type { StoreModule } from "../store-worker.ts";
import { type AuditLine, signInFailed } from "./accounts.ts";
import { type AuditWish, appendAudit } from "./audit.ts";
import { changeDocuments, putDocument } from "./documents.ts";
import { refused } from "./refusals.ts";
import { ADMIN } from "./roles.ts";
import { type AccountRow, readAccount, readAccounts, type SessionRow, type TokenRow } from "./rows.ts";
import { MIGRATIONS } from "./schema.ts";
import type { ThrottleChange } from "./throttle.ts";

/** More sessions of one account end the oldest. */
const SESSIONS_PER_ACCOUNT = 20;

/** What every write answers: the lines it appended, and the sessions and tokens that ended by it. */
export interface Outcome {
  readonly audit: readonly AuditLine[];
  readonly ended: readonly string[];
}

interface Audited {
  readonly audit: readonly AuditWish[];
}

function makeAccount(
  db: Database,
  args: Audited & { account: AccountRow; session: SessionRow | null; onlyAsFirst: boolean },
): Outcome {
  if (args.onlyAsFirst && first(db, "SELECT 1 FROM account LIMIT 1") !== undefined) throw signInFailed();
  if (readAccount(db, args.account.id) !== null) {
    throw refused("nameTaken", { id: args.account.id });
  }
  const { id, roles, scope, disabled, password, createdMs, endsMs } = args.account;
  run(
    db,
    "INSERT INTO account (id, roles, scope, disabled, password, created_ms, ends_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
    id,
    JSON.stringify(roles),
    scope === null ? null : JSON.stringify(scope),
    disabled ? 1 : 0,
    password,
    createdMs,
    endsMs,
  );
  if (args.session !== null) insertSession(db, args.session);
  return { audit: appendAudit(db, args.audit), ended: [] };
}

export interface AccountChange {
  readonly roles?: readonly string[];
  readonly scope?: Scope | null;
  readonly disabled?: boolean;
  readonly password?: string;
  readonly endsMs?: number | null;
}
type Scope = NonNullable<AccountRow["scope"]>;

/** `verified`: the PHC string that the caller checked a password against; the write is refused when it has changed since. */
function changeAccount(
  db: Database,
  args: Audited & { id: string; change: AccountChange; verified: string | null; session: SessionRow | null },
): Outcome & { account: AccountRow | null } {
  const before = readAccount(db, args.id);
  if (before === null) return { account: null, audit: [], ended: [] };
  if (args.verified !== null && args.verified !== before.password) throw signInFailed();
  const account: AccountRow = { ...before, ...args.change };
  run(
    db,
    "UPDATE account SET roles = ?, scope = ?, disabled = ?, password = ?, ends_ms = ? WHERE id = ?",
    JSON.stringify(account.roles),
    account.scope === null ? null : JSON.stringify(account.scope),
    account.disabled ? 1 : 0,
    account.password,
    account.endsMs,
    account.id,
  );
  requireAdmin(db, args.id);
  const ended = account.disabled || account.password !== before.password ? endAllOf(db, args.id) : [];
  if (args.session !== null) insertSession(db, args.session);
  return { account, audit: appendAudit(db, args.audit), ended };
}

function removeAccount(db: Database, args: Audited & { id: string }): Outcome & { removed: boolean } {
  if (readAccount(db, args.id) === null) return { removed: false, audit: [], ended: [] };
  const ended = endAllOf(db, args.id);
  run(db, "DELETE FROM account WHERE id = ?", args.id);
  requireAdmin(db, args.id);
  return { removed: true, audit: appendAudit(db, args.audit), ended };
}

/** Starts a session for a password that was right a moment ago; refused when the account changed meanwhile. */
function startSession(
  db: Database,
  args: Audited & { session: SessionRow; verified: string; throttle: ThrottleChange },
): Outcome {
  const account = readAccount(db, args.session.account);
  if (account === null || account.disabled || account.password !== args.verified) throw signInFailed();
  applyThrottle(db, args.throttle);
  insertSession(db, args.session);
  const oldest = all(
    db,
    "SELECT id FROM session WHERE account = ? ORDER BY created_ms DESC, id LIMIT -1 OFFSET ?",
    account.id,
    SESSIONS_PER_ACCOUNT,
  ).map((row) => text(row, "id"));
  deleteCredentials(db, oldest);
  return { audit: appendAudit(db, args.audit), ended: oldest };
}

function endCredentials(db: Database, args: Audited & { ids: readonly string[] }): Outcome {
  const ended = deleteCredentials(db, args.ids);
  return { audit: ended.length > 0 ? appendAudit(db, args.audit) : [], ended };
}

function addToken(db: Database, args: Audited & { token: TokenRow }): Outcome {
  const { id, hash, account, name, permissions, createdMs, expiresMs } = args.token;
  if (readAccount(db, account)?.disabled !== false) throw signInFailed();
  run(
    db,
    "INSERT INTO token (id, hash, account, name, permissions, created_ms, expires_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
    id,
    hash,
    account,
    name,
    JSON.stringify(permissions),
    createdMs,
    expiresMs,
  );
  return { audit: appendAudit(db, args.audit), ended: [] };
}

function note(db: Database, args: Audited): Outcome {
  return { audit: appendAudit(db, args.audit), ended: [] };
}

/** What happens too often for a write each: idle times, last uses, expired sessions, old delays, counted failures. */
function keepUp(
  db: Database,
  args: Audited & {
    sessions: readonly Pick<SessionRow, "id" | "idleEndsMs" | "endsMs">[];
    tokens: readonly { id: string; lastUsedMs: number }[];
    expired: readonly string[];
    throttle: ThrottleChange;
  },
): Outcome {
  for (const { id, idleEndsMs, endsMs } of args.sessions) {
    run(db, "UPDATE session SET idle_ends_ms = ?, ends_ms = ? WHERE id = ?", idleEndsMs, endsMs, id);
  }
  for (const { id, lastUsedMs } of args.tokens)
    run(db, "UPDATE token SET last_used_ms = ? WHERE id = ?", lastUsedMs, id);
  deleteCredentials(db, args.expired);
  applyThrottle(db, args.throttle);
  return { audit: appendAudit(db, args.audit), ended: [] };
}

/** Sets a password by a recovery code, which is thereby used up. */
function useRecovery(
  db: Database,
  args: Audited & {
    id: string;
    code: string;
    nowMs: number;
    password: string;
    session: SessionRow;
    throttle: ThrottleChange;
  },
): Outcome & { account: AccountRow | null } {
  const used = run(
    db,
    "DELETE FROM recovery WHERE account = ? AND hash = ? AND created_ms <= ? AND ends_ms > ?",
    args.id,
    args.code,
    args.nowMs,
    args.nowMs,
  );
  if (used !== 1) throw signInFailed();
  applyThrottle(db, args.throttle);
  const { id, session, audit } = args;
  return changeAccount(db, { id, change: { password: args.password }, verified: null, session, audit });
}

const writes = {
  makeAccount,
  changeAccount,
  removeAccount,
  startSession,
  endCredentials,
  addToken,
  note,
  keepUp,
  useRecovery,
  putDocument,
  changeDocuments,
};
export type CampusWrites = typeof writes;

export const store: StoreModule & { readonly writes: CampusWrites } = {
  migrations: MIGRATIONS,
  writes,
  checkAtStart: true,
  corruptRemedy:
    "Stop the gateway, move campus.db, campus.db-wal, campus.db-shm and audit.head out of the data folder, put campus.db and audit.head of the newest backup there, and start again.",
};
function insertSession(db: Database, session: SessionRow): void {
  run(
    db,
    "INSERT INTO session (id, hash, account, created_ms, idle_ends_ms, ends_ms) VALUES (?, ?, ?, ?, ?, ?)",
    session.id,
    session.hash,
    session.account,
    session.createdMs,
    session.idleEndsMs,
    session.endsMs,
  );
}

/** Ends every session and token of an account and withdraws its recovery code. */
function endAllOf(db: Database, account: string): string[] {
  const ids = [
    ...all(db, "SELECT id FROM session WHERE account = ?", account),
    ...all(db, "SELECT id FROM token WHERE account = ?", account),
  ].map((row) => text(row, "id"));
  run(db, "DELETE FROM recovery WHERE account = ?", account);
  return deleteCredentials(db, ids);
}

/** Answers those that were there. */
function deleteCredentials(db: Database, ids: readonly string[]): string[] {
  return ids.filter(
    (id) => run(db, "DELETE FROM session WHERE id = ?", id) + run(db, "DELETE FROM token WHERE id = ?", id) > 0,
  );
}

function applyThrottle(db: Database, change: ThrottleChange): void {
  for (const { key, failures, failedMs } of change.set) {
    run(db, "INSERT OR REPLACE INTO throttle (key, failures, failed_ms) VALUES (?, ?, ?)", key, failures, failedMs);
  }
  for (const key of change.forget) run(db, "DELETE FROM throttle WHERE key = ?", key);
}

/** Undoes the write that would leave nobody who can change anything. */
function requireAdmin(db: Database, changed: string): void {
  if (readAccounts(db).some(({ disabled, endsMs, roles }) => !disabled && endsMs === null && roles.includes(ADMIN)))
    return;
  throw refused("lastAdmin", { id: changed });
}
