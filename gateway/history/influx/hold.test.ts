// What holds the sender: what a store asks for, and what only people can change. It waits, names the reason and goes on by itself.
import { rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Reply, STORED } from "#test/harness/faulty-influx.ts";
import { after, refusal, sendingBed } from "#test/harness/influx-sending.ts";
import { until } from "#test/harness/wait.ts";

test("a store that asks to be left alone is left alone for as long as it says, in seconds or until a date", async () => {
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  await using made = await sendingBed(
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

test.each([
  [401, "unauthorized"],
  [403, "forbidden"],
  [404, "not-found"],
] as const)("at %i nothing is given up: everything waits a minute and goes on by itself", async (status, trouble) => {
  await using made = await sendingBed(after({ status }, { status }, { status }), { lines: 10 });
  const { troubles } = await made.run();
  expect(troubles).toEqual([trouble, trouble, trouble]);
  expect(made.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(3 * 59_000);
  expect(made.store.points.size).toBe(10);
});

test("a new token in the file counts within seconds, without waiting for the minute to be over", async () => {
  await using made = await sendingBed(
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
  await using made = await sendingBed(after(), { lines: 10 });
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
  await using made = await sendingBed(after(page, page), { lines: 10 });
  const { troubles } = await made.run();
  expect(troubles).toEqual(["not-influxdb", "not-influxdb"]);
  expect(made.store.points.size).toBe(10);
});

test("a store that refuses everything holds the sender after so many entries an hour: the schema is wrong, not the lines", async () => {
  // It is mended as soon as the sender holds.
  const troubles: string[][] = [];
  await using made = await sendingBed(
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
