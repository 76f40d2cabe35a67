// Changing accounts and tokens, by somebody who is signed in: nobody hands out more than they have.
import type { Account, Permission, Principal, Scope } from "./accounts.ts";
import { type Core, follow, wish } from "./core.ts";
import { hashPassword, requireStrong } from "./passwords.ts";
import { accountOf, withinScope } from "./people.ts";
import { refused } from "./refusals.ts";
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
  wanted: { id: string; password: string; roles: readonly string[]; scope: Scope | null; endsMs?: number | null },
  remote: string,
): Promise<Account> {
  const { id, password, scope } = wanted;
  requireAccountId(id);
  const roles = knownRoles(wanted.roles);
  requireWithin(by, permissionsOf(roles), scope);
  requireStrong(password, id);
  if (core.people.size >= MOST_ACCOUNTS) throw refused("tooManyAccounts", { limit: MOST_ACCOUNTS });
  const account: AccountRow = {
    id,
    roles,
    scope,
    disabled: false,
    password: await core.atDesk(() => hashPassword(password)),
    createdMs: core.clock.now(),
    endsMs: wanted.endsMs ?? null,
  };
  const { endsMs } = account;
  const audit = [wish(core, "account.created", by.account, remote, { account: id, roles, scope, endsMs })];
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
  wanted: {
    roles?: readonly string[];
    scope?: Scope | null;
    disabled?: boolean;
    password?: string;
    endsMs?: number | null;
  },
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
  if (wanted.endsMs !== undefined) change.endsMs = wanted.endsMs;
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
    before: { roles: before.roles, scope: before.scope, disabled: before.disabled, endsMs: before.endsMs },
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
    throw refused("tokenByToken");
  }
  requireWithin(by, wanted.permissions, by.scope);
  const name = wanted.name.trim();
  if (name === "" || name.length > LONGEST_NAME) {
    throw refused("tokenName", { limit: LONGEST_NAME });
  }
  if (core.tokens.size >= MOST_TOKENS) throw refused("tooManyTokens", { limit: MOST_TOKENS });
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
  if (row.account !== by.account && !by.permissions.has("accounts.write")) throw refused("beyondOwn");
  const audit = [wish(core, "account.token-revoked", by.account, remote, { token: id, owner: row.account })];
  return core.store.write("endCredentials", { ids: [id], audit }, (outcome) => {
    follow(core, outcome);
    return outcome.ended.length > 0;
  });
}

/** Throws unless `by` has all of it: permissions and scope. */
function requireWithin(by: Principal, permissions: readonly Permission[], scope: Scope | null): void {
  if (!permissions.every((permission) => by.permissions.has(permission)) || !withinScope(scope, by.scope)) {
    throw refused("beyondOwn");
  }
}

function knownRoles(roles: readonly string[]): string[] {
  const unknown = roles.find((id) => roleOf(id) === undefined);
  const known = ROLES.map((role) => role.id).join(", ");
  if (roles.length === 0) throw refused("noRole", { roles: known });
  if (unknown !== undefined) throw refused("unknownRole", { role: unknown.slice(0, 40), roles: known });
  return [...new Set(roles)];
}
