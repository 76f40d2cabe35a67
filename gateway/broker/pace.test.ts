import { expect, test } from "vitest";
import { BURST, pauseFor } from "./pace.ts";
import type { Session } from "./session.ts";

const fresh = (): Pick<Session, "allowance" | "allowanceAt"> => ({ allowance: BURST, allowanceAt: 0 });

test("while nobody waits, nobody is slowed down, however fast", () => {
  const session = fresh();
  for (let ms = 0; ms < 60_000; ms += 10) expect(pauseFor(session, 1000, ms, 2047)).toBe(0);
});

test("in a crowd a burst of 20 000 passes, then a device gets 2000 a second", () => {
  const session = fresh();
  let sent = 0;
  for (let ms = 0; ms < 60_000; ) {
    sent += 500;
    ms += pauseFor(session, 500, ms, 10_000) || 1;
  }
  expect(sent).toBeGreaterThan(20_000 + 60 * 1900);
  expect(sent).toBeLessThan(20_000 + 60 * 2100);
});

test("a device at its pace is not slowed down in a crowd", () => {
  const session = fresh();
  for (let ms = 0; ms < 60_000; ms += 100) expect(pauseFor(session, 190, ms, 10_000)).toBe(0);
});

test("no pause is longer than a second, also after an hour of debt while nobody minded", () => {
  const session = fresh();
  for (let ms = 0; ms < 3_600_000; ms += 1000) pauseFor(session, 100_000, ms, 0);
  expect(pauseFor(session, 4096, 3_600_000, 10_000)).toBeLessThanOrEqual(1000);
  expect(pauseFor(session, 0, 3_602_000, 10_000)).toBe(0);
});
