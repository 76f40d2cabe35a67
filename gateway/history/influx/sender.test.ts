// The sender over a real journal against a store that gives every answer there is: nothing lost, nothing given up that could be stored, nothing twice.
import { expect, test } from "vitest";
import { STORED } from "#test/harness/faulty-influx.ts";
import { after, LINES, refusal, sendingBed, sentBodies, seqOf, sharedJournal } from "#test/harness/influx-sending.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { event, fill, openTestJournal, store as put, reading } from "../../journal/testing.ts";

test("a backlog goes out in order of the journal, some requests at a time, and each line is stored once", async () => {
  await using made = await sendingBed(after());
  const { passed } = await made.run();
  const tos = passed.map(({ to }) => to);
  expect(tos).toEqual([...tos].sort((a, b) => a - b));
  expect(tos.at(-1)).toBe(sharedJournal().head);
  expect(made.store.points.size).toBe(LINES);
  expect(made.store.asked.length).toBeLessThan(5);
});

test("what is packed on its way is the same when it arrives", async () => {
  await using made = await sendingBed(after(), { gzip: true });
  await made.run();
  expect(made.store.asked.every(({ headers }) => headers["content-encoding"] === "gzip")).toBe(true);
  expect(made.store.points.size).toBe(LINES);
});

test("a store that is out of order for hours is asked ever less often, and gets everything when it is back, in order", async () => {
  await using made = await sendingBed((lines, n, keep) => {
    if (n <= 120) return { status: n % 2 === 0 ? 500 : 502 };
    keep(lines);
    return STORED;
  });
  const { passed, quarantined, tooOld } = await made.run();
  expect(made.store.points.size).toBe(LINES);
  expect(made.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(2 * 3_600_000);
  expect(Math.max(...made.clock.slept)).toBeLessThanOrEqual(120_000);
  expect([passed.at(-1)?.to, quarantined, tooOld]).toEqual([sharedJournal().head, [], []]);
});

test("one entry whose type conflicts is set aside alone: all others of its batch are stored", async () => {
  await using made = await sendingBed((lines, _n, keep) => {
    const poison = lines.find((line) => seqOf(line) === 1234);
    // As InfluxDB 1 does: the good lines of the batch are stored, and the answer is a refusal.
    keep(lines.filter((line) => line !== poison));
    return poison === undefined ? STORED : refusal("partial write: field type conflict: … dropped=1");
  });
  const { quarantined } = await made.run();
  expect(quarantined).toMatchObject([{ seq: 1234, code: "type-conflict" }]);
  expect(made.store.points.size).toBe(LINES - 1);
});

test.each([
  ["refuses all of it (version 2, malformed)", false, 400],
  ["stores the good lines (version 1)", true, 400],
  ["stores the good lines and says unprocessable (version 2)", true, 422],
  ["says that it failed itself (older version 2)", true, 500],
])(
  "a store that at one bad line %s ends with every good line once and the bad one set aside",
  async (_what, partial, status) => {
    await using made = await sendingBed(
      (lines, _n, keep) => {
        const bad = lines.filter((line) => seqOf(line) % 300 === 7);
        if (bad.length === 0 || partial) keep(lines.filter((line) => !bad.includes(line)));
        return bad.length === 0 ? STORED : refusal("partial write: unable to parse", status);
      },
      { lines: 1000 },
    );
    const { quarantined } = await made.run();
    expect(quarantined.map(({ seq }) => seq)).toEqual([7, 307, 607, 907]);
    expect(made.store.points.size).toBe(996);
  },
);

test("a body that is too large is halved until it is taken, and the next ones are smaller from the start", async () => {
  const isLarge = (lines: readonly string[]) => lines.join("\n").length > 20_000;
  await using made = await sendingBed((lines, _n, keep) => {
    if (isLarge(lines))
      return { status: 413, text: "<html>too large</html>", headers: { "content-type": "text/html" } };
    keep(lines);
    return STORED;
  });
  const { quarantined } = await made.run();
  expect(made.store.points.size).toBe(LINES);
  expect(quarantined).toEqual([]);
  expect(made.store.asked.filter(({ lines }) => isLarge(lines)).length).toBeLessThan(100);
});

test("a connection that is cut after the body was sent: the same bytes are sent again, and no line is there twice", async () => {
  await using made = await sendingBed((lines, n, keep) => {
    keep(lines);
    return n <= 4 ? "cut" : STORED;
  });
  const { troubles } = await made.run();
  expect(made.store.points.size).toBe(LINES);
  const bodies = sentBodies(made.store);
  expect(bodies.length).toBeGreaterThan(new Set(bodies).size);
  expect(troubles).toContain("unreachable");
});

test("a store that is too slow for the patience is given more and the same bytes again, until it has answered", async () => {
  await using made = await sendingBed(
    (lines, n, keep) => {
      keep(lines);
      return n <= 2 ? "silence" : STORED;
    },
    { lines: 10, late: (ms) => ms <= 60_000 },
  );
  const { troubles } = await made.run();
  expect(made.clock.patience).toEqual([30_000, 60_000, 120_000]);
  expect(troubles).toEqual(["no-answer", "no-answer"]);
  expect(new Set(sentBodies(made.store)).size).toBe(1);
  expect(made.store.points.size).toBe(10);
});

test("of an entry with many points the refused ones are told as one, and the others are stored", async () => {
  await using own = tempFolder();
  await using journal = await openTestJournal(own.path);
  const shape = journal.shape("b", ["p0", "p1", "p2"], ["1", "1", "1"]);
  const seq = await put(journal, reading(shape, [0, 1, 2]));
  const long = await put(journal, event("a", "door.opened", { body: { long: "x".repeat(6000) } }));
  await using made = await sendingBed((lines, _n, keep) => {
    if (lines.some((line) => line.length > 5000)) return { status: 413 };
    if (lines.some((line) => /point=p[12],/.test(line))) return refusal("unable to parse");
    keep(lines);
    return STORED;
  });
  const { quarantined } = await made.run({ path: own.path, after: 0, head: journal.head });
  expect(quarantined.map(({ seq, code }) => [seq, code])).toEqual([
    [seq, "malformed"],
    [long, "too-large"],
  ]);
  expect(made.store.points.size).toBe(1);
});

test("entries older than what the store keeps are counted as expired, not as poison, in one request", async () => {
  await using own = tempFolder();
  await using journal = await openTestJournal(own.path);
  const edge = Date.now() - 3_600_000;
  await fill(journal, "a", 5);
  const seqs = await fill(journal, "b", 5, { measuredMs: edge - 1000 });
  await fill(journal, "c", 5);
  await using made = await sendingBed((lines, _n, keep) => {
    const old = lines.filter((line) => Number(line.slice(-19, -6)) < edge);
    keep(lines.filter((line) => !old.includes(line)));
    return old.length === 0 ? STORED : refusal(`partial write: points beyond retention policy dropped=${old.length}`);
  });
  const { quarantined, tooOld } = await made.run({ path: own.path, after: 0, head: journal.head });
  expect(tooOld).toEqual([{ from: seqs[0], to: seqs[4], count: 5 }]);
  expect(quarantined).toEqual([]);
  expect(made.store.points.size).toBe(10);
  expect(made.store.asked).toHaveLength(1);
});

test("where a store does not say how many are too old, the others are stored all the same", async () => {
  await using made = await sendingBed(
    (lines, _n, keep) => {
      const old = lines.some((line) => seqOf(line) === 5);
      if (!old) keep(lines);
      return old ? refusal("points outside retention policy", 422) : STORED;
    },
    { lines: 10 },
  );
  const { tooOld } = await made.run();
  expect(tooOld).toEqual([{ from: 5, to: 5, count: 1 }]);
  expect(made.store.points.size).toBe(9);
});
