import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { handClock } from "../hand-clock.ts";
import { dayNumber } from "../lived-days.ts";
import { createLog } from "../log.ts";
import { LIVED_KIND, oldestKept } from "./lived.ts";
import { openAccounts } from "./open.ts";

const HOUR_MS = 3_600_000;

test("each day that the gateway runs for an hour is kept once, and twenty of them let it forget", async () => {
  await using folder = tempFolder("lived");
  const clock = handClock(Date.UTC(2026, 10, 23, 2));
  const ignore = () => undefined;
  const file = join(folder.path, "campus.db");
  await using accounts = await openAccounts({ file, clock, log: createLog("silent"), onAudit: ignore });
  const days = () => accounts.documents(LIVED_KIND).flatMap(({ body }) => JSON.parse(body) as number[]);
  const first = dayNumber(clock.now());
  clock.pass(0.9 * HOUR_MS);
  expect(days()).toEqual([]);
  for (let day = 0; day < 20; day++) {
    expect(oldestKept(accounts, clock.now(), HOUR_MS)).toBe(Number.NEGATIVE_INFINITY);
    clock.pass(HOUR_MS);
    await until("the day", () => days().at(-1) === first + day);
    clock.setWall(clock.now() + 23 * HOUR_MS);
  }
  expect(days()).toEqual(Array.from({ length: 20 }, (_, n) => first + n));
  expect(oldestKept(accounts, clock.now(), HOUR_MS)).toBe(clock.now() - HOUR_MS);
  clock.setWall(Date.UTC(1970, 0, 1));
  clock.pass(2 * HOUR_MS);
  expect(days()).toHaveLength(20);
});
