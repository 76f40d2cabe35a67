import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type HandClock, handClock } from "../hand-clock.ts";
import { createLog } from "../log.ts";
import type { Accounts, AuditRecord, Principal } from "./accounts.ts";
import { openAccounts, presetAdmin } from "./open.ts";

const HERE = "10.0.0.5";
const PASSWORD = "four words that fit";
const log = createLog("silent");
let dir = "";
let clock: HandClock;
let mirrored: AuditRecord[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "accounts-"));
  clock = handClock();
  mirrored = [];
});
// A store that nobody closed may still write beside it.
afterEach(() => rmSync(dir, { recursive: true, maxRetries: 10 }));

const file = () => join(dir, "campus.db");
const open = () => openAccounts({ file: file(), clock, log, onAudit: (record) => mirrored.push(record) });

/** Opens accounts with account `admin` and its session. */
async function openWithAdmin(): Promise<{ accounts: Accounts; admin: Principal }> {
  const accounts = await open();
  if (accounts.firstRun) await presetAdmin(accounts, PASSWORD);
  return { accounts, admin: (await accounts.signIn("admin", PASSWORD, HERE)).principal };
}

test("the first-run code makes the first administrator once, and nothing else does", async () => {
  await using accounts = await open();
  const code = accounts.firstRunCode ?? "";
  expect(code).toMatch(/^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}$/);
  await expect(accounts.setUp("AAAA-AAAA-AAAA", "wang", PASSWORD, HERE)).rejects.toMatchObject({
    code: "sign-in-failed",
  });
  await expect(accounts.setUp(code, "wang", "short", HERE)).rejects.toMatchObject({ code: "bad-request" });
  const { principal, cookie } = await accounts.setUp(code.toLowerCase().replaceAll("-", " "), "wang", PASSWORD, HERE);
  expect(principal).toMatchObject({ account: "wang", roles: ["admin"], via: "session" });
  expect(accounts.bySession(cookie)).toEqual(principal);
  expect([accounts.firstRun, accounts.firstRunCode]).toEqual([false, null]);
  await expect(accounts.setUp(code, "li", PASSWORD, HERE)).rejects.toMatchObject({ code: "sign-in-failed" });
});

test("two set-ups at the same moment make one account", async () => {
  await using accounts = await open();
  const code = accounts.firstRunCode ?? "";
  const both = await Promise.allSettled(["wang", "li"].map((id) => accounts.setUp(code, id, PASSWORD, HERE)));
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(accounts.accounts()).toHaveLength(1);
});

test("another start shows another code, and neither it nor any secret is in the files", async () => {
  const first = await open();
  const code = first.firstRunCode ?? "";
  await first[Symbol.asyncDispose]();
  const second = await open();
  expect(second.firstRunCode).not.toBe(code);
  const { cookie } = await second.setUp(second.firstRunCode ?? "", "wang", PASSWORD, HERE);
  await second[Symbol.asyncDispose]();
  const bytes = readFileSync(file(), "latin1");
  for (const secret of [code, code.replaceAll("-", ""), cookie, PASSWORD]) expect(bytes).not.toContain(secret);
  expect(statSync(file()).mode & 0o077).toBe(0);
});

test("the preset password makes account admin only while there is none", async () => {
  await using accounts = await open();
  expect(await presetAdmin(accounts, `${PASSWORD}\n`)).toBe(true);
  expect(await presetAdmin(accounts, "another long password")).toBe(false);
  expect((await accounts.signIn("admin", PASSWORD, HERE)).principal.permissions.has("accounts.write")).toBe(true);
});

test("a wrong password, an unknown name and a disabled account get the same answer", async () => {
  const { accounts, admin } = await openWithAdmin();
  await accounts.createAccount(admin, { id: "li", password: PASSWORD, roles: ["guard"], scope: null }, HERE);
  await accounts.updateAccount(admin, "li", { disabled: true }, HERE);
  const answers: unknown[] = [];
  for (const [name, password] of [
    ["admin", "wrong password 1"],
    ["nobody", "wrong password 1"],
    ["li", PASSWORD],
  ] as const) {
    answers.push(await accounts.signIn(name, password, HERE).catch(({ code, message }) => ({ code, message })));
  }
  expect(answers[0]).toMatchObject({ code: "sign-in-failed" });
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
  await accounts[Symbol.asyncDispose]();
});

test("a session survives a restart with its csrf value and ends after 30 idle minutes", async () => {
  const first = await open();
  await presetAdmin(first, PASSWORD);
  const { cookie, principal } = await first.signIn("admin", PASSWORD, HERE);
  await first[Symbol.asyncDispose]();
  clock.pass(20 * 60_000);
  await using second = await open();
  expect(second.bySession(cookie)).toMatchObject({
    account: "admin",
    csrf: principal.csrf,
    signedInAtMs: principal.signedInAtMs,
  });
  clock.pass(29 * 60_000);
  expect(second.bySession(cookie)).not.toBeNull();
  clock.pass(30 * 60_000);
  expect(second.bySession(cookie)).toBeNull();
});

test("a screen that asks by itself while nobody touches it keeps no session alive", async () => {
  const { accounts } = await openWithAdmin();
  const { cookie } = await accounts.signIn("admin", PASSWORD, HERE);
  clock.pass(20 * 60_000);
  expect(accounts.bySession(cookie, false)).not.toBeNull();
  clock.pass(10 * 60_000);
  expect(accounts.bySession(cookie, false)).toBeNull();
});

