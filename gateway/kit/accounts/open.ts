// Opens campus.db's accounts, sessions, tokens and audit chain, and keeps memory, file and listeners in step.
import type { Clock } from "../clock.ts";
import { type GatewayError, messageOf } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Database } from "../sqlite.ts";
import { openStore } from "../store-worker.ts";
import type { WriterThread } from "../writer-thread.ts";
import type { Accounts, AuditRecord } from "./accounts.ts";
import { EMPTY_HEAD, headMismatch, headOf, readAudit, verifyChain } from "./audit.ts";
import { HeadKeeper, headFile, readHead, writeHead } from "./audit-head.ts";
import { type Core, endInMemory, follow, tellEnded } from "./core.ts";
import { readDocuments } from "./documents.ts";
import { Failures } from "./failures.ts";
import { withDay } from "./lived.ts";
import { createAccount, createToken, deleteAccount, revokeToken, updateAccount } from "./manage.ts";
import { passwordQueue } from "./passwords.ts";
import { People } from "./people.ts";
import { readAccounts, readSessions, readThrottle, readTokens } from "./rows.ts";
import { hashCode, newCode } from "./secrets.ts";
import { Sessions } from "./sessions.ts";
import { changePassword, recover, setUp, signIn } from "./sign-in.ts";
import type { CampusWrites } from "./store.ts";
import { Throttle } from "./throttle.ts";
import { Tokens } from "./tokens.ts";

/** How often expired sessions and tokens are noticed by those who hold one open. */
const SWEEP_EVERY_MS = 10_000;
/** A day counts as lived when the gateway has run for an hour of it. */
const LIVED_AFTER_MS = 3_600_000;
const MOST_LINES = 1000;

export interface AccountsOptions {
  /** campus.db; `audit.head` lies beside it. Made when missing. */
  readonly file: string;
  /** The thread that campus.db is written in, when other stores share it. */
  readonly thread?: WriterThread | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after each audit line is on disk, in order: main mirrors it into the journal, so it is without `detail.name`. Must not throw. */
  readonly onAudit: (record: AuditRecord) => void;
  /** Called once when campus.db cannot be written any more: the gateway ends with exit code 70. */
  readonly onFailed?: (error: GatewayError) => void;
}

