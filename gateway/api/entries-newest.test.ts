// /entries with `order=newest`, over real sockets and a real journal: the console's list.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bed, openBed } from "#test/harness/api-bed.ts";
import { type EntriesPage, entriesPage } from "#test/harness/entries.ts";
import { happening } from "../journal/record.ts";
import { systemClock } from "../kit/clock.ts";

let bed: Bed;

beforeAll(async () => {
  bed = await openBed();
  for (let i = 0; i < 5; i++) {
    await bed.readings("dev-1", [i]);
    await bed.journal.append(happening("event", "door.forced", systemClock.now(), { i }, { device: "dev-2" }));
  }
});
afterAll(async () => bed[Symbol.asyncDispose]());

const seqs = ({ entries }: EntriesPage) => entries.map(({ seq }) => seq);

test("the newest entries come first, and `next` leads back to the first one", async () => {
  const admin = await bed.admin();
  const seen: number[] = [];
  let before = "";
  for (let more = true; more; ) {
    const page = await entriesPage(admin, `order=newest&limit=3&before=${before}`);
    expect(Object.keys(page)).toEqual(["epoch", "head", "entries", "next", "more", "gap"]);
    seen.push(...seqs(page));
    before = `${page.epoch}:${page.next}`;
    ({ more } = page);
  }
  expect(seen).toEqual(Array.from({ length: bed.journal.head }, (_, i) => bed.journal.head - i));
});

test("filters and rights are those of the oldest-first form", async () => {
  const doors = await entriesPage(await bed.admin(), "order=newest&limit=2&type=door.*&device=dev-2");
  expect(doors.entries.map(({ body }) => body)).toEqual([{ i: 4 }, { i: 3 }]);
  const viewer = await bed.account("newest-viewer", ["viewer"], { places: [], devices: ["dev-1"] });
  const seen = await entriesPage(viewer, "order=newest&limit=1000");
  expect(new Set(seen.entries.map(({ device }) => device))).toEqual(new Set(["dev-1", null]));
});

test.each([
  ["order=newest&after=3", "/after"],
  ["before=3", "/before"],
  ["order=sideways", "/order"],
  ["order=newest&before=x", "/before"],
])("%s is refused with the parameter's name", async (query, path) => {
  const answer = await (await bed.admin()).get(`entries?${query}`);
  expect(answer.status).toBe(400);
  expect(answer.json()).toMatchObject({ code: "bad-request", errors: [{ path }] });
});

test("a position of another journal is refused as the oldest-first form does it", async () => {
  for (const before of ["0123abcd:3", String(bed.journal.head + 2)]) {
    const answer = await (await bed.admin()).get(`entries?order=newest&before=${before}`);
    expect(answer.status).toBe(409);
    expect(answer.json()).toMatchObject({ code: "epoch-changed", epoch: bed.journal.epoch, oldest: 1 });
  }
});
