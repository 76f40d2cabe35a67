// Campuses that vanish together are one outage, also after the county's service was away; but what nobody saw is not claimed.
import { expect, test } from "vitest";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { campusesOf } from "#test/harness/county-bed.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { countyConfigOf } from "../config.ts";
import { openEmbeddedStore } from "../store.ts";
import { COUNTY_ITSELF } from "./facts.ts";
import { watchLinks } from "./links.ts";
import { fleetView } from "./view.ts";

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 10, 23, 2);
const everything = { town: [], tag: [], visible: () => true };

async function county(ids: readonly string[]) {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(tempFolder("county-view"));
  const onFailed = (error: Error) => {
    throw error;
  };
  const store = stack.use(await openEmbeddedStore({ file: `${folder.path}/county.db`, onFailed }));
  const clock = handClock(START_MS);
  const campuses = campusesOf(...ids);
  const config = { ...countyConfigOf("county: { id: c, name: c, timezone: UTC }\ncampuses: []\n", "/"), campuses };
  const opened = stack.move();
  return {
    store,
    clock,
    /** The service begins; what it shows of outages. */
    begin() {
      const links = watchLinks({ store, knowsConnections: () => true, clock, log: createLog("silent") });
      const outages = () => fleetView(config, store, links, clock.now(), everything).outages.map(({ campuses }) => [...campuses].sort()); // biome-ignore format: one line
      return { links, outages };
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

test("three that vanish within two minutes are one outage; two are none, nor is a third that went an hour later", async () => {
  await using bed = await county(["a", "b", "c"]);
  const { links, outages } = bed.begin();
  for (const id of ["a", "b", "c"]) links.connected(id, null);
  bed.clock.pass(HOUR_MS);
  links.disconnected("a");
  bed.clock.pass(60_000);
  links.disconnected("b");
  expect(outages()).toEqual([]);
  bed.clock.pass(60_000);
  links.disconnected("c");
  expect(outages()).toEqual([["a", "b", "c"]]);
  links.connected("c", null);
  bed.clock.pass(HOUR_MS);
  links.disconnected("c");
  expect(outages()).toEqual([]);
  await links[Symbol.asyncDispose]();
});

test("after a restart an outage from before is still one; campuses that were connected at the end, and are not back, are none", async () => {
  const [old, last] = [["a", "b", "c"], ["d", "e", "f"]]; // biome-ignore format: one line
  await using bed = await county([...old, ...last]);
  const toMs = START_MS - HOUR_MS;
  const until = (campus: string, ms: number) => ({ campus, fromMs: START_MS - 9 * HOUR_MS, toMs: ms });
  await bed.store.seen([
    ...old.map((id) => until(id, toMs - HOUR_MS)),
    ...last.map((id) => until(id, toMs - 1000)),
    until(COUNTY_ITSELF, toMs),
  ]);
  const { links, outages } = bed.begin();
  expect(outages()).toEqual([old]);
  for (const id of last) links.connected(id, null);
  bed.clock.pass(HOUR_MS);
  for (const id of last) links.disconnected(id);
  expect(outages()).toEqual([old, last]);
  await links[Symbol.asyncDispose]();
});

test("a campus that never called shows as planned off while it is, and as never seen when it should be there", async () => {
  await using bed = await county(["a"]);
  const plannedOff = [{ from: "2026-11-23", to: "2026-11-24" }];
  const { links } = bed.begin();
  const seen = () => {
    const campuses = new Map([...campusesOf("a")].map(([id, campus]) => [id, { ...campus, plannedOff }] as const));
    const config = { ...countyConfigOf("county: { id: c, name: c, timezone: UTC }\ncampuses: []\n", "/"), campuses };
    return fleetView(config, bed.store, links, bed.clock.now(), everything).campuses[0]?.link;
  };
  expect(seen()).toMatchObject({ state: "unknown", planned: true });
  bed.clock.pass(48 * HOUR_MS);
  expect(seen()).toMatchObject({ state: "unknown", planned: false });
  await links[Symbol.asyncDispose]();
});
