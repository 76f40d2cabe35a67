// For tests: the alarm engine over a real journal and a real state.db, with a clock that is moved by hand.
import { join } from "node:path";
import { openAlarms } from "#gateway/alarms/open.ts";
import type { Alarms } from "#gateway/alarms/port.ts";
import { PROFILES, readingOf, testCampus } from "#gateway/alarms/testing.ts";
import type { AlarmRule, CampusConfig } from "#gateway/config/campus.ts";
import { runConsumer } from "#gateway/consumers/loop.ts";
import type { Journal } from "#gateway/journal/journal.ts";
import { happening, type Reading, type StoredValue } from "#gateway/journal/record.ts";
import { openTestJournal, readAll, store } from "#gateway/journal/testing.ts";
import { type HandClock, handClock } from "#gateway/kit/hand-clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { until } from "./wait.ts";

export interface Bench extends AsyncDisposable {
  readonly clock: HandClock;
  readonly journal: Journal;
  readonly alarms: Alarms;
  /** Stores a value received now (or then), and waits until the alarms have taken it. */
  value(value: StoredValue, receivedMs?: number, device?: string): Promise<void>;
  /** Stores what a device says of itself. */
  state(device: string, is: "online" | "offline"): Promise<void>;
  /** Lets time pass in steps as long as the engine looks, until what it does is done. */
  pass(ms: number): Promise<void>;
  /** Types of all alarm entries, in order. */
  told(): Promise<string[]>;
}

/** One rule, or a whole campus; `through` may stand between the engine and the journal. */
export async function bench(
  folder: string,
  given: AlarmRule | CampusConfig,
  clock = handClock(),
  through = (journal: Journal) => journal,
): Promise<Bench> {
  const config = "campus" in given ? given : testCampus([given]);
  const journal = await openTestJournal(folder, { clock });
  const log = createLog("silent");
  const alarms = await openAlarms({
    file: join(folder, "state.db"),
    journal: through(journal),
    config,
    profiles: PROFILES,
    latest: { list: () => [] },
    online: () => new Set(),
    past: {
      file: join(folder, "journal.db"),
      source: new URL("../../gateway/journal/point-reader.ts", import.meta.url),
    },
    clock,
    log,
    onFailed: (error) => {
      throw error;
    },
  });
  const loop = runConsumer(alarms, { journal, from: alarms.from, clock, log });
  const settled = () => until("the alarms to follow", () => loop.lag().entries === 0);
  return {
    clock,
    journal,
    alarms,
    async value(value, receivedMs = clock.now(), device = "mr1-th") {
      await store(journal, readingIn(journal, value, receivedMs, device));
      await settled();
    },
    async state(device, is) {
      await journal.append(happening("state", `device.${is}`, clock.now(), {}, { device }));
      await settled();
    },
    async pass(ms) {
      clock.pass(ms);
      // The look at the time asks the journal; both have an answer when a later wish has one.
      await new Promise<void>((resolve) => journal.whenCommitted({ settle: () => resolve() }));
      await alarms.apply(config);
      await settled();
    },
    told: async () => (await readAll(journal)).flatMap((entry) => (entry.kind === "alarm" ? [entry.type] : [])),
    [Symbol.asyncDispose]: async () => {
      await loop[Symbol.asyncDispose]();
      await alarms[Symbol.asyncDispose]();
      await journal[Symbol.asyncDispose]();
    },
  };
}

export function readingIn(journal: Journal, value: StoredValue, receivedMs: number, device = "mr1-th"): Reading {
  const { shape, ...reading } = readingOf(device, { temperature: value }, receivedMs);
  return { ...reading, shape: journal.shape(shape.device, shape.points, shape.units) };
}
