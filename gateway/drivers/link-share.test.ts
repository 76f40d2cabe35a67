// One link and many devices, some of which are silent: what that costs the others, with a driver whose polls take the time of a bus.
import { expect, test } from "vitest";
import { ManualClock } from "#test/harness/manual-clock.ts";
import type { Driver, Sample } from "../contract/driver.ts";
import { LinkQueue } from "./link-queue.ts";
import { linkShareMs } from "./patience.ts";
import { PolledDevice } from "./polled-device.ts";

const POLL_MS = 40;
const TIMEOUT_MS = 1000;
const STEP_MS = 20;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

interface Bus extends AsyncDisposable {
  /** Polls so far, by device. */
  readonly polls: ReadonlyMap<string, number>;
  readonly silent: Set<string>;
  /** Lets time pass. */
  run(ms: number): Promise<void>;
}

/** Devices `d0`, `d1` … on one link, each to be asked every second. */
function bus(count: number, silent: Set<string>): Bus {
  const clock = new ManualClock();
  const polls = new Map<string, number>();
  const sampleOf = (isSilent: boolean): Sample =>
    isSilent
      ? { point: "t", value: null, quality: "bad", reason: "timeout" }
      : { point: "t", value: 1, quality: "good" };
  const driver: Driver = {
    name: "bus",
    linkKey: () => "bus",
    openLink: () => ({
      async poll({ id }) {
        polls.set(id, (polls.get(id) ?? 0) + 1);
        await clock.sleep(silent.has(id) ? TIMEOUT_MS : POLL_MS);
        return { device: id, measuredMs: clock.now(), samples: [sampleOf(silent.has(id))] };
      },
      async [Symbol.asyncDispose]() {},
    }),
  };
  const log = { debug: () => {}, info: () => {}, warn: () => {} };
  const queue = new LinkQueue({
    driver,
    context: { clock, log },
    clock,
    random: () => 0.5,
    report: ({ device, n }) => queue.devices.get(device)?.stored(n),
    saw: () => {},
    changed: () => {},
  });
  for (let i = 0; i < count; i++) {
    const device = { id: `d${i}`, profile: { points: { t: {} } }, connection: {} };
    const spec = { driver: "bus", device, everyMs: 1000, report: null, deadbands: {} };
    queue.devices.set(device.id, new PolledDevice(spec, clock.monotonic(), clock.now()));
  }
  queue.wake();
  return {
    polls,
    silent,
    async run(ms) {
      for (let passed = 0; passed < ms; passed += STEP_MS) {
        clock.advance(STEP_MS);
        await turn();
      }
    },
    async [Symbol.asyncDispose]() {
      const closed = queue[Symbol.asyncDispose]();
      clock.advance(TIMEOUT_MS);
      await closed;
    },
  };
}

/** Polls of all devices but those that are silent. */
function answered({ polls, silent }: Bus): number {
  return [...polls].reduce((sum, [id, count]) => (silent.has(id) ? sum : sum + count), 0);
}

test.each([1, 5])(
  "%i dead of 30 devices on a busy link cost the others at most a twentieth of their rate",
  async (dead) => {
    const silent = new Set(Array.from({ length: dead }, (_, i) => `d${29 - i}`));
    await using healthy = bus(30 - dead, new Set());
    await using ill = bus(30, silent);
    // What a death costs once: three polls that are waited for.
    await ill.run(30_000);
    await healthy.run(30_000);
    const before = { ill: answered(ill), healthy: answered(healthy) };
    await ill.run(100_000);
    await healthy.run(100_000);
    const share = (answered(ill) - before.ill) / (answered(healthy) - before.healthy);
    expect(share).toBeGreaterThan(0.95);
    expect(ill.polls.get("d29")).toBeGreaterThan(2);
  },
);

test("when the first device of a bus that was dead answers, the others are asked at once", async () => {
  await using all = bus(4, new Set(["d0", "d1", "d2", "d3"]));
  await all.run(100_000);
  all.silent.clear();
  const before = new Map(all.polls);
  const news = () => [...all.polls].filter(([id, count]) => count > (before.get(id) ?? 0)).length;
  while (news() === 0) await all.run(1000);
  await all.run(2000);
  expect(news()).toBe(4);
});

test("many silent devices share what one may take, and a link without any that answers has nobody to spare", () => {
  expect(linkShareMs(1000, 1, 30)).toBe(40_000);
  expect(linkShareMs(1000, 5, 30)).toBe(200_000);
  expect(linkShareMs(1000, 29, 30)).toBe(300_000);
  expect(linkShareMs(1000, 30, 30)).toBe(0);
});
