// When the gateway raises an alarm about InfluxDB, and when that is over.
import { expect, test } from "vitest";
import { handClock } from "../../kit/hand-clock.ts";
import { createLog } from "../../kit/log.ts";
import { TroubleAlarms } from "./alarms.ts";

function bed() {
  const clock = handClock();
  const active = new Set<string>();
  const own = ({ id }: { readonly id: string }, isActive: boolean) => {
    if (isActive) active.add(id);
    else active.delete(id);
    return Promise.resolve();
  };
  return { clock, active, alarms: new TroubleAlarms({ own }, clock, createLog("silent")) };
}

test("what only people can change is an alarm at once, until lines are taken again", () => {
  const { active, alarms } = bed();
  for (const trouble of [
    "unauthorized",
    "forbidden",
    "not-found",
    "not-influxdb",
    "token-file",
    "too-many-quarantined",
  ] as const) {
    alarms.tell(trouble);
    expect([...active]).toEqual(["influx-refused"]);
    alarms.tell(null);
    expect([...active]).toEqual([]);
  }
});

test("what may pass by itself is an alarm only after ten minutes, however the reasons change meanwhile", () => {
  const { clock, active, alarms } = bed();
  alarms.tell("unreachable");
  clock.pass(5 * 60_000);
  alarms.tell("failing");
  clock.pass(5 * 60_000 - 1);
  expect([...active]).toEqual([]);
  clock.pass(1);
  expect([...active]).toEqual(["influx-silent"]);
  alarms.tell(null);
  expect([...active]).toEqual([]);
});

test("a store that was away for nine minutes is no alarm, and the next time begins anew", () => {
  const { clock, active, alarms } = bed();
  for (let time = 0; time < 3; time++) {
    alarms.tell("busy");
    clock.pass(9 * 60_000);
    alarms.tell(null);
  }
  expect([...active]).toEqual([]);
});
