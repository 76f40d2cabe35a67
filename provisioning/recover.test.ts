import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openAccounts, presetAdmin } from "#gateway/kit/accounts/open.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { openDatabase } from "#gateway/kit/sqlite.ts";

const PASSWORD = "four words that fit";
let dir = "";
let now = 0;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "recover-"));
  now = Date.now();
});
afterEach(() => rmSync(dir, { recursive: true }));

/** The running gateway's accounts; `ahead` lets its clock go on. */
const open = () =>
  openAccounts({
    file: join(dir, "campus.db"),
    clock: { ...systemClock, now: () => Math.max(now, Date.now()) },
    log: createLog("silent"),
    onAudit: () => undefined,
  });

interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command as people do, in a process of its own. */
function recover(...args: string[]): Promise<Ran> {
  const script = join(import.meta.dirname, "recover.ts");
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script, ...args], (_error, out, err) => {
      resolve({ exit: child.exitCode ?? -1, out, err });
    });
  });
}

const codeIn = (out: string) => /([2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4})/.exec(out)?.[1] ?? "";

test("a code made while the gateway runs sets a new password once, ends the old sessions, and is audited", async () => {
  await using accounts = await open();
  await presetAdmin(accounts, PASSWORD);
  const { cookie } = await accounts.signIn("admin", PASSWORD, "10.0.0.5");
  const { exit, out } = await recover("--data", dir, "--account", "admin");
  expect(exit).toBe(0);
  const code = codeIn(out);
  await expect(accounts.recover("AAAA-AAAA-AAAA", "admin", "a new long password", "10.0.0.5")).rejects.toMatchObject({
    code: "sign-in-failed",
  });
  const anew = await accounts.recover(code, "admin", "a new long password", "10.0.0.5");
  expect(accounts.bySession(anew.cookie)?.account).toBe("admin");
  expect(accounts.bySession(cookie)).toBeNull();
  await accounts.signIn("admin", "a new long password", "10.0.0.5");
  await expect(accounts.recover(code, "admin", "yet another password", "10.0.0.5")).rejects.toMatchObject({
    code: "sign-in-failed",
  });
  const types = accounts.auditLines(0, 100).map((line) => line.type);
  expect(types).toContain("account.recovery-issued");
  expect(types).toContain("account.recovered");
  expect(await accounts.verifyAudit()).toMatchObject({ ok: true });
  expect(readFileSync(join(dir, "campus.db"), "latin1")).not.toContain(code);
});

test("a code is worth nothing after 15 minutes", async () => {
  await using accounts = await open();
  await presetAdmin(accounts, PASSWORD);
  const { out } = await recover("--data", dir, "--account", "admin");
  now = Date.now() + 15 * 60_000;
  await expect(accounts.recover(codeIn(out), "admin", "a new long password", "10.0.0.5")).rejects.toMatchObject({
    code: "sign-in-failed",
  });
});

test("--list names the accounts, also while the gateway is stopped", async () => {
  const accounts = await open();
  await presetAdmin(accounts, PASSWORD);
  await accounts[Symbol.asyncDispose]();
  expect(await recover("--data", dir, "--list")).toMatchObject({ exit: 0, out: "admin\tadmin\n" });
});

test("a folder that is not a gateway's is refused and left as it is", async () => {
  expect(await recover("--data", dir, "--list")).toMatchObject({
    exit: 64,
    err: expect.stringContaining("no campus.db"),
  });
  const file = join(dir, "campus.db");
  const foreign = openDatabase(file);
  foreign.exec("PRAGMA journal_mode=DELETE; CREATE TABLE account (id TEXT)");
  foreign.close();
  const before = readFileSync(file);
  expect(await recover("--data", dir, "--account", "admin")).toMatchObject({
    exit: 64,
    err: expect.stringContaining("another program"),
  });
  expect(readFileSync(file)).toEqual(before);
});

test("mistakes are answered with what to do, and exit 64", async () => {
  const accounts = await open();
  expect((await recover("--data", dir, "--account", "admin")).err).toContain("first-run code");
  await presetAdmin(accounts, PASSWORD);
  await accounts[Symbol.asyncDispose]();
  const outer = join(dir, "outer");
  mkdirSync(outer);
  const cases: [string[], string][] = [
    [["--data", dir, "--account", "nobody"], "--list"],
    [["--data", dir], "--account ID | --list"],
    [["--dat", dir], "--account ID | --list"],
    [["--data", outer, "--list"], "no campus.db"],
  ];
  for (const [args, says] of cases)
    expect(await recover(...args)).toMatchObject({ exit: 64, err: expect.stringContaining(says) });
});
