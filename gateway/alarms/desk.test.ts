// What people look at, over a real journal and a real state.db: causes, pages of thousands, pace, maintenance and the past over a stop.
import { expect, test } from "vitest";
import { store } from "#gateway/journal/testing.ts";
import { handClock } from "#gateway/kit/hand-clock.ts";
import { bench, readingIn } from "#test/harness/alarm-engine.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import type { AlarmRule, CampusConfig } from "../config/campus.ts";
import type { Alarms } from "./port.ts";
import { bad, HOT, testCampus, testDevice, testPlace } from "./testing.ts";

const MINUTE = 60_000;
const everything = () => true;
const ALL = { visible: null, devices: [], rules: [], severities: [], limit: 100, before: null } as const;

function polled(id: string) {
  return testDevice(id, { driver: "modbus", profile: "xy-md02", connection: { tcp: "10.0.4.12:502", unit: 1 } });
}

/** A rule for every device of our own format. */
function forAll(more: Partial<AlarmRule> = {}): AlarmRule {
  return { ...HOT, target: { by: "profile", id: "native" }, ...more };
}

function manyDevices(count: number): CampusConfig {
  return testCampus(
    [forAll()],
    Array.from({ length: count }, (_, i) => testDevice(`d-${i}`)),
  );
}

/** The past of everything; what was told is in it a moment later. */
function past(alarms: Alarms, raised: number) {
  return until(`${raised} occurrences in the past`, async () => {
    const wish = { ...ALL, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
    const found = await alarms.desk.history(wish, new AbortController().signal);
    return found !== null && found.figures.raised >= raised ? found : null;
  });
}

test("everything behind a dead link is one group of the link, whose alarm only those are told who may see it", async () => {
  await using folder = tempFolder();
  const blind: AlarmRule = {
    ...HOT,
    id: "blind",
    target: { by: "profile", id: "xy-md02" },
    condition: { is: "badFor", forMs: MINUTE },
  };
  await using own = await bench(folder.path, testCampus([blind], [polled("th-1"), polled("th-2")]));
  for (const device of ["th-1", "th-2"]) await own.state(device, "online");
  for (const device of ["th-1", "th-2"]) {
    await own.value(bad("timeout"), own.clock.now(), device);
    await own.state(device, "offline");
  }
  await own.pass(6 * MINUTE);
  const link = "link-down.10-0-4-12-502";
  const { groups } = own.alarms.desk.view(everything, "all");
  expect(groups).toMatchObject([{ root: { kind: "link", id: "10-0-4-12-502", alarm: link }, severity: "high" }]);
  expect(groups[0]?.alarms.toSorted()).toEqual([
    "blind.th-1.temperature", "blind.th-2.temperature", "device-offline.th-1", "device-offline.th-2", link,
  ]); // biome-ignore format: a list of ids
  const part = own.alarms.desk.view(({ device }) => device === "th-1", "th-1").groups;
  expect(part).toMatchObject([
    { root: { kind: "link", alarm: null }, alarms: expect.arrayContaining(["device-offline.th-1"]) },
  ]);
  expect(part[0]?.alarms).toHaveLength(2);
  await own.state("th-1", "online");
  expect(own.alarms.desk.view(everything, "all").groups.map(({ root }) => root.id)).toContain("th-1.temperature");
  expect(own.alarms.get("blind.th-1.temperature")).toMatchObject({ active: true, suppressed: false });
});

test("ten thousand open alarms are listed in pages without one missing or double, and are a flood", async () => {
  await using folder = tempFolder();
  const count = 10_000;
  await using own = await bench(folder.path, manyDevices(count));
  const { alarms, clock, journal } = own;
  await Promise.all(
    Array.from({ length: count }, (_, i) => store(journal, readingIn(journal, 40, clock.now(), `d-${i}`))),
  );
  await until("all to be raised", () => alarms.openCounts().get("high") === count);
  const seen = new Set<string>();
  let after: string | null = null;
  let pages = 0;
  do {
    const page = alarms.desk.page("open", { after, limit: 1000, sees: everything });
    for (const { id } of page?.alarms ?? []) seen.add(id);
    pages++;
    after = page?.next ?? null;
  } while (after !== null);
  expect([seen.size, pages]).toEqual([count, 10]);
  const view = alarms.desk.view(everything, "all");
  expect([view.groups.length, view.flood?.raised, view.load.last10Minutes]).toEqual([count, count, count]);
});

test("a flood is known again after a stop, and the past has each occurrence once", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  const config = manyDevices(12);
  {
    await using before = await bench(folder.path, config, clock);
    for (let i = 0; i < 12; i++) await before.value(40, clock.now(), `d-${i}`);
    expect(before.alarms.desk.pace().flood).toBe(true);
    clock.pass(1000);
    await past(before.alarms, 12);
    await before.value(20, clock.now(), "d-0");
  }
  await using again = await bench(folder.path, config, clock);
  expect(again.alarms.desk.view(everything, "all").flood).toMatchObject({ raised: 12 });
  clock.pass(1000);
  const { figures, occurrences } = await past(again.alarms, 12);
  expect([figures.raised, occurrences.filter(({ clearedAt }) => clearedAt !== null).length]).toEqual([12, 1]);
});

test("maintenance of a place holds for what lies within it and begins and ends by itself, also over a stop", async () => {
  await using folder = tempFolder();
  const clock = handClock();
  const devices = [testDevice("in", { place: "rack" }), testDevice("out", { place: "yard" })];
  const config = testCampus([forAll()], devices, [testPlace("room"), testPlace("rack", "room"), testPlace("yard")]);
  const wish = {
    scope: { place: "room" },
    fromMs: clock.now() + MINUTE,
    toMs: clock.now() + 3 * MINUTE,
    comment: null,
    by: "admin",
  };
  const outOfService = (alarms: Alarms) =>
    ["in", "out"].map((device) => alarms.get(`hot.${device}.temperature`)?.outOfService);
  {
    await using before = await bench(folder.path, config, clock);
    for (const { id } of devices) await before.value(40, clock.now(), id);
    await before.alarms.desk.addMaintenance(wish);
    expect(outOfService(before.alarms)).toEqual([false, false]);
  }
  clock.pass(MINUTE);
  await using own = await bench(folder.path, config, clock);
  expect(outOfService(own.alarms)).toEqual([true, false]);
  await own.value(20, clock.now(), "in");
  await own.value(40, clock.now(), "in");
  expect(own.alarms.get("hot.in.temperature")).toMatchObject({ active: true, occurrence: 2, outOfService: true });
  clock.pass(2 * MINUTE);
  expect([outOfService(own.alarms), own.alarms.desk.maintenance()]).toEqual([[false, false], []]);
});
