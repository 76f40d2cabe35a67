import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type HandClock, handClock } from "../hand-clock.ts";
import { createLog } from "../log.ts";
import { type Accounts, PERMISSIONS, type Principal } from "./accounts.ts";
import { openAccounts } from "./open.ts";
import { ROLES } from "./roles.ts";

const HERE = "10.0.0.5";
const PASSWORD = "four words that fit";
let dir = "";
let clock: HandClock;
let accounts: Accounts;
let admin: Principal;

const open = () =>
  openAccounts({ file: join(dir, "campus.db"), clock, log: createLog("silent"), onAudit: () => undefined });
const make = (id: string, roles: readonly string[], scope: Principal["scope"] = null, by = admin) =>
  accounts.createAccount(by, { id, password: PASSWORD, roles, scope }, HERE);
const enter = (id: string) => accounts.signIn(id, PASSWORD, HERE);
const token = (by: Principal, permissions: Principal["permissions"], expiresInMs: number | null = null) =>
  accounts.createToken(by, { name: "grafana", permissions: [...permissions], expiresInMs }, HERE);

/** A data folder with account `admin` signed in, copied for each test: passwords cost time on purpose. */
let template = "";
let adminCookie = "";

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), "manage-template-"));
  dir = template;
  clock = handClock();
  await using prepared = await open();
  adminCookie = (await prepared.setUp(prepared.firstRunCode ?? "", "admin", PASSWORD, HERE)).cookie;
});
afterAll(() => rmSync(template, { recursive: true }));

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "manage-"));
  cpSync(template, dir, { recursive: true });
  clock = handClock();
  accounts = await open();
  const found = accounts.bySession(adminCookie);
  if (found === null) throw new Error("the administrator is not signed in");
  admin = found;
});
afterEach(async () => {
  await accounts[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

test("every role is a named bundle in both languages, and only the administrator's has everything", () => {
  for (const role of ROLES) {
    expect(role.label["zh-CN"]).toMatch(/[\u4e00-\u9fff]/);
    expect(role.label.en).toMatch(/^[A-Z]/);
    expect(PERMISSIONS).toEqual(expect.arrayContaining([...role.permissions]));
  }
  expect(ROLES.filter((role) => role.permissions.length === PERMISSIONS.length).map((role) => role.id)).toEqual([
    "admin",
  ]);
  for (const id of ["county", "integrator", "viewer"]) {
    expect(ROLES.find((role) => role.id === id)?.permissions).not.toContain("people.read");
  }
});

test("an account has what its roles give together, and its scope travels with every request", async () => {
  const scope = { places: ["machine-room-1"], devices: ["gate-east"] };
  expect(await make("li", ["viewer", "guard"], scope)).toMatchObject({
    id: "li",
    roles: ["viewer", "guard"],
    scope,
    disabled: false,
  });
  const { cookie } = await enter("li");
  expect(accounts.bySession(cookie)).toMatchObject({ scope });
  expect(accounts.bySession(cookie)?.permissions.has("doors.open")).toBe(true);
  expect(accounts.bySession(cookie)?.permissions.has("accounts.write")).toBe(false);
});

test("a changed role holds from the next request on, in sessions and tokens that are already open", async () => {
  await make("li", ["it-teacher"]);
  const { cookie, principal } = await enter("li");
  const made = await token(principal, new Set(["alarms.ack", "entries.read"]));
  await accounts.updateAccount(admin, "li", { roles: ["viewer"] }, HERE);
  expect(accounts.bySession(cookie)?.permissions.has("alarms.ack")).toBe(false);
  expect([...(accounts.byToken(made.token)?.permissions ?? [])]).toEqual(["entries.read"]);
});

test.each([
  ["disabled", () => accounts.updateAccount(admin, "li", { disabled: true }, HERE)],
  ["given another password", () => accounts.updateAccount(admin, "li", { password: "another long one" }, HERE)],
  ["deleted", () => accounts.deleteAccount(admin, "li", HERE)],
])(
  "when an account is %s, its sessions and tokens end at once, are told to listeners, and stay ended",
  async (_what, act) => {
    await make("li", ["it-teacher"]);
    const { cookie, principal } = await enter("li");
    const made = await token(principal, new Set(["entries.read"]));
    const ended: string[] = [];
    accounts.onEnded((credential) => ended.push(credential));
    await act();
    expect(ended.sort()).toEqual([principal.credential, made.id].sort());
    expect([accounts.bySession(cookie), accounts.byToken(made.token)]).toEqual([null, null]);
    await accounts[Symbol.asyncDispose]();
    accounts = await open();
    expect([accounts.bySession(cookie), accounts.byToken(made.token)]).toEqual([null, null]);
    expect(accounts.tokens()).toEqual([]);
  },
);

test("a sign-in that is being checked while the account is disabled does not get in", async () => {
  await make("li", ["guard"]);
  const entering = enter("li");
  await accounts.updateAccount(admin, "li", { disabled: true }, HERE);
  const entered = await entering.catch(() => null);
  expect(entered === null ? null : accounts.bySession(entered.cookie)).toBeNull();
});

test("a sign-in with the old password that is being checked while a new one is set does not get in", async () => {
  await make("li", ["guard"]);
  const changing = accounts.updateAccount(admin, "li", { password: "another long one" }, HERE);
  const entering = await Promise.all([0, 1, 2].map(() => enter("li").catch(() => null)));
  await changing;
  for (const entered of entering) expect(entered === null ? null : accounts.bySession(entered.cookie)).toBeNull();
});

test("the last enabled administrator stays, also when two go at the same moment", async () => {
  await expect(accounts.updateAccount(admin, "admin", { disabled: true }, HERE)).rejects.toMatchObject({
    code: "bad-request",
  });
  await expect(accounts.updateAccount(admin, "admin", { roles: ["guard"] }, HERE)).rejects.toMatchObject({
    code: "bad-request",
  });
  await expect(accounts.deleteAccount(admin, "admin", HERE)).rejects.toMatchObject({
    message: expect.stringContaining("last enabled administrator"),
  });
  await make("li", ["admin"]);
  const both = await Promise.allSettled([
    accounts.updateAccount(admin, "admin", { disabled: true }, HERE),
    accounts.deleteAccount(admin, "li", HERE),
  ]);
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(accounts.accounts().filter((account) => !account.disabled && account.roles.includes("admin"))).toHaveLength(1);
});

test("nobody hands out or takes over more than they have", async () => {
  await make("office", ["safety-office"]);
  const office = (await enter("office")).principal;
  const few: Principal = { ...office, permissions: new Set([...office.permissions, "accounts.write"]) };
  const within: Principal = { ...admin, scope: { places: ["gate"], devices: [] } };
  const notPermitted = { code: "not-permitted" };
  await expect(make("li", ["admin"], null, few)).rejects.toMatchObject(notPermitted);
  await expect(make("li", ["viewer"], null, within)).rejects.toMatchObject(notPermitted);
  await expect(make("li", ["viewer"], { places: ["gate", "lab"], devices: [] }, within)).rejects.toMatchObject(
    notPermitted,
  );
  await expect(accounts.updateAccount(few, "admin", { password: "mine from now on" }, HERE)).rejects.toMatchObject(
    notPermitted,
  );
  await expect(accounts.updateAccount(few, "office", { roles: ["admin"] }, HERE)).rejects.toMatchObject(notPermitted);
  await expect(accounts.deleteAccount(few, "admin", HERE)).rejects.toMatchObject(notPermitted);
  await expect(token(office, new Set(["config.write"]))).rejects.toMatchObject(notPermitted);
  expect(await make("li", ["viewer"], null, few)).toMatchObject({ id: "li" });
});

test.each([
  ["a name that is no id", { id: "Li Wei" }, /user name/],
  ["a name that is taken", { id: "admin" }, /already an account/],
  ["a role that does not exist", { roles: ["boss"] }, /no role "boss"/],
  ["no role", { roles: [] }, /No role/],
  ["a weak password", { password: "1234567890" }, /everybody tries first/],
])("%s is refused with the reason", async (_what, wrong, message) => {
  const wish = { id: "li", password: PASSWORD, roles: ["viewer"], scope: null, ...wrong };
  await expect(accounts.createAccount(admin, wish, HERE)).rejects.toMatchObject({
    code: "bad-request",
    message: expect.stringMatching(message),
    remedy: expect.stringMatching(/\w/),
  });
});

test("a token works until it expires, over restarts, and is never shown again", async () => {
  const made = await token(admin, new Set(["entries.read"]), 60_000);
  expect(made.token).toMatch(/^cgt_[A-Za-z0-9_-]{43}$/);
  await accounts[Symbol.asyncDispose]();
  accounts = await open();
  expect(accounts.byToken(made.token)).toMatchObject({
    account: "admin",
    via: "token",
    credential: made.id,
    signedInAtMs: 0,
  });
  expect(JSON.stringify(accounts.tokens())).not.toContain(made.token.slice(4));
  const ended: string[] = [];
  accounts.onEnded((credential) => ended.push(credential));
  clock.pass(60_000);
  expect(accounts.byToken(made.token)).toBeNull();
  expect(ended).toContain(made.id);
});

test("a token cannot make tokens, and a revoked one is gone", async () => {
  const made = await token(admin, new Set(["tokens.write"]));
  const byToken = accounts.byToken(made.token);
  if (byToken === null) throw new Error("the token does not work");
  await expect(token(byToken, new Set(["tokens.write"]))).rejects.toMatchObject({ code: "not-permitted" });
  expect(await accounts.revokeToken(admin, made.id, HERE)).toBe(true);
  expect(accounts.byToken(made.token)).toBeNull();
  expect(await accounts.revokeToken(admin, made.id, HERE)).toBe(false);
});

test("the last use of a token is listed, and kept on disk within a minute", async () => {
  const made = await token(admin, new Set(["entries.read"]));
  expect(accounts.tokens()[0]?.lastUsedAt).toBeNull();
  accounts.byToken(made.token);
  const used = accounts.tokens()[0]?.lastUsedAt;
  expect(used).toBe(new Date(clock.now()).toISOString());
  await accounts[Symbol.asyncDispose]();
  accounts = await open();
  expect(accounts.tokens()[0]?.lastUsedAt).toBe(used);
});

test("secrets that are no secrets of ours are nobody", () => {
  for (const text of ["", "x", "cgt_", `cgt_${"A".repeat(43)}`, "A".repeat(43), "é".repeat(43), "a".repeat(100_000)]) {
    expect([accounts.bySession(text), accounts.byToken(text)]).toEqual([null, null]);
  }
});

test("more than twenty sessions of one account end the oldest", async () => {
  await make("li", ["viewer"]);
  const first = await enter("li");
  for (let i = 0; i < 20; i++) {
    clock.pass(1);
    await enter("li");
  }
  expect(accounts.bySession(first.cookie)).toBeNull();
});
