// /history over real sockets, a real journal and the real query thread (contract §6).
import { afterAll, beforeAll, expect, test } from "vitest";
import { addAll, type Bed, openBed, readingOf } from "#test/harness/api-bed.ts";

const AT = Date.parse("2026-11-22T05:00:00.000Z");
let bed: Bed;

beforeAll(async () => {
  bed = await openBed();
  const values = [23.1, 23.6, 23.4, 23.5];
  await addAll(
    bed.journal,
    values.map((value, i) => readingOf(bed.journal, "dev-1", value, AT + i * 20_000)),
  );
});
afterAll(async () => bed[Symbol.asyncDispose]());

const RANGE = "from=2026-11-22T13:00:00%2B08:00&to=1795324000000";

test("with `step` it answers the contract's fields exactly", async () => {
  const answer = await (await bed.admin()).get(`history?device=dev-1&point=temperature&${RANGE}&step=1min`);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.json()).toEqual({
    device: "dev-1",
    point: "temperature",
    unit: "Cel",
    step: "1min",
    complete: true,
    next: null,
    buckets: [
      { at: "2026-11-22T05:00:00.000Z", count: 3, min: 23.1, max: 23.6, sum: 70.1, mean: 70.1 / 3, last: 23.4, uncertain: 0, bad: 0 },
      { at: "2026-11-22T05:01:00.000Z", count: 1, min: 23.5, max: 23.5, sum: 23.5, mean: 23.5, last: 23.5, uncertain: 0, bad: 0 },
    ],
  }); // biome-ignore format: one bucket a line
});

test("without `step` it answers the readings, and `next` leads on", async () => {
  const admin = await bed.admin();
  const seen: unknown[] = [];
  let after = "";
  for (let more = true; more; ) {
    const answer = await admin.get(`history?device=dev-1&point=temperature&${RANGE}&limit=3&after=${after}`);
    const { readings, next } = answer.json<{ readings: unknown[]; next: string | null }>();
    seen.push(...readings);
    more = next !== null;
    after = next ?? "";
  }
  expect(seen).toEqual([
    { at: "2026-11-22T05:00:00.000Z", value: 23.1, quality: "good" },
    { at: "2026-11-22T05:00:20.000Z", value: 23.6, quality: "good" },
    { at: "2026-11-22T05:00:40.000Z", value: 23.4, quality: "good" },
    { at: "2026-11-22T05:01:00.000Z", value: 23.5, quality: "good" },
  ]);
});

test.each([
  ["device=none&point=temperature&from=0", 404, "not-found", null],
  ["device=dev-1&point=none&from=0", 400, "bad-request", "/point"],
  ["device=dev-1&point=temperature", 400, "bad-request", "/from"],
  ["device=dev-1&point=temperature&from=5&to=4", 400, "bad-request", "/to"],
  ["device=dev-1&point=temperature&from=0&step=90s", 400, "bad-request", "/step"],
  ["device=dev-1&point=temperature&from=0&step=0min", 400, "bad-request", "/step"],
  ["device=dev-1&point=temperature&from=0&after=x", 400, "bad-request", "/after"],
  ["device=dev-1&point=temperature&from=0&limit=10001", 400, "bad-request", "/limit"],
])("%s is refused with %i %s", async (query, status, code, path) => {
  const answer = await (await bed.admin()).get(`history?${query}`);
  expect(answer.status, answer.text).toBe(status);
  expect(answer.json()).toMatchObject({ code, ...(path === null ? {} : { errors: [{ path }] }) });
});

test("a device beyond the asker's scope is refused, and so is whoever may not read values", async () => {
  const viewer = await bed.account("history-viewer", ["viewer"], { places: [], devices: ["dev-2"] });
  expect((await viewer.get("history?device=dev-1&point=temperature&from=0")).status).toBe(403);
  const token = await bed.token(["entries.read"]);
  expect((await token.get("history?device=dev-1&point=temperature&from=0")).status).toBe(403);
});
