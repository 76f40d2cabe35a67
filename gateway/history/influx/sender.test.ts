// The sender over a real journal against a store that gives every answer there is: nothing lost, nothing given up that could be stored, nothing twice.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type FaultyStore,
  type Reply,
  STORED,
  sendAll,
  startFaultyStore,
  swiftClock,
} from "#test/harness/faulty-influx.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { Journal } from "../../journal/journal.ts";
import { event, fill, openTestJournal, store as put, reading } from "../../journal/testing.ts";

/** Readings of one point in the journal that the tests share; before them lies `system.began`, which has no line. */
const LINES = 6000;
const folder = tempFolder();
let shared: Journal;
beforeAll(async () => {
  shared = await openTestJournal(folder.path);
  await fill(shared, "a", LINES);
});
afterAll(async () => {
  await shared[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

interface BedOptions {
  readonly late?: (ms: number) => boolean;
  /** So many of the shared readings. */
  readonly lines?: number;
  readonly gzip?: boolean;
  readonly quarantinedPerHour?: number;
}

/** A store and the sender over the shared journal, or over one of its own. */
async function bed(reply: Parameters<typeof startFaultyStore>[0], options: BedOptions = {}) {
  const { late, lines = LINES, gzip = false, quarantinedPerHour = 1000 } = options;
  const store = await startFaultyStore(reply);
  const clock = swiftClock(late);
  const tokens = tempFolder();
  const tokenFile = join(tokens.path, "token");
  writeFileSync(tokenFile, "name:secret\n");
  const start = (journal = { path: folder.path, after: 0, head: lines + 1 }) =>
    sendAll(journal.path, store, { clock, ...journal, target: { gzip, tokenFile }, quarantinedPerHour });
  return {
    store,
    clock,
    tokenFile,
    start,
    run: async (journal?: Parameters<typeof start>[0]) => {
      const { run, done } = start(journal);
      await done;
      return {
        ...run,
        quarantined: run.passed.flatMap(({ quarantined }) => quarantined),
        tooOld: run.passed.flatMap(({ tooOld }) => tooOld ?? []),
      };
    },
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      await tokens[Symbol.asyncDispose]();
    },
  };
}

/** Replies from a list first, then stores all that comes. */
function after(...replies: readonly Reply[]): Parameters<typeof startFaultyStore>[0] {
  return (lines, n, keep) => {
    const reply = replies[n - 1];
    if (reply !== undefined) return reply;
    keep(lines);
    return STORED;
  };
}

const refusal = (text: string, status = 400): Reply => ({
  status,
  text: JSON.stringify({ error: text }),
  headers: { "content-type": "application/json" },
});
const seqOf = (line: string) => Number(line.slice(-6));
const sentBodies = (store: FaultyStore) => store.asked.map(({ lines }) => lines.join("\n"));

test("a backlog goes out in order of the journal, some requests at a time, and each line is stored once", async () => {
  await using made = await bed(after());
  const { passed } = await made.run();
  const tos = passed.map(({ to }) => to);
  expect(tos).toEqual([...tos].sort((a, b) => a - b));
  expect(tos.at(-1)).toBe(shared.head);
  expect(made.store.points.size).toBe(LINES);
  expect(made.store.asked.length).toBeLessThan(5);
});

test("what is packed on its way is the same when it arrives", async () => {
  await using made = await bed(after(), { gzip: true });
  await made.run();
  expect(made.store.asked.every(({ headers }) => headers["content-encoding"] === "gzip")).toBe(true);
  expect(made.store.points.size).toBe(LINES);
});

test("a store that is out of order for hours is asked ever less often, and gets everything when it is back, in order", async () => {
  await using made = await bed((lines, n, keep) => {
    if (n <= 120) return { status: n % 2 === 0 ? 500 : 502 };
    keep(lines);
    return STORED;
  });
  const { passed, quarantined, tooOld } = await made.run();
  expect(made.store.points.size).toBe(LINES);
  expect(made.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(2 * 3_600_000);
  expect(Math.max(...made.clock.slept)).toBeLessThanOrEqual(120_000);
  expect([passed.at(-1)?.to, quarantined, tooOld]).toEqual([shared.head, [], []]);
});

test("a store that asks to be left alone is left alone for as long as it says, in seconds or until a date", async () => {
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  await using made = await bed(
    after({ status: 429, headers: { "retry-after": "17" } }, { status: 503, headers: { "retry-after": date } }),
    { lines: 10 },
  );
  const { troubles } = await made.run();
  const [first = 0, second = 0] = made.clock.slept;
  expect(first).toBeGreaterThan(16_000);
  // Never longer than ten minutes.
  expect(second).toBeGreaterThan(590_000);
  expect(second).toBeLessThan(610_000);
  expect(troubles).toEqual(["busy", "busy"]);
  expect(made.store.points.size).toBe(10);
});

test("one entry whose type conflicts is set aside alone: all others of its batch are stored", async () => {
  await using made = await bed((lines, _n, keep) => {
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
    await using made = await bed(
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
  await using made = await bed((lines, _n, keep) => {
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

test.each([
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not-found"],
] as const)("at %i nothing is given up: everything waits a minute and goes on by itself", async (status, trouble) => {
  await using made = await bed(after({ status }, { status }, { status }), { lines: 10 });
  const { troubles } = await made.run();
  expect(troubles).toEqual([trouble, trouble, trouble]);
  expect(made.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(3 * 59_000);
  expect(made.store.points.size).toBe(10);
});

test("a new token in the file counts within seconds, without waiting for the minute to be over", async () => {
  await using made = await bed(
    (lines, _n, keep) => {
      const wanted = `Basic ${Buffer.from("name:rotated").toString("base64")}`;
      if (made.store.asked.at(-1)?.headers.authorization !== wanted) {
        writeFileSync(made.tokenFile, "name:rotated\n");
        return { status: 401 };
      }
      keep(lines);
      return STORED;
    },
    { lines: 10 },
  );
  await made.run();
  expect(made.store.points.size).toBe(10);
  expect(made.store.asked).toHaveLength(2);
  expect(made.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(10_000);
});

test("a token file that is gone is named as what is in the way, and nothing is sent without it", async () => {
  await using made = await bed(after(), { lines: 10 });
  rmSync(made.tokenFile);
  const { run, done } = made.start();
  await until("the trouble to be named", () => run.troubles.includes("token-file"));
  expect(made.store.asked).toEqual([]);
  writeFileSync(made.tokenFile, "name:secret");
  await done;
  expect(made.store.points.size).toBe(10);
});

test("a portal that answers 200 with a page is not believed", async () => {
  const page: Reply = { status: 200, headers: { "content-type": "text/html" }, text: "<html>please sign in</html>" };
  await using made = await bed(after(page, page), { lines: 10 });
  const { troubles } = await made.run();
  expect(troubles).toEqual(["not-influxdb", "not-influxdb"]);
  expect(made.store.points.size).toBe(10);
});

test("a connection that is cut after the body was sent: the same bytes are sent again, and no line is there twice", async () => {
  await using made = await bed((lines, n, keep) => {
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
  await using made = await bed(
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

test("a store that refuses everything holds the sender after so many entries an hour: the schema is wrong, not the lines", async () => {
  // It is mended as soon as the sender holds.
  const troubles: string[][] = [];
  await using made = await bed(
    (lines, _n, keep) => {
      if (!troubles.flat().includes("too-many-quarantined")) return refusal("field type conflict");
      keep(lines);
      return STORED;
    },
    { lines: 100, quarantinedPerHour: 20 },
  );
  const { run, done } = made.start();
  troubles.push(run.troubles);
  await done;
  expect(run.passed.flatMap(({ quarantined }) => quarantined).map(({ seq }) => seq)).toEqual(
    Array.from({ length: 20 }, (_, i) => i + 2),
  );
  expect(made.store.points.size).toBe(80);
});

test("of an entry with many points the refused ones are told as one, and the others are stored", async () => {
  await using own = tempFolder();
  await using journal = await openTestJournal(own.path);
  const shape = journal.shape("b", ["p0", "p1", "p2"], ["1", "1", "1"]);
  const seq = await put(journal, reading(shape, [0, 1, 2]));
  const long = await put(journal, event("a", "door.opened", { body: { long: "x".repeat(6000) } }));
  await using made = await bed((lines, _n, keep) => {
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
  await using made = await bed((lines, _n, keep) => {
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
  await using made = await bed(
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
