import { expect, test } from "vitest";
import type { AlarmDeskView, AlarmGroup } from "#gateway/contract/alarm-desk.ts";
import { anAlarm } from "../../campus/alarm-testing.ts";
import { type DeskRow, devicesIn, positionOf, rowsOf } from "./rows.ts";

const SINCE = "2026-11-22T05:00:00.000Z";
const CLOSED: ReadonlySet<string> = new Set();
const desk = (...groups: AlarmGroup[]): AlarmDeskView => ({
  groups,
  flood: null,
  chattering: [],
  load: { lastHour: 0, last10Minutes: 0, floodShare: 0, standing: [] },
});
const group = (alarm: string | null, alarms: string[], severity: AlarmGroup["severity"] = "high"): AlarmGroup => ({
  root: { kind: "device", id: "switch", alarm },
  severity,
  since: SINCE,
  alarms,
});
const keys = (rows: readonly DeskRow[]) => rows.map(({ kind, key }) => `${kind} ${key}`);
const OFFLINE = "offline.switch.online";
const ALARMS = [anAlarm(OFFLINE, { severity: "high" }), anAlarm("quiet.a.t"), anAlarm("quiet.b.t")];

test("what one cause explains is one line until it is opened, and no alarm stands there twice", () => {
  const asked = desk(group(OFFLINE, [OFFLINE, "quiet.a.t", "quiet.b.t"]));
  expect(keys(rowsOf(ALARMS, asked, CLOSED))).toEqual([`group ${OFFLINE}`]);
  expect(keys(rowsOf(ALARMS, asked, new Set([OFFLINE])))).toEqual([
    `group ${OFFLINE}`,
    "alarm quiet.a.t",
    "alarm quiet.b.t",
  ]);
});

test("an alarm that came since the causes were asked for is seen, and stands by its severity", () => {
  const alarms = [...ALARMS, anAlarm("leak.r.leak", { severity: "critical" }), anAlarm("low.r.t", { severity: "low" })];
  const rows = rowsOf(alarms, desk(group(OFFLINE, ["quiet.a.t", "quiet.b.t"])), CLOSED);
  expect(keys(rows)).toEqual(["alarm leak.r.leak", `group ${OFFLINE}`, "alarm low.r.t"]);
});

test("a cause without an alarm of its own has a name that no alarm can have, and one alarm is no group", () => {
  const quiet = ALARMS.slice(1);
  expect(keys(rowsOf(quiet, desk(group(null, ["quiet.a.t", "quiet.b.t"])), CLOSED))).toEqual(["group device:switch"]);
  expect(keys(rowsOf(quiet.slice(1), desk(group(null, ["quiet.a.t", "quiet.b.t"])), CLOSED))).toEqual([
    "alarm quiet.b.t",
  ]);
});

test("the group of an alarm that a link names is open", () => {
  const rows = rowsOf(ALARMS, desk(group(OFFLINE, ["quiet.a.t", "quiet.b.t"])), CLOSED, "quiet.b.t");
  expect(keys(rows)).toEqual([`group ${OFFLINE}`, "alarm quiet.a.t", "alarm quiet.b.t"]);
  expect(positionOf(rows, "quiet.b.t")).toBe(2);
});

test("an alarm of a closed group is found at its group, one that is gone at the top", () => {
  const rows = rowsOf(ALARMS, desk(group(OFFLINE, ["quiet.a.t", "quiet.b.t"])), CLOSED);
  expect([positionOf(rows, "quiet.b.t"), positionOf(rows, "gone.x.y"), positionOf(rows, null)]).toEqual([0, 0, 0]);
});

test("the device that is the cause is not counted among those that suffer from it", () => {
  const members = [anAlarm("quiet.switch.t"), anAlarm("quiet.a.t"), anAlarm("quiet.a.h"), anAlarm("own-clock")];
  expect(devicesIn({ root: { kind: "device", id: "switch", alarm: null }, members })).toBe(1);
});
