// The ways in: first-run code, password, recovery code, and one's own new password. Each counts failures, never says what was wrong, and is audited.
import { isId } from "../../contract/ids.ts";
import type { GatewayError } from "../errors.ts";
import { first, text } from "../statements.ts";
import { type Principal, type SignedIn, SlowDown, signInFailed } from "./accounts.ts";
import { type Core, follow, wish } from "./core.ts";
import { hashPassword, passwordMatches, requireStrong } from "./passwords.ts";
import type { Person } from "./people.ts";
import { refused } from "./refusals.ts";
import { ADMIN } from "./roles.ts";
import type { AccountRow } from "./rows.ts";
import { hashCode, sameHash } from "./secrets.ts";
import type { NewSession } from "./sessions.ts";
import { keysOf, type TryKeys } from "./throttle.ts";

/** Matched against when there is no such account, so that its absence takes as long as a wrong password. */
const NOBODY = `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`;

/** Signs in with a password. */
export async function signIn(core: Core, username: string, password: string, remote: string): Promise<SignedIn> {
  return atDesk(core, username, remote, async (keys) => {
    const verified = core.people.get(username)?.row.password ?? NOBODY;
    const right = await passwordMatches(password, verified);
    const person = core.people.enabled(username);
    if (!right || person === undefined) throw await failed(core, username, remote, keys);
    const session = core.sessions.make(username, person.row.roles);
    const audit = [wish(core, "account.signed-in", username, remote, { session: session.row.id })];
    const throttle = core.throttle.passed(keys);
    return core.store.write("startSession", { session: session.row, verified, throttle, audit }, (outcome) => {
      follow(core, outcome);
      return begin(core, session);
    });
  });
}

/** Makes the first administrator; `codeHash` is the hash of this start's code. */
export async function setUp(
  core: Core,
  codeHash: string | null,
  typed: { code: string; username: string; password: string },
  remote: string,
): Promise<SignedIn> {
  const { code, username, password } = typed;
  return atDesk(core, "", remote, async (keys) => {
    if (codeHash === null || !sameHash(hashCode(code), codeHash)) throw await failed(core, "", remote, keys);
    requireAccountId(username);
    requireStrong(password, username);
    const account: AccountRow = {
      id: username,
      roles: [ADMIN],
      scope: null,
      disabled: false,
      endsMs: null,
      password: await hashPassword(password),
      createdMs: core.clock.now(),
    };
    const session = core.sessions.make(username, account.roles);
    const audit = [wish(core, "account.set-up", username, remote, { roles: account.roles, session: session.row.id })];
    const args = { account, session: session.row, onlyAsFirst: true, audit };
    return core.store.write("makeAccount", args, (outcome) => {
      core.people.set(account);
      follow(core, outcome);
      return begin(core, session);
    });
  });
}

/** Sets a new password with a recovery code that was made on the machine. */
export async function recover(
  core: Core,
  typed: { code: string; username: string; password: string },
  remote: string,
): Promise<SignedIn> {
  const { username, password } = typed;
  const code = hashCode(typed.code);
  return atDesk(core, username, remote, async (keys) => {
    const person = core.people.enabled(username);
    if (person === undefined || !codeIsOpen(core, username, code)) throw await failed(core, username, remote, keys);
    requireStrong(password, username);
    const session = core.sessions.make(username, person.row.roles);
    const args = {
      id: username,
      code,
      nowMs: core.clock.now(),
      password: await hashPassword(password),
      session: session.row,
      throttle: core.throttle.passed(keys),
      audit: [wish(core, "account.recovered", username, remote, { session: session.row.id })],
    };
    return core.store.write("useRecovery", args, (outcome) => {
      if (outcome.account !== null) core.people.set(outcome.account);
      follow(core, outcome);
      return begin(core, session);
    });
  });
}

/** One's own new password: the current one is asked for, like a sign-in. */
export async function changePassword(
  core: Core,
  by: Principal,
  typed: { current: string; next: string },
  remote: string,
): Promise<SignedIn> {
  const id = by.account;
  return atDesk(core, id, remote, async (keys) => {
    const verified = core.people.get(id)?.row.password ?? NOBODY;
    const right = await passwordMatches(typed.current, verified);
    const person = core.people.enabled(id);
    if (!right || person === undefined) throw await failed(core, id, remote, keys);
    requireStrong(typed.next, id);
    const session = core.sessions.make(id, person.row.roles);
    const change = { password: await hashPassword(typed.next) };
    const audit = [wish(core, "account.password-changed", id, remote, { session: session.row.id })];
    return core.store.write("changeAccount", { id, change, verified, session: session.row, audit }, (outcome) => {
      if (outcome.account !== null) core.people.set(outcome.account);
      follow(core, outcome);
      return begin(core, session);
    });
  });
}

/** Throws GatewayError `bad-request` for a name that is no id. */
export function requireAccountId(id: string): void {
  if (isId(id)) return;
  throw refused("userName");
}

/** Waits its turn among those who give passwords; whoever must slow down is refused without a look at the password. */
async function atDesk<T>(
  core: Core,
  username: string,
  remote: string,
  work: (keys: TryKeys) => Promise<T>,
): Promise<T> {
  const keys = keysOf(username, remote);
  try {
    core.throttle.check(keys);
    return await core.atDesk(async () => {
      // Again, because others may have failed while this one waited.
      core.throttle.check(keys);
      return work(keys);
    });
  } catch (error) {
    if (error instanceof SlowDown) await noteFailure(core, username, remote, "slow-down", null);
    throw error;
  }
}

async function failed(core: Core, username: string, remote: string, keys: TryKeys): Promise<GatewayError> {
  await noteFailure(core, username, remote, "refused", keys);
  return signInFailed();
}

async function noteFailure(
  core: Core,
  username: string,
  remote: string,
  reason: "refused" | "slow-down",
  keys: TryKeys | null,
): Promise<void> {
  const throttle = keys === null ? { set: [], forget: [] } : core.throttle.failed(keys);
  const known = core.people.get(username) === undefined ? null : username;
  const audit = core.failures.note(known, remote, reason);
  if (audit.length + throttle.set.length + throttle.forget.length === 0) return;
  const args = { sessions: [], tokens: [], expired: [], throttle, audit };
  await core.store.write("keepUp", args, (outcome) => follow(core, outcome));
}

function begin(core: Core, session: NewSession): SignedIn {
  const person: Person | undefined = core.people.enabled(session.row.account);
  if (person === undefined) throw signInFailed();
  return core.sessions.begin(session, person);
}

/** Read from the file each time: the code is written there by another process. */
function codeIsOpen(core: Core, account: string, code: string): boolean {
  const now = core.clock.now();
  const row = first(
    core.store.reader,
    "SELECT hash FROM recovery WHERE account = ? AND created_ms <= ? AND ends_ms > ?",
    account,
    now,
    now,
  );
  return row !== undefined && sameHash(text(row, "hash"), code);
}
