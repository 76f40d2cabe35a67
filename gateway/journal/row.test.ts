import { expect, test } from "vitest";
import type { Unit } from "#gateway/contract/units.ts";
import { openDatabase } from "#gateway/kit/sqlite.ts";
import { type Random, randomOf } from "#test/chaos/random.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { entryOf, happening, type Reading, type Shape, type StoredValue } from "./record.ts";
import { INLINE, Shapes } from "./shapes.ts";
import { event, mark, openTestJournal, readAll, reading, store } from "./testing.ts";

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  0.1,
  1e21,
  1e-7,
  5e-324,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  23.4,
] as const;
const TEXTS = [
  "",
  "a",
  '"',
  "\\",
  "\n",
  "\r\n",
  "\t",
  "\u0000",
  "\u2028\u2029",
  "机房",
  "🚪🔥",
  "\ud800",
  "[1,2]",
  "null",
  "x".repeat(256),
] as const;

function randomValue(random: Random): StoredValue {
  switch (random.between(1, 5)) {
    case 1:
      return random.pick(NUMBERS);
    case 2:
      return random.between(0, 1) === 1;
    case 3:
      return random.pick(TEXTS);
    case 4:
      return { value: null, quality: "bad", reason: random.pick(["timeout", "device", "range"]) };
    default:
      return { value: random.pick([...NUMBERS, true, "t\n"]), quality: "uncertain", reason: "flatline" };
  }
}

function randomReading(random: Random, shapeOf: (device: string, points: string[], units: Unit[]) => Shape): Reading {
  const count = random.between(1, 5);
  const points = Array.from({ length: count }, (_, i) => `p${i}`);
  const units = points.map(() => random.pick<Unit>(["Cel", "%", "1", "kW.h"]));
  const receivedMs = 1_795_000_000_000 + random.between(0, 1e9);
  return reading(
    shapeOf(`dev-${random.between(1, 3)}`, points, units),
    points.map(() => randomValue(random)),
    {
      receivedMs,
      measuredMs: receivedMs - random.between(-1000, 1e9),
      clock: random.pick(["device", "gateway", "unsynced"]),
      deviceSeq: random.pick([null, 0, 41, Number.MAX_SAFE_INTEGER]),
      mark: random.pick([null, mark(41, 0xffffffff, 0x1fffff), mark(0, 0, 0)]),
      extra: random.pick([null, { held: 3 }, { deviceTs: "2019-01-01T00:00:00Z" }, { deviceTs: 12, held: 1 }]),
    },
  );
}

const asJson = (record: Parameters<typeof entryOf>[1]) => JSON.stringify(entryOf("e", record));

test("readings of every kind of value come back from the file as they were handed in", async () => {
  await using folder = tempFolder();
  const random = randomOf(21);
  const handed: string[] = [];
  {
    await using journal = await openTestJournal(folder.path);
    const records = Array.from({ length: 1500 }, (_, i) =>
      randomReading(random, (device, points, units) =>
        i % 10 === 0 ? { id: INLINE, device, points, units } : journal.shape(device, points, units),
      ),
    );
    await Promise.all(records.map((record) => store(journal, record)));
    handed.push(...records.map(asJson));
  }
  await using journal = await openTestJournal(folder.path);
  expect(readAll(journal, { kinds: ["reading"] }).map(asJson)).toEqual(handed);
});

test("all other kinds come back from the file as they were handed in", async () => {
  await using folder = tempFolder();
  const more = { device: "gate", cause: 3, clock: "unsynced" } as const;
  const bodies = [{}, { list: [1, null, "x\n"], nested: { 名: "🚪" } }, { text: "\u2028\ud83d" }];
  const records = [
    ...bodies.map((body) =>
      event("gate", "door.opened", { body, eid: 'e"\n', mark: mark(7, 0x80000000, 3), measuredMs: 5 }),
    ),
    ...(["state", "command", "alarm", "audit", "loss", "system"] as const).map((kind, i) =>
      happening(kind, "a.b", 1000 + i, { i }, more),
    ),
  ];
  {
    await using journal = await openTestJournal(folder.path);
    for (const record of records) await store(journal, record);
  }
  await using journal = await openTestJournal(folder.path);
  expect(readAll(journal).slice(1)).toEqual(records);
});

test("a batch of any size keeps values and readings together", async () => {
  await using folder = tempFolder();
  await using journal = await openTestJournal(folder.path);
  const shape = journal.shape("dev-1", ["n", "text"], ["1", "1"]);
  for (const size of [1, 15, 16, 17, 31, 32, 33, 4096, 5000]) {
    const records = Array.from({ length: size }, (_, i) => reading(shape, [i, `line ${i}\n`], { deviceSeq: i }));
    await Promise.all(records.map((record) => store(journal, record)));
  }
  const db = openDatabase(`${folder.path}/journal.db`, { readOnly: true });
  const rows = db.prepare("SELECT device_seq AS n, body FROM reading").all();
  db.close();
  expect(rows).toHaveLength(1 + 15 + 16 + 17 + 31 + 32 + 33 + 4096 + 5000);
  for (const { n, body } of rows) expect(JSON.parse(String(body))).toEqual([n, `line ${n}\n`]);
});

test("a combination of points is kept once, also after a restart; beyond 1024 a device's readings carry their own", async () => {
  await using folder = tempFolder();
  const name = (i: number) => [`p${i}`];
  {
    await using journal = await openTestJournal(folder.path);
    for (let i = 0; i < 1030; i++) await store(journal, reading(journal.shape("odd", name(i), ["1"]), [i]));
    expect(journal.shape("odd", name(5), ["1"])).toBe(journal.shape("odd", name(5), ["1"]));
    expect(journal.shape("odd", name(1029), ["1"]).id).toBe(INLINE);
    expect(journal.shape("other", name(1029), ["1"]).id).not.toBe(INLINE);
  }
  await using journal = await openTestJournal(folder.path);
  const readings = readAll(journal, { kinds: ["reading"], devices: ["odd"] });
  expect(readings.map((record) => record.kind === "reading" && [record.shape.points[0], record.values[0]])).toEqual(
    Array.from({ length: 1030 }, (_, i) => [`p${i}`, i]),
  );
  expect(journal.shape("odd", name(5), ["1"]).id).toBe(6);
  expect(journal.shape("odd", name(2000), ["1"]).id).toBe(INLINE);
});

test("shapes of a commit that failed are committed with the next", () => {
  const shapes = new Shapes();
  const first = shapes.intern("dev-1", ["a"], ["1"]);
  const taken = shapes.takeNew();
  const second = shapes.intern("dev-1", ["b"], ["1"]);
  shapes.giveBack(taken);
  expect(shapes.takeNew().map(({ row }) => row[0])).toEqual([first.id, second.id]);
});