/** Throws GatewayError `store-corrupt`, `store-newer` or `store-unavailable`; a damaged campus.db is never set aside silently. */
export async function openAccounts(options: AccountsOptions): Promise<Accounts> {
  const { file, clock, log, onAudit } = options;
  const store = await openStore<CampusWrites>({
    file,
    module: new URL("./store.ts", import.meta.url),
    thread: options.thread,
    onFailed: (error) => {
      log.error({ code: error.code, reason: error.message }, "campus.db cannot be written any more");
      options.onFailed?.(error);
    },
  });
  const { steps, from, to, backup } = store.migrated;
  if (from > 0 && steps.length > 0)
    log.info({ file, to, steps, backup }, "campus.db was brought to this version's schema");
  try {
    const people = new People(readAccounts(store.reader), () => clock.now());
    const core: Core = {
      clock,
      store,
      people,
      sessions: new Sessions(clock, people, readSessions(store.reader)),
      tokens: new Tokens(clock, people, readTokens(store.reader)),
      throttle: new Throttle(clock, readThrottle(store.reader)),
      failures: new Failures(clock),
      head: await headKeeper(file, store.reader, clock, log),
      atDesk: passwordQueue(),
      onAudit,
      endedListeners: new Set(),
    };
    const upkeep = clock.every(SWEEP_EVERY_MS, () => {
      sweep(core, false).catch((error: unknown) => {
        log.warn({ reason: messageOf(error) }, "idle times of sessions could not be written");
      });
    });
    const living = clock.every(LIVED_AFTER_MS, () => {
      noteDay(core).catch((error: unknown) => log.warn({ reason: messageOf(error) }, "a day lived was not kept"));
    });
    return accountsOf(core, file, [upkeep, living]);
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}

/** Presets account `admin` when there is no account yet; answers whether it did. One line end after the password is not part of it. */
export async function presetAdmin(accounts: Accounts, password: string): Promise<boolean> {
  const code = accounts.firstRunCode;
  if (code === null) return false;
  const { principal } = await accounts.setUp(code, "admin", password.replace(/\r?\n$/, ""), "local");
  await accounts.signOut(principal);
  return true;
}

function accountsOf(core: Core, file: string, upkeep: readonly Disposable[]): Accounts {
  const { store, people, sessions, tokens } = core;
  let firstRunCode = people.size === 0 ? newCode() : null;
  const codeHash = firstRunCode === null ? null : hashCode(firstRunCode);
  return {
    get firstRun() {
      return people.size === 0;
    },
    get firstRunCode() {
      if (people.size > 0) firstRunCode = null;
      return firstRunCode;
    },
    setUp: (code, username, password, remote) =>
      setUp(core, people.size === 0 ? codeHash : null, { code, username, password }, remote),
    signIn: (username, password, remote) => signIn(core, username, password, remote),
    recover: (code, username, password, remote) => recover(core, { code, username, password }, remote),
    changePassword: (by, current, next, remote) => changePassword(core, by, { current, next }, remote),
    bySession: (cookie, attended = true) => sessions.find(cookie, attended),
    byToken: (token) => tokens.find(token),
    signOut: async ({ account, credential, via }) => {
      if (via === "token") return;
      // At once for everybody who asks, then on disk.
      endInMemory(core, credential);
      const atMs = core.clock.now();
      const audit = [{ type: "account.signed-out", account, remote: null, detail: { session: credential }, atMs }];
      await store.write("endCredentials", { ids: [credential], audit }, (outcome) => follow(core, outcome));
    },
    onEnded: (listener) => {
      core.endedListeners.add(listener);
      return { [Symbol.dispose]: () => core.endedListeners.delete(listener) };
    },
    createToken: (by, wanted, remote) => createToken(core, by, wanted, remote),
    tokens: () => tokens.list(),
    revokeToken: (by, id, remote) => revokeToken(core, by, id, remote),
    accounts: () => people.list(),
    createAccount: (by, wanted, remote) => createAccount(core, by, wanted, remote),
    updateAccount: (by, id, wanted, remote) => updateAccount(core, by, id, wanted, remote),
    deleteAccount: (by, id, remote) => deleteAccount(core, by, id, remote),
    audit: (record) =>
      store.write("note", { audit: [{ ...record, atMs: core.clock.now() }] }, (outcome) => follow(core, outcome)),
    documents: (kind) => readDocuments(store.reader, kind),
    putDocument: (document, record) =>
      store.write("putDocument", { document, audit: [{ ...record, atMs: core.clock.now() }] }, (outcome) =>
        follow(core, outcome),
      ),
    changeDocuments: (changes, record) =>
      store.write(
        "changeDocuments",
        { ...changes, audit: record === null ? [] : [{ ...record, atMs: core.clock.now() }] },
        (outcome) => follow(core, outcome),
      ),
    auditLines: (after, limit) => readAudit(store.reader, after, Math.min(limit, MOST_LINES)),
    auditHead: () => headOf(store.reader).n,
    verifyAudit: () => verifyChain(store.reader, readHead(headFile(file))),
    [Symbol.asyncDispose]: async () => {
      for (const one of upkeep) one[Symbol.dispose]();
      try {
        await sweep(core, true);
      } finally {
        // Another process (npm run recover) may have appended last.
        if (store.reader.isOpen) core.head?.note(headOf(store.reader));
        await core.head?.[Symbol.asyncDispose]();
        await store[Symbol.asyncDispose]();
      }
    },
  };
}

/** Says that the gateway has run today, once a day. */
async function noteDay(core: Core): Promise<void> {
  const { store, clock } = core;
  const document = withDay({ documents: (kind) => readDocuments(store.reader, kind) }, clock.now());
  if (document !== null) await store.write("putDocument", { document, audit: [] }, (outcome) => follow(core, outcome));
}

/** Ends what is over and writes down what memory knows better than the file. */
async function sweep(core: Core, stopping: boolean): Promise<void> {
  const expired = core.sessions.expired();
  for (const id of expired) endInMemory(core, id);
  for (const id of core.tokens.newlyOver()) tellEnded(core, id);
  const sessions = core.sessions.unsaved(stopping);
  const tokens = core.tokens.unsaved(stopping);
  const throttle = core.throttle.sweep();
  const audit = core.failures.due(stopping);
  if (expired.length + sessions.length + tokens.length + throttle.forget.length + audit.length === 0) return;
  await core.store.write("keepUp", { sessions, tokens, expired, throttle, audit }, (outcome) => follow(core, outcome));
}

/** Compares the kept head with the chain. When they disagree the head file is left as it is: overwriting it would hide what was removed. */
async function headKeeper(file: string, db: Database, clock: Clock, log: Log): Promise<HeadKeeper | null> {
  const path = headFile(file);
  const kept = readHead(path);
  if (kept === null && headOf(db).n === 0) await writeHead(path, EMPTY_HEAD);
  else {
    const mismatch = headMismatch(db, kept);
    if (mismatch !== null) {
      log.error(
        { file, brokenAt: mismatch.brokenAt },
        `the audit chain is broken: ${mismatch.reason}. Compare with a backup`,
      );
      return null;
    }
  }
  const keeper = new HeadKeeper(path, clock, log);
  // After a kill, or after another process wrote while the gateway did not run, the chain is ahead of the file.
  keeper.note(headOf(db));
  return keeper;
}
