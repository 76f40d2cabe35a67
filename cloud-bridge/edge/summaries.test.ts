// Summaries through a real Mosquitto: the newest first, everything once, and no more sealed than is taken.
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Came, openBed, PlayedCounty } from "#test/harness/county-link.ts";
import { type Mosquitto, startMosquitto } from "#test/harness/mosquitto.ts";
import { type TempFolder, tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { SummaryColumns } from "../wire/summary.ts";
import type { Bucket, BucketPage, SummarySource } from "./summaries.ts";

let broker: Mosquitto;
let folder: TempFolder;
let county: PlayedCounty;

beforeEach(async () => {
  folder = tempFolder("county-link");
  broker = await startMosquitto(["allow_anonymous true"]);
  county = await PlayedCounty.connect(broker.port);
});
afterEach(async () => {
  await county[Symbol.asyncDispose]();
  await broker[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Roll-ups played by hand: each change a row, revisions from 1. */
class PlayedRollups implements SummarySource {
  readonly rows: Bucket[] = [];
  passedTo = 0;
  add(count: number): void {
    for (let i = 0; i < count; i++) {
      const rev = this.rows.length + 1;
      this.rows.push({
        rev, step: "1min", device: "dev-1", point: "temperature", unit: "Cel", atMs: rev * 60_000, count: 1, min: rev, max: rev,
        sum: rev, last: rev, uncertain: 0, bad: 0,
      }); // biome-ignore format: figures of one row
    }
  }
  changedSince(rev: number, limit: number): BucketPage {
    const buckets = this.rows.slice(rev, rev + limit);
    return { buckets, next: buckets.at(-1)?.rev ?? rev, more: buckets.length === limit, gone: false };
  }
  passed(_follower: string, rev: number): void {
    this.passedTo = rev;
  }
}

const revsOf = (came: readonly Came[]) => came.flatMap(({ body }) => (body as SummaryColumns).rev as number[]);

test("summaries: what gathered without connection goes behind the newest, and everything goes once", async () => {
  const source = new PlayedRollups();
  // Enough that it is still going on when the newest come, on any machine.
  source.add(30_000);
  county.acknowledgeAll();
  const settings = { summaryEveryMs: 50 };
  await using open = await openBed(folder.path, broker.port, { summaries: source, settings });
  await until("the backlog to begin", () => county.of("summary").length > 0);
  source.add(10);
  await until("everything to be sealed", () => source.passedTo === 30_010, 60_000);
  await until("all of it to be freed", () => open.link.frames().get("summary") === 0);
  const revs = revsOf(county.of("summary"));
  expect([...revs].sort((a, b) => a - b)).toEqual(Array.from({ length: 30_010 }, (_, i) => i + 1));
  expect(revs.indexOf(30_010)).toBeLessThan(revs.length - 1);
});

test("summaries wait in the roll-ups while nobody takes them: only a few frames are sealed ahead", async () => {
  const source = new PlayedRollups();
  source.add(40_000);
  const settings = { summaryEveryMs: 20 };
  await using open = await openBed(folder.path, broker.port, { summaries: source, settings });
  await until("the first ones", () => (open.link.frames().get("summary") ?? 0) >= 12);
  await until("several more rounds", () => county.hellos.length >= 2);
  expect(open.link.frames().get("summary")).toBeLessThanOrEqual(14);
});
