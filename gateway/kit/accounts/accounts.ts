// Who may do what: the words and the interface of accounts, sessions, tokens and the audit chain. Opened by `openAccounts` in open.ts.
import { GatewayError } from "../errors.ts";
import type { Document, DocumentChanges } from "./documents.ts";

/** What an account may do. Roles are named bundles of these (roles.ts); a token carries a subset of its maker's. */
export const PERMISSIONS = [
  "entries.read", "latest.read", "loss.samples", "alarms.read", "alarms.ack", "alarms.shelve", "commands.send", "doors.open",
  "people.read", "people.write", "config.read", "config.write", "accounts.read", "accounts.write", "tokens.write", "audit.read",
  "status.read", "metrics.read", "assets.read", "assets.write", "tickets.read", "tickets.write", "tickets.work",
] as const; // biome-ignore format: a list of words
export type Permission = (typeof PERMISSIONS)[number];

/** What an account may see: these places (with the devices in them) and devices; `null` is everything. */
export interface Scope {
  readonly places: readonly string[];
  readonly devices: readonly string[];
}

/** Thrown instead of trying a password while an account or address must wait after failures; the password is not looked at. */
export class SlowDown extends GatewayError {
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
    super(
      "slow-down",
      `too many failed sign-ins; the next try is possible in ${seconds} s`,
      `Wait ${seconds} s, then try again.`,
    );
    this.retryAfterMs = retryAfterMs;
  }
}

/** The one answer to a wrong name, password or code: it never says which. */
export function signInFailed(): GatewayError {
  return new GatewayError(
    "sign-in-failed",
    "User name, password or code is wrong.",
    "Check both and try again; whoever has the machine can set a new password with: npm run recover",
  );
}

export interface Account {
  /** The user name: an id. */
  readonly id: string;
  readonly roles: readonly string[];
  readonly permissions: readonly Permission[];
  readonly scope: Scope | null;
  readonly disabled: boolean;
  readonly createdAt: string;
  /** From then on it may not sign in, and its sessions and tokens are over; null: it has no end. */
  readonly until: string | null;
}

/** Whoever makes a request, after sign-in. */
export interface Principal {
  readonly account: string;
  readonly roles: readonly string[];
  readonly permissions: ReadonlySet<Permission>;
  readonly scope: Scope | null;
  readonly via: "session" | "token";
  /** Id (not the secret) of the session or token, for signing out and for the audit. */
  readonly credential: string;
  /** Sessions only: what `x-csrf-token` must say. */
  readonly csrf: string | null;
  /** Sessions: the end whatever is done (idle time ends them earlier). Tokens: null means never. */
  readonly expiresAtMs: number | null;
  /** When the password was last given, epoch ms; sensitive acts ask for a recent one (`re-sign-in-required`). 0 for a token: never. */
  readonly signedInAtMs: number;
}

export interface SignedIn {
  readonly principal: Principal;
  /** The cookie's value; kept by us only as a hash. */
  readonly cookie: string;
}

export interface TokenInfo {
  readonly id: string;
  readonly name: string;
  readonly account: string;
  readonly permissions: readonly Permission[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
}

/** One line of the audit: who did what to what, from where, with before and after. Ids only, never a secret. */
export interface AuditRecord {
  /** `account.signed-in`, `config.applied`, … : the type of the journal's audit entry. */
  readonly type: string;
  readonly account: string | null;
  readonly remote: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface AuditLine extends AuditRecord {
  readonly n: number;
  readonly at: string;
  /** sha256 over the previous hash and this line, hex. */
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly ok: true; readonly lines: number; readonly head: string }
  | { readonly ok: false; readonly brokenAt: number; readonly reason: string };

/**
 * Errors are GatewayErrors: `sign-in-failed` (never says what was wrong), SlowDown `slow-down`, `bad-request` (weak password, unknown
 * role, id taken, last administrator …), `not-permitted` (more than the maker's own rights), `store-unavailable`.
 */
export interface Accounts extends AsyncDisposable {
  /** True until the first account exists: then the first-run code is the only way in. */
  readonly firstRun: boolean;
  /** The one-time code to print at start while `firstRun`; null afterwards. Never on disk; another one at each start. */
  readonly firstRunCode: string | null;
  /** Makes the first administrator. Throws GatewayError `sign-in-failed` for a wrong code, `bad-request` for a weak password. */
  setUp(code: string, username: string, password: string, remote: string): Promise<SignedIn>;
  /** Throws GatewayError `sign-in-failed`, or `slow-down` (SlowDown with `retryAfterMs`) after repeated failures per account and address. */
  signIn(username: string, password: string, remote: string): Promise<SignedIn>;
  /** Sets a new password with a recovery code made on the machine; ends all sessions of the account. */
  recover(code: string, username: string, password: string, remote: string): Promise<SignedIn>;
  /** Synchronous: called for every request. Extends the idle time of a session, unless `attended` is false: a page asks by itself. */
  bySession(cookie: string, attended?: boolean): Principal | null;
  byToken(token: string): Principal | null;
  signOut(principal: Principal): Promise<void>;
  /** Called when a session or token ends (signed out, expired, revoked, account disabled), with its credential id: streams close. */
  onEnded(listener: (credential: string) => void): Disposable;
  /** A token has at most the permissions of its maker, now and later. Tokens cannot make tokens. */
  createToken(
    by: Principal,
    wish: { name: string; permissions: readonly Permission[]; expiresInMs: number | null },
    remote: string,
  ): Promise<{ id: string; token: string }>;
  tokens(): readonly TokenInfo[];
  revokeToken(by: Principal, id: string, remote: string): Promise<boolean>;
  accounts(): readonly Account[];
  /** `by` can hand out only what it has itself: permissions and scope. */
  createAccount(
    by: Principal,
    wish: { id: string; password: string; roles: readonly string[]; scope: Scope | null; endsMs?: number | null },
    remote: string,
  ): Promise<Account>;
  /** Null when there is no such account. A new password or `disabled: true` ends all its sessions and tokens at once. */
  updateAccount(
    by: Principal,
    id: string,
    change: {
      roles?: readonly string[];
      scope?: Scope | null;
      disabled?: boolean;
      password?: string;
      endsMs?: number | null;
    },
    remote: string,
  ): Promise<Account | null>;
  deleteAccount(by: Principal, id: string, remote: string): Promise<boolean>;
  /** One's own password. Ends all sessions and tokens of the account, and signs in anew. */
  changePassword(principal: Principal, current: string, next: string, remote: string): Promise<SignedIn>;
  /** Appends to the hash chain; resolves when it is on disk. */
  audit(record: AuditRecord): Promise<void>;
  /** Documents of other parts that are truth like the accounts and are kept with them. */
  documents(kind: string): readonly Document[];
  /** Writes a document's next version and its audit line in one. Throws GatewayError `config-changed` when there is another one by now. */
  putDocument(document: Document, record: AuditRecord): Promise<void>;
  /** Several of them with one audit line, all or none; null: what no person did is not audited. Throws GatewayError `config-changed` likewise. */
  changeDocuments(changes: DocumentChanges, record: AuditRecord | null): Promise<void>;
  auditLines(after: number, limit: number): readonly AuditLine[];
  /** The number of the newest line; 0 when there is none. */
  auditHead(): number;
  /** Reads the whole chain in small portions, so that nothing else waits. */
  verifyAudit(): Promise<AuditVerdict>;
}
