// Changing accounts and tokens, by somebody who is signed in: nobody hands out more than they have.
import { GatewayError } from "../errors.ts";
import type { Account, Permission, Principal, Scope } from "./accounts.ts";
import { type Core, follow, wish } from "./core.ts";
import { hashPassword, requireStrong } from "./passwords.ts";
import { accountOf, withinScope } from "./people.ts";
import { permissionsOf, ROLES, roleOf } from "./roles.ts";
import type { AccountRow } from "./rows.ts";
import { requireAccountId } from "./sign-in.ts";
import type { AccountChange } from "./store.ts";

const MOST_ACCOUNTS = 1000;
const MOST_TOKENS = 1000;
const LONGEST_NAME = 64;

export async function createAccount(
  core: Core,
  by: Principal,
  wanted: { id: string; password: string; roles: readonly string[]; scope: Scope | null },
  remote: string,
): Promise<Account> {
  const { id, password, scope } = wanted;
  requireAccountId(id);
  const roles = knownRoles(wanted.roles);
  requireWithin(by, permissionsOf(roles), scope);
  requireStrong(password, id);
  if (core.people.size >= MOST_ACCOUNTS) throw tooMany("accounts", MOST_ACCOUNTS);
  const account: AccountRow = {
    id,
    roles,
    scope,
    disabled: false,
    password: await core.atDesk(() => hashPassword(password)),
    createdMs: core.clock.now(),
  };
  const audit = [wish(core, "account.created", by.account, remote, { account: id, roles, scope })];
  return core.store.write("makeAccount", { account, session: null, onlyAsFirst: false, audit }, (outcome) => {
    core.people.set(account);
    follow(core, outcome);
    return accountOf(account);
  });
}

export async function updateAccount(
  core: Core,
  by: Principal,
  id: string,
  wanted: { roles?: readonly string[]; scope?: Scope | null; disabled?: boolean; password?: string },
  remote: string,
): Promise<Account | null> {
  const before = core.people.get(id)?.row;
  if (before === undefined) return null;
  // Whoever could change a stronger account's password could sign in as it.
  requireWithin(by, permissionsOf(before.roles), before.scope);
  const change: { -readonly [K in keyof AccountChange]: AccountChange[K] } = {};
  if (wanted.roles !== undefined) change.roles = knownRoles(wanted.roles);
  if (wanted.scope !== undefined) change.scope = wanted.scope;
  if (wanted.disabled !== undefined) change.disabled = wanted.disabled;
  requireWithin(
    by,
    permissionsOf(change.roles ?? before.roles),
    change.scope === undefined ? before.scope : change.scope,
  );
  const shown = { ...change };
  const { password } = wanted;
  if (password !== undefined) {
    requireStrong(password, id);
    change.password = await core.atDesk(() => hashPassword(password));
  }
  const detail = {
    account: id,
    before: { roles: before.roles, scope: before.scope, disabled: before.disabled },
    after: shown,
    password: password === undefined ? "kept" : "changed",
  };
  const audit = [wish(core, "account.changed", by.account, remote, detail)];
  return core.store.write("changeAccount", { id, change, verified: null, session: null, audit }, (outcome) => {
    if (outcome.account !== null) core.people.set(outcome.account);
    follow(core, outcome);
    return outcome.account === null ? null : accountOf(outcome.account);
  });
}

export async function deleteAccount(core: Core, by: Principal, id: string, remote: string): Promise<boolean> {
  const before = core.people.get(id)?.row;
  if (before === undefined) return false;
  requireWithin(by, permissionsOf(before.roles), before.scope);
  const detail = { account: id, before: { roles: before.roles, scope: before.scope, disabled: before.disabled } };
  const audit = [wish(core, "account.deleted", by.account, remote, detail)];
  return core.store.write("removeAccount", { id, audit }, (outcome) => {
    if (outcome.removed) core.people.remove(id);
    follow(core, outcome);
    return outcome.removed;
  });
}

export async function createToken(
  core: Core,
  by: Principal,
  wanted: { name: string; permissions: readonly Permission[]; expiresInMs: number | null },
  remote: string,
): Promise<{ id: string; token: string }> {
  if (by.via === "token") {
    throw new GatewayError(
      "not-permitted",
      "A token cannot make tokens.",
      "Sign in with user name and password first.",
    );
  }
  requireWithin(by, wanted.permissions, by.scope);
  const name = wanted.name.trim();
  if (name === "" || name.length > LONGEST_NAME) {
    throw new GatewayError(
      "bad-request",
      "The name of the token is empty or too long.",
      `Give it 1 to ${LONGEST_NAME} characters.`,
    );
  }
  if (core.tokens.size >= MOST_TOKENS) throw tooMany("tokens", MOST_TOKENS);
  const { token, row } = core.tokens.make(by.account, name, [...new Set(wanted.permissions)], wanted.expiresInMs);
  const { id, permissions, expiresMs } = row;
  const audit = [wish(core, "account.token-created", by.account, remote, { token: id, name, permissions, expiresMs })];
  return core.store.write("addToken", { token: row, audit }, (outcome) => {
    core.tokens.add(row);
    follow(core, outcome);
    return { id, token };
  });
}

/** One's own tokens, or, with the right to change accounts, anybody's within one's own rights. */
export async function revokeToken(core: Core, by: Principal, id: string, remote: string): Promise<boolean> {
  const row = core.tokens.get(id);
  if (row === undefined) return false;
  if (row.account !== by.account && !by.permissions.has("accounts.write")) throw notPermitted();
  const audit = [wish(core, "account.token-revoked", by.account, remote, { token: id, owner: row.account })];
  return core.store.write("endCredentials", { ids: [id], audit }, (outcome) => {
    follow(core, outcome);
    return outcome.ended.length > 0;
  });
}

/** Throws unless `by` has all of it: permissions and scope. */
function requireWithin(by: Principal, permissions: readonly Permission[], scope: Scope | null): void {
  if (!permissions.every((permission) => by.permissions.has(permission)) || !withinScope(scope, by.scope)) {
    throw notPermitted();
  }
}

function notPermitted(): GatewayError {
  return new GatewayError(
    "not-permitted",
    "This goes beyond your own rights.",
    "Ask somebody with these rights, for example an administrator, to do it.",
  );
}

function knownRoles(roles: readonly string[]): string[] {
  const unknown = roles.find((id) => roleOf(id) === undefined);
  if (roles.length === 0 || unknown !== undefined) {
    const what = unknown === undefined ? "No role was given." : `There is no role "${unknown.slice(0, 40)}".`;
    throw new GatewayError("bad-request", what, `Choose from: ${ROLES.map((role) => role.id).join(", ")}.`);
  }
  return [...new Set(roles)];
}

function tooMany(what: string, most: number): GatewayError {
  return new GatewayError("bad-request", `There are already ${most} ${what}.`, "Remove some that are no longer used.");
}
