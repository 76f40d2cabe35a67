// A rule on trial over a real journal finds what the rule in earnest told.
import { join } from "node:path";
import { expect, test } from "vitest";
import { openPointReader } from "#gateway/journal/point-reader.ts";
import { openTestJournal, store } from "#gateway/journal/testing.ts";
import { randomOf } from "#test/chaos/random.ts";
import { readingIn } from "#test/harness/alarm-engine.ts";
import { tempFolder } from "#test/harness/temp.ts";
import type { AlarmRule } from "../config/campus.ts";
import type { StoredValue } from "../journal/record.ts";
import { AlarmBook } from "./book.ts";
import { previewOf } from "./preview.ts";
import { bad, HOT, PROFILES, readingOf, testCampus, testDevice } from "./testing.ts";
import { watchesOf } from "./watches.ts";

const START = Date.parse("2026-11-22T00:00:00.000Z");
const HOUR = 3_600_000;
const DEVICES = ["d-1", "d-2"] as const;
const WATCH = { stop: () => false, late: () => false };

interface Given {
  readonly device: string;
  readonly value: StoredValue;
  readonly at: number;
  readonly measuredMs: number;
}

function someReadings(seed: number): Given[] {
  const random = randomOf(seed);
  return Array.from({ length: 300 }, (_, i) => {
    const at = START + i * 10_000 + random.between(0, 9000);
    // Some clocks are ahead, and some readings come so late that they raise nothing.
    const lagMs = random.between(1, 4) === 1 ? random.between(-60_000, 2_400_000) : random.between(0, 900);
    return {
      device: random.pick(DEVICES),
      value: random.between(1, 10) === 1 ? bad(random.pick(["timeout", "sentinel"])) : random.between(20, 35),
      at,
      measuredMs: Math.max(START, at - lagMs),
    };
  });
}

/** What the rule tells when it is in earnest: each raise with the end that it found. */
function inEarnest(rule: AlarmRule, given: readonly Given[], toMs: number): string[] {
  const config = testCampus(
    [rule],
    DEVICES.map((id) => testDevice(id)),
  );
  const book = new AlarmBook({ epoch: "e1", seq: 0, turn: 0, lastNumber: 0 });
  const plan = {
    watches: watchesOf(config, PROFILES),
    reasonGone: () => "",
    isOnline: () => false,
    present: () => null,
  };
  book.configure(plan, START, START);
  for (const { device, value, at, measuredMs } of given) {
    book.advance(at, (moment) => moment);
    book.take(readingOf(device, { temperature: value }, at, { seq: ++book.seq, measuredMs }), at);
  }
  book.advance(toMs, (moment) => moment);
  return book.draft().outputs.flatMap(({ output: { type, body } }) => {
    if (type === "alarm.raised") return [`${body.device} raised ${body.raisedAt}`];
    return type === "alarm.cleared" ? [`${body.device} cleared ${body.clearedAt}`] : [];
  });
}

test.each([
  ["a limit", {}],
  ["a limit with delays", { onDelayMs: 15_000, offDelayMs: 25_000 }],
  ["silence", { condition: { is: "noData", forMs: 40_000 } }],
  ["bad values", { condition: { is: "badFor", forMs: 12_000 } }],
  ["one value", { condition: { is: "equals", value: 30 } }],
] as const)("a rule on trial about %s finds what it tells in earnest", async (_what, more) => {
  await using folder = tempFolder();
  const rule: AlarmRule = { ...HOT, target: { by: "profile", id: "native" }, ...more };
  const toMs = START + HOUR;
  await using journal = await openTestJournal(folder.path);
  const given = someReadings(7);
  await Promise.all(
    given.map(({ device, value, at, measuredMs }) =>
      store(journal, { ...readingIn(journal, value, at, device), measuredMs }),
    ),
  );
  using reader = openPointReader(join(folder.path, "journal.db"));
  const watches = [
    ...watchesOf(
      testCampus(
        [rule],
        DEVICES.map((id) => testDevice(id)),
      ),
      PROFILES,
    ).values(),
  ];
  const found = previewOf(reader, { watches, fromMs: START, toMs }, WATCH);
  const told = (found?.occurrences ?? []).flatMap(({ device, raisedAt, clearedAt }) => [
    `${device} raised ${raisedAt}`,
    ...(clearedAt === null ? [] : [`${device} cleared ${clearedAt}`]),
  ]);
  const expected = inEarnest(rule, given, toMs);
  const raises = expected.filter((line) => line.includes("raised")).length;
  expect(raises).toBeGreaterThan(1);
  expect(told.toSorted()).toEqual(expected.toSorted());
  const open = raises - expected.filter((line) => line.includes("cleared")).length;
  expect(found).toMatchObject({ raised: raises, presentlyRaised: open, complete: true });
});

test("a trial that takes too long says that it is not complete, and one that nobody waits for ends", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  await store(journal, readingIn(journal, 40, START, "d-1"));
  using reader = openPointReader(join(folder.path, "journal.db"));
  const config = testCampus([{ ...HOT, target: { by: "device", id: "d-1" } }], [testDevice("d-1")]);
  const wish = { watches: [...watchesOf(config, PROFILES).values()], fromMs: START, toMs: START + HOUR };
  expect(previewOf(reader, wish, { stop: () => false, late: () => true })).toMatchObject({ complete: false });
  expect(previewOf(reader, wish, { stop: () => true, late: () => false })).toBeNull();
});
