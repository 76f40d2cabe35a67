// The air conditioner of a machine room fails at night: from the sensor's register to the last word of the alarm, over a kill and a stop,
// and what the two dashboards show of it in the morning.
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { PROJECT } from "../harness/gateway.ts";
import { isSeen, lookAt, readDashboard, type ShownRow } from "../harness/grafana.ts";
import { type HotNight, hotNight, ID, WATCH_MS } from "./hot-night.ts";

let night: HotNight;
beforeAll(async () => {
  night = await hotNight();
}, 400_000);
afterAll(() => night?.[Symbol.asyncDispose]());

test("a hot night is told once, from the rule to the clear, with what to do, across a kill and a stop", () => {
  const { rules, before, hot, desk, acknowledged, over, after, told, past } = night;
  // The owner's limit stands for all upper limits of the profile, and for nothing else of it.
  const upper = rules.filter(({ condition, point }) => condition.is === "above" && point === "temperature");
  expect(upper.map(({ id, origin }) => [id, origin])).toEqual([["inlet-warm", "campus"]]);
  expect(rules.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["inlet-cold", "temperature-unread", "device-offline"]),
  );
  expect([before, after, acknowledged]).toEqual([[], [], 200]);
  expect(hot).toMatchObject({
    occurrence: 1,
    severity: "high",
    value: 28.4,
    limit: 27,
    unit: "Cel",
    acknowledged: false,
  });
  expect(desk.groups.map(({ root }) => root)).toEqual([{ kind: "point", id: "mr1-th.temperature", alarm: ID }]);
  expect(over).toMatchObject({ acknowledged: true, acknowledgements: [{ by: "admin", comment: "在去的路上" }] });
  expect(told.map(({ type }) => type)).toEqual(["alarm.raised", "alarm.acknowledged", "alarm.cleared"]);
  expect(past.figures.raised).toBe(1);
  expect(past.occurrences).toMatchObject([
    { seq: told[0]?.seq, acknowledgedBy: "admin", clearedAt: over.clearedAt, value: 28.4 },
  ]);
});

/** A dashboard as it stands in the morning, asked as Grafana asks, with its default range of a day. */
async function morningLook(name: string) {
  const file = join(PROJECT, "dashboards/grafana/json/en", `${name}.json`);
  const shown = await lookAt(readDashboard(file), night.ask, { nowMs: night.eveningMs + 3 * WATCH_MS + 10 * 60_000 });
  const rows = (where: string, refId = "A") =>
    shown.find((one) => one.where === where && one.refId === refId)?.rows ?? [];
  /** The last figure of each watch. */
  const byWatch = (where: string, refId = "A") => [
    ...new Map(rows(where, refId).map((row) => [watchOf(row), figureOf(row)])),
  ];
  const figures = (where: string, refId = "A") => rows(where, refId).map(figureOf);
  /** Queries whose answer draws nothing. */
  const unseen = shown.filter((one) => !isSeen(one)).map(({ where, refId }) => `${where} ${refId}`);
  return { rows, byWatch, figures, unseen };
}

function figureOf({ values: { time: _time, ...figures } }: ShownRow): unknown {
  return Object.values(figures)[0];
}

/** In which watch of the night a row lies, 0 to 3; a step of a chart begins up to an hour before what is in it. */
function watchOf({ values: { time } }: ShownRow): number {
  return Math.max(0, Math.ceil((Number(time) - night.eveningMs - WATCH_MS / 4) / WATCH_MS));
}

const timeOf = ({ values }: ShownRow) => new Date(Number(values.time)).toISOString();
const STORY = [
  ["alarm.cleared", "mr1-th", false, true],
  ["alarm.acknowledged", "mr1-th", true, true],
  ["alarm.raised", "mr1-th", true, false],
];
/** Changes of the alarm in a table, newest first. */
const told = (rows: readonly ShownRow[]) =>
  rows.map(({ values: { type, device, data } }) => {
    const alarm: Alarm = JSON.parse(String(data));
    return [type, device, alarm.active, alarm.acknowledged];
  });

test("the machine room's dashboard shows how hot it became and when, why, and who was told when", async () => {
  const { rows, byWatch, figures, unseen } = await morningLook("machine-room");
  // The battery's time cannot be read in the morning; everything else is seen.
  expect(unseen).toEqual(["Runtime A"]);
  expect(byWatch("Temperature")).toEqual([[0, 24], [1, 28.4], [2, 28.4], [3, 25.9]]); // biome-ignore format: a course
  expect(figures("Hottest")).toEqual([25.9]);
  const long = "Temperature over months (15 min: lowest, mean, highest)";
  expect([Math.min(...figures(long).map(Number)), Math.max(...figures(long, "C").map(Number))]).toEqual([24, 28.4]);
  expect(byWatch("Current (shows a stopped air conditioner)")).toEqual([[0, 6.2], [1, 0.1], [3, 6.2]]); // biome-ignore format: a course
  expect([figures("Supply"), figures("Highest humidity"), figures("Bad values")]).toEqual([
    [0],
    [45],
    [expect.any(Number)],
  ]);
  expect([figures("Alarms"), figures("Alarms", "B")]).toEqual([[0], [1]]);
  expect(told(rows("Alarm events (newest first)"))).toEqual(STORY);
  expect(rows("Alarm events (newest first)").map(timeOf)).toEqual(
    night.told.map(({ measuredAt }) => measuredAt).reverse(),
  );
  expect([
    byWatch("Alarms raised").length,
    rows("Alarms raised").map(watchOf),
    rows("Alarms cleared").map(watchOf),
  ]).toEqual([1, [1], [3]]);
  const newest = rows("Newest value").map(({ tags, values }) => [tags.point, values.quality]);
  expect(newest).toEqual(expect.arrayContaining([["runtime", "bad"], ["temperature", "good"]])); // biome-ignore format: two
});

test("the gateway's dashboard shows each start, what was silent, and how many alarms were active from watch to watch", async () => {
  const { rows, byWatch, figures, unseen } = await morningLook("gateway-health");
  // Nothing was doubtful in this night.
  expect(unseen).toEqual(["Values per minute B"]);
  expect(byWatch("Starts of the gateway per hour")).toEqual([[0, 1], [1, 1], [2, 1], [3, 1]]); // biome-ignore format: a course
  expect(rows("Gateway started").map(watchOf)).toEqual([0, 1, 2, 3]);
  expect(byWatch("Active alarms")).toEqual([[1, 1], [3, 0]]); // biome-ignore format: a course
  expect([figures("Alarms"), figures("Alarms", "B")]).toEqual([[0], [1]]);
  expect([byWatch("Alarms per hour"), byWatch("Alarms per hour", "C"), byWatch("Alarms per hour", "B")]).toEqual([
    [[1, 1]],
    [[2, 1]],
    [[3, 1]],
  ]);
  expect(told(rows("Alarm events (newest first)"))).toEqual(STORY);
  expect(byWatch("Devices with data")).toEqual([[0, 2], [1, 2], [2, 1], [3, 2]]); // biome-ignore format: a course
  const goings = "Devices going online and offline";
  expect(byWatch(goings, "B")).toContainEqual([2, 1]);
  expect(byWatch(goings)).toContainEqual([3, 1]);
  expect(rows("Events per hour").map(({ tags }) => tags.type)).toEqual(["door.opened"]);
  expect(rows("Newest data of each device").map(({ tags }) => tags.device)).toEqual(["mr1-power", "mr1-th"]);
  expect(figures("Values per minute").length).toBeGreaterThan(0);
});