test("idle time that was extended a minute ago is kept by a kill, and by a restart to the second", async () => {
  const first = await open();
  await presetAdmin(first, PASSWORD);
  const { cookie } = await first.signIn("admin", PASSWORD, HERE);
  clock.pass(25 * 60_000);
  first.bySession(cookie);
  await first[Symbol.asyncDispose]();
  clock.pass(29 * 60_000);
  await using second = await open();
  expect(second.bySession(cookie)).not.toBeNull();
});

test("a guard's screen stays signed in for the shift, and no session lives longer than twelve hours", async () => {
  const { accounts, admin } = await openWithAdmin();
  await accounts.createAccount(admin, { id: "bao-an", password: PASSWORD, roles: ["guard"], scope: null }, HERE);
  const { cookie } = await accounts.signIn("bao-an", PASSWORD, HERE);
  clock.pass(11 * 3_600_000);
  expect(accounts.bySession(cookie)?.account).toBe("bao-an");
  clock.pass(3_600_000);
  expect(accounts.bySession(cookie)).toBeNull();
  await accounts[Symbol.asyncDispose]();
});

test("setting the clock from 1970 to today ends nobody's session, and its times are right afterwards", async () => {
  clock = handClock(600_000);
  const { accounts, admin } = await openWithAdmin();
  const { cookie } = await accounts.signIn("admin", PASSWORD, HERE);
  clock.setWall(Date.UTC(2026, 10, 23));
  expect(accounts.bySession(cookie)?.expiresAtMs).toBe(Date.UTC(2026, 10, 23, 12));
  clock.pass(70_000);
  await accounts[Symbol.asyncDispose]();
  await using again = await open();
  expect(again.bySession(cookie)?.account).toBe(admin.account);
});

test("signing out ends the session at once and tells those who hold it open", async () => {
  const { accounts } = await openWithAdmin();
  const ended: string[] = [];
  accounts.onEnded((credential) => ended.push(credential));
  const { cookie, principal } = await accounts.signIn("admin", PASSWORD, HERE);
  const out = accounts.signOut(principal);
  expect(accounts.bySession(cookie)).toBeNull();
  await out;
  expect(ended).toEqual([principal.credential]);
  await accounts[Symbol.asyncDispose]();
});

test("an idle session is reported as ended without anybody asking for it", async () => {
  const { accounts, admin } = await openWithAdmin();
  const ended: string[] = [];
  accounts.onEnded((credential) => ended.push(credential));
  clock.pass(31 * 60_000);
  expect(ended).toEqual([admin.credential]);
  await accounts[Symbol.asyncDispose]();
});

test("one's own new password ends every other session and token, and signs in anew", async () => {
  const { accounts, admin } = await openWithAdmin();
  const other = await accounts.signIn("admin", PASSWORD, "10.0.0.6");
  const { token } = await accounts.createToken(
    admin,
    { name: "grafana", permissions: ["entries.read"], expiresInMs: null },
    HERE,
  );
  await expect(accounts.changePassword(admin, "not the password", "another long one", HERE)).rejects.toMatchObject({
    code: "sign-in-failed",
  });
  const anew = await accounts.changePassword(admin, PASSWORD, "another long one", HERE);
  expect([accounts.bySession(other.cookie), accounts.byToken(token)]).toEqual([null, null]);
  expect(accounts.bySession(anew.cookie)?.account).toBe("admin");
  await expect(accounts.signIn("admin", PASSWORD, HERE)).rejects.toMatchObject({ code: "sign-in-failed" });
  await accounts.signIn("admin", "another long one", HERE);
  await accounts[Symbol.asyncDispose]();
});

test("every change and sign-in is in the audit and mirrored, without any secret", async () => {
  const { accounts, admin } = await openWithAdmin();
  await accounts.createAccount(
    admin,
    { id: "li", password: "the password of li", roles: ["viewer"], scope: null },
    HERE,
  );
  await accounts.updateAccount(admin, "li", { roles: ["guard"], password: "a new one for li" }, HERE);
  const { id } = await accounts.createToken(
    admin,
    { name: "grafana", permissions: ["entries.read"], expiresInMs: null },
    HERE,
  );
  await accounts.revokeToken(admin, id, HERE);
  await accounts.deleteAccount(admin, "li", HERE);
  await accounts.audit({ type: "config.applied", account: "admin", remote: HERE, detail: { version: 7 } });
  const lines = accounts.auditLines(0, 100);
  expect(lines.map((line) => line.type)).toEqual([
    "account.set-up",
    "account.signed-out",
    "account.signed-in",
    "account.created",
    "account.changed",
    "account.token-created",
    "account.token-revoked",
    "account.deleted",
    "config.applied",
  ]);
  expect(mirrored.map((record) => record.type)).toEqual(lines.map((line) => line.type));
  expect(lines[5]?.detail).toMatchObject({ name: "grafana" });
  expect(JSON.stringify(mirrored)).not.toContain("grafana");
  expect(lines[4]?.detail).toMatchObject({
    before: { roles: ["viewer"] },
    after: { roles: ["guard"] },
    password: "changed",
  });
  expect(JSON.stringify(lines)).not.toMatch(/argon2|for li|password of li/);
  await accounts[Symbol.asyncDispose]();
});
