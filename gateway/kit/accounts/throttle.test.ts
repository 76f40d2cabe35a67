import { beforeEach, expect, test } from "vitest";
import { type HandClock, handClock } from "../hand-clock.ts";
import { SlowDown } from "./accounts.ts";
import { delayAfter, keysOf, Throttle, type ThrottleRow } from "./throttle.ts";

let clock: HandClock;
let throttle: Throttle;
beforeEach(() => {
  clock = handClock();
  throttle = new Throttle(clock, []);
});

const GUARD = keysOf("guard", "10.0.0.5");

/** How long `keys` must wait, ms. */
function waitOf(keys = GUARD, asked = throttle): number {
  try {
    asked.check(keys);
    return 0;
  } catch (error) {
    if (error instanceof SlowDown) return error.retryAfterMs;
    throw error;
  }
}
function fail(times: number, keys = GUARD): ThrottleRow[] {
  let rows: ThrottleRow[] = [];
  for (let i = 0; i < times; i++) rows = [...throttle.failed(keys).set];
  return rows;
}

test("five failures are free, then the delay doubles from one second to a quarter of an hour", () => {
  expect([1, 5, 6, 7, 8, 15, 16, 60].map(delayAfter)).toEqual([0, 0, 1000, 2000, 4000, 512_000, 900_000, 900_000]);
  fail(5);
  expect(waitOf()).toBe(0);
  fail(1);
  expect(waitOf()).toBe(1000);
  clock.pass(999);
  expect(waitOf()).toBe(1);
  clock.pass(1);
  expect(waitOf()).toBe(0);
});

test("a delay holds for the address whatever the name, and for the name only from that address", () => {
  fail(6);
  expect(waitOf(keysOf("admin", "10.0.0.5"))).toBe(1000);
  expect(waitOf(keysOf("guard", "10.0.0.6"))).toBe(0);
});

test("a right password clears the account's own count, but not the address's", () => {
  for (let i = 0; i < 4; i++) fail(1, keysOf(`name-${i}`, "10.0.0.5"));
  fail(1);
  expect(throttle.passed(GUARD).forget).toHaveLength(1);
  fail(1);
  expect(waitOf()).toBe(1000);
});

test("delays outlive a restart, whatever the wall clock was set to meanwhile", () => {
  const rows = fail(10);
  expect(waitOf()).toBe(16_000);
  for (const wall of [clock.now(), 600_000]) {
    const later = handClock(wall);
    expect(waitOf(GUARD, new Throttle(later, rows))).toBe(16_000);
  }
});

test("setting the wall clock neither lifts a delay nor prolongs it", () => {
  fail(10);
  clock.setWall(Date.UTC(2040, 0, 1));
  expect(waitOf()).toBe(16_000);
  clock.setWall(0);
  expect(waitOf()).toBe(16_000);
});

test("a key is forgotten an hour after its last failure, on disk too", () => {
  fail(20);
  clock.pass(3_600_000);
  expect(waitOf()).toBe(0);
  expect(throttle.sweep().forget).toHaveLength(2);
});

test("however many addresses attack, ten thousand keys are kept, the newest ones", () => {
  const forgotten = new Set<string>();
  for (let i = 0; i < 6000; i++) {
    const { forget } = throttle.failed(keysOf("admin", `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`));
    for (const key of forget) forgotten.add(key);
  }
  expect(forgotten.size).toBe(2000);
  expect(forgotten.has(keysOf("admin", "10.0.0.0").pair)).toBe(true);
});

test("one IPv6 network is one address, and a mapped IPv4 address is itself", () => {
  const key = (address: string) => keysOf("guard", address).address;
  expect(key("2001:db8:1:2::5")).toBe(key("2001:db8:1:2:ffff:1:2:3"));
  expect(key("2001:db8:1:2::5")).not.toBe(key("2001:db8:1:3::5"));
  expect(key("::ffff:10.0.0.5")).toBe(key("10.0.0.5"));
});

test("what was typed as a name is not kept in clear", () => {
  expect(JSON.stringify(throttle.failed(keysOf("my-secret-password", "10.0.0.5")))).not.toContain("secret");
});
