import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "#gateway/kit/clock.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { openCredentialRefs } from "./credential-refs.ts";

/** A clock that stands in the middle of a year that the test sets. */
function yearClock(year: number) {
  return { ...systemClock, year, now() { return Date.UTC(this.year, 6, 1); } }; // biome-ignore format: one line
}

test("a reference is u- and 20 base32 characters and holds nothing of the card", async () => {
  await using folder = tempFolder();
  const refs = openCredentialRefs(join(folder.path, "credential.keys"), yearClock(2026));
  expect(refs.refOf("0012345678")).toMatch(/^u-[a-z2-7]{20}$/);
  expect(refs.refOf("0012345678")).not.toBe(refs.refOf("0012345679"));
});

test("the same card has the same reference on every reader and after a restart, however it is written", async () => {
  await using folder = tempFolder();
  const file = join(folder.path, "credential.keys");
  const ref = openCredentialRefs(file, yearClock(2026)).refOf("00a1b2c3");
  expect(openCredentialRefs(file, yearClock(2026)).refOf(" 00A1B2C3 ")).toBe(ref);
});

test("two campuses give the same card different references", async () => {
  await using a = tempFolder();
  await using b = tempFolder();
  const refIn = (path: string) => openCredentialRefs(join(path, "credential.keys"), yearClock(2026)).refOf("1");
  expect(refIn(a.path)).not.toBe(refIn(b.path));
});

test("a new year has a new key, and references of earlier years can still be looked up", async () => {
  await using folder = tempFolder();
  const clock = yearClock(2026);
  const refs = openCredentialRefs(join(folder.path, "credential.keys"), clock);
  const old = refs.refOf("123");
  clock.year = 2027;
  const young = refs.refOf("123");
  expect(young).not.toBe(old);
  expect(openCredentialRefs(join(folder.path, "credential.keys"), clock).refsOf("123")).toEqual([young, old]);
});

test("a clock that is not set yet uses the newest key instead of making one for 1970", async () => {
  await using folder = tempFolder();
  const clock = yearClock(2026);
  const refs = openCredentialRefs(join(folder.path, "credential.keys"), clock);
  const ref = refs.refOf("123");
  clock.year = 1970;
  expect(refs.refOf("123")).toBe(ref);
});

test("only the gateway's user may read the keys", async () => {
  await using folder = tempFolder();
  const file = join(folder.path, "credential.keys");
  openCredentialRefs(file, yearClock(2026)).refOf("1");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(existsSync(`${file}.new`)).toBe(false);
  expect(readFileSync(file, "utf8")).toMatch(/^2026 [0-9a-f]{64}\n$/);
});

test("a damaged key file is refused instead of silently starting anew", async () => {
  await using folder = tempFolder();
  const file = join(folder.path, "credential.keys");
  writeFileSync(file, "2026 abc\n");
  chmodSync(file, 0o600);
  expect(() => openCredentialRefs(file, yearClock(2026))).toThrow("not a year and a key");
});

test("a key that cannot be written is no key: nothing is referenced by it", async () => {
  await using folder = tempFolder();
  const refs = openCredentialRefs(join(folder.path, "missing", "credential.keys"), yearClock(2026));
  expect(() => refs.refOf("1")).toThrow("cannot be written");
  expect(refs.refsOf("1")).toEqual([]);
});
