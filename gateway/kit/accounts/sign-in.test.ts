import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type HandClock, handClock } from "../hand-clock.ts";
import { createLog } from "../log.ts";
import type { Accounts } from "./accounts.ts";
import { openAccounts, presetAdmin } from "./open.ts";

const ATTACKER = "203.0.113.9";
const PASSWORD = "four words that fit";
let dir = "";
let clock: HandClock;
let accounts: Accounts;

const open = () =>
  openAccounts({ file: join(dir, "campus.db"), clock, log: createLog("silent"), onAudit: () => undefined });
/** The code of the answer to a try, `in` when it got in. */
const attempt = (name: string, password: string, from = ATTACKER) =>
  accounts.signIn(name, password, from).then(
    () => "in",
    (error: { code: string }) => error.code,
  );
const failedLines = () => accounts.auditLines(0, 1000).filter((line) => line.type === "account.sign-in-failed");

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "sign-in-"));
  clock = handClock();
  accounts = await open();
  await presetAdmin(accounts, PASSWORD);
});
afterEach(async () => {
  await accounts[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

test("guessing is slowed down, also for the right password, over restarts, and only for who guesses", async () => {
  const answers: string[] = [];
  for (let i = 0; i < 7; i++) answers.push(await attempt("admin", `wrong password ${i}`));
  expect(answers).toEqual([...Array(6).fill("sign-in-failed"), "slow-down"]);
  expect(await attempt("admin", PASSWORD)).toBe("slow-down");
  await accounts[Symbol.asyncDispose]();
  accounts = await open();
  expect(await attempt("admin", PASSWORD)).toBe("slow-down");
  expect(await attempt("admin", PASSWORD, "10.0.0.5")).toBe("in");
  clock.pass(1000);
  expect(await attempt("admin", PASSWORD)).toBe("in");
});

test("names that do not exist are slowed down just the same", async () => {
  for (let i = 0; i < 6; i++) expect(await attempt("nobody", "wrong password")).toBe("sign-in-failed");
  await expect(accounts.signIn("nobody", "wrong password", ATTACKER)).rejects.toMatchObject({
    code: "slow-down",
    retryAfterMs: 1000,
  });
});

test("tries sent all at once get no further than tries sent one by one", async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => attempt("admin", `wrong password ${i}`)));
  // Two are looked at side by side: the seventh may already be under way when the sixth fails.
  expect(answers.filter((answer) => answer === "sign-in-failed").length).toBeLessThanOrEqual(7);
});

test("first-run and recovery codes are guessed no faster than passwords", async () => {
  const guess = (way: "setUp" | "recover") =>
    accounts[way]("AAAA-BBBB-CCCC", "admin", PASSWORD, ATTACKER).then(
      () => "in",
      (error: { code: string }) => error.code,
    );
  const answers = [];
  for (const way of ["setUp", "recover", "setUp", "recover", "setUp", "recover", "setUp"] as const)
    answers.push(await guess(way));
  expect(answers.at(-2)).toBe("sign-in-failed");
  expect(answers.at(-1)).toBe("slow-down");
});

test("an unknown name takes as long as a wrong password", async () => {
  const time = async (name: string, from: string) => {
    const began = performance.now();
    await attempt(name, "wrong password", from);
    return performance.now() - began;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let i = 0; i < 9; i++) {
    known.push(await time("admin", `10.0.1.${i}`));
    unknown.push(await time("nobody", `10.0.2.${i}`));
  }
  const middle = (times: number[]) => times.sort((a, b) => a - b)[4] ?? 0;
  // A missing look at the password would be some fifty times quicker.
  expect(middle(unknown)).toBeGreaterThan(middle(known) / 3);
});

test("of a flood of failures ten a minute are told one by one, the others by their number", async () => {
  for (let i = 0; i < 25; i++) await attempt("admin", "wrong password", `10.0.${i}.1`);
  expect(failedLines()).toHaveLength(10);
  expect(failedLines()[0]).toMatchObject({ account: "admin", remote: "10.0.0.1", detail: { reason: "refused" } });
  clock.pass(70_000);
  await accounts.audit({ type: "config.applied", account: null, remote: null, detail: {} });
  expect(failedLines().at(-1)).toMatchObject({ detail: { more: 15 } });
  await attempt("my secret typed as name", "wrong password", "10.0.99.1");
  expect(failedLines().at(-1)).toMatchObject({ account: null, remote: "10.0.99.1" });
  expect(JSON.stringify(accounts.auditLines(0, 1000))).not.toContain("secret");
});

test("what was counted when the gateway stops is written before it ends", async () => {
  for (let i = 0; i < 12; i++) await attempt("admin", "wrong password", `10.0.${i}.1`);
  await accounts[Symbol.asyncDispose]();
  accounts = await open();
  expect(failedLines().at(-1)).toMatchObject({ detail: { more: 2 } });
});
