import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type HandClock, handClock } from "../hand-clock.ts";
import { createLog } from "../log.ts";
import { openDatabase } from "../sqlite.ts";
import type { Accounts } from "./accounts.ts";
import { canonical } from "./audit.ts";
import { openAccounts } from "./open.ts";

let dir = "";
let clock: HandClock;
let logged: string[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "audit-"));
  clock = handClock();
  logged = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

const file = () => join(dir, "campus.db");
const headFile = () => join(dir, "audit.head");
const log = createLog("warn", { write: (line) => logged.push(line) });
const open = () => openAccounts({ file: file(), clock, log, onAudit: () => undefined });

async function write(accounts: Accounts, lines: number): Promise<void> {
  const detail = { zone: "东门", n: 1, nested: { b: [1, "2"], a: null } };
  await Promise.all(
    Array.from({ length: lines }, (_, i) =>
      accounts.audit({ type: "config.applied", account: "admin", remote: null, detail: { ...detail, i } }),
    ),
  );
}

/** A chain of so many lines, the gateway stopped. */
async function chainOf(lines: number): Promise<void> {
  await using accounts = await open();
  await write(accounts, lines);
}

/** What somebody with the file and SQLite's tool could do while the gateway is stopped. */
function tamper(sql: string): void {
  const db = openDatabase(file());
  db.exec(sql);
  db.close();
}

async function verdict() {
  await using accounts = await open();
  return accounts.verifyAudit();
}

test("an untouched chain is verified over restarts, beyond one portion", async () => {
  await chainOf(700);
  await chainOf(800);
  expect(await verdict()).toMatchObject({ ok: true, lines: 1500 });
  expect(logged).toEqual([]);
});

test("lines are read back as they were written, page by page", async () => {
  await using accounts = await open();
  await write(accounts, 5);
  const [third, fourth, ...more] = accounts.auditLines(2, 2);
  expect(more).toEqual([]);
  expect(third).toMatchObject({
    n: 3,
    type: "config.applied",
    account: "admin",
    remote: null,
    detail: { i: 2, zone: "东门" },
  });
  expect(fourth).toMatchObject({ n: 4, at: "2026-11-23T02:00:00.000Z" });
});

test.each([
  ["an edited line", "UPDATE audit SET line = replace(line, '\"i\":4', '\"i\":9') WHERE n = 5", 5, /changed/],
  [
    "an edited line with a fitting hash column",
    "UPDATE audit SET hash = (SELECT hash FROM audit WHERE n = 4) WHERE n = 5",
    5,
    /changed/,
  ],
  ["a deleted line", "DELETE FROM audit WHERE n = 5", 5, /missing/],
  [
    "a deleted line with the rest moved up",
    "DELETE FROM audit WHERE n = 5; UPDATE audit SET n = n - 1 WHERE n > 5",
    5,
    /changed/,
  ],
  ["a removed beginning", "DELETE FROM audit WHERE n <= 3", 1, /missing/],
  ["a removed end", "DELETE FROM audit WHERE n > 8", 9, /last lines were removed/],
  ["nothing left at all", "DELETE FROM audit", 1, /last lines were removed/],
])("%s is found, with the line's number", async (_what, sql, brokenAt, reason) => {
  await chainOf(10);
  tamper(sql);
  expect(await verdict()).toMatchObject({ ok: false, brokenAt, reason: expect.stringMatching(reason) });
});

test("a cut-off end stays visible after the gateway has gone on writing over it", async () => {
  await chainOf(10);
  tamper("DELETE FROM audit WHERE n > 8");
  await chainOf(5);
  expect(await verdict()).toMatchObject({ ok: false, brokenAt: 10 });
  expect(logged.join("")).toContain("audit chain is broken");
});

test("a removed head file is not made anew: that would hide what was cut off", async () => {
  await chainOf(10);
  rmSync(headFile());
  expect(await verdict()).toMatchObject({ ok: false, reason: expect.stringContaining("missing") });
  expect(existsSync(headFile())).toBe(false);
});

test("the head follows at most once a second, and a kill in between raises no false alarm", async () => {
  const accounts = await open();
  const empty = readFileSync(headFile(), "utf8");
  await write(accounts, 3);
  expect(readFileSync(headFile(), "utf8")).toBe(empty);
  expect(await accounts.verifyAudit()).toMatchObject({ ok: true, lines: 3 });
  clock.pass(1000);
  await expect.poll(() => readFileSync(headFile(), "utf8")).toMatch(/^3 [0-9a-f]{64}\n$/);
  await write(accounts, 1);
  const behind = readFileSync(headFile(), "utf8");
  await accounts[Symbol.asyncDispose]();
  // As after a kill: the chain is one line longer than the head says.
  writeFileSync(headFile(), behind);
  expect(await verdict()).toMatchObject({ ok: true, lines: 4 });
});

test("the same content gives the same bytes, whatever the order of its keys", () => {
  expect(canonical({ b: [{ d: 1, c: 2 }], a: "东" })).toBe('{"a":"东","b":[{"c":2,"d":1}]}');
});
