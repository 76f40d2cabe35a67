// The air conditioner of a machine room fails at night: from the sensor's register to the last word of the alarm, over a kill and a stop.
import { expect, test } from "vitest";
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startSimulator } from "#drivers/modbus/simulator/server.ts";
import type { AlarmDeskView, AlarmHistory, RuleView } from "#gateway/contract/alarm-desk.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { allEntries } from "../harness/entries.ts";
import { startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { until } from "../harness/wait.ts";

/** A machine with everything else to do takes so long to start its drivers. */
const PATIENCE_MS = 60_000;
const TEMPERATURE = 1;
const ID = "inlet-warm.mr1-th.temperature";
/** The rule of the sensor's profile, but with delays for a short night. */
const RULE = {
  id: "inlet-warm", profile: "xy-md02", point: "temperature", above: 27, deadband: 1, onDelay: "1s", severity: "high",
  text: { "zh-CN": "机房进风温度高", en: "Inlet air warm" }, consequence: { "zh-CN": "会自动关机" }, action: { "zh-CN": "打开备用空调" },
  respondWithin: "10min",
}; // biome-ignore format: one rule

function alarmWhen(admin: HttpClient, what: string, is: (alarm: Alarm) => boolean): Promise<Alarm> {
  return until(
    what,
    async () => {
      const answer = await admin.get(`alarms/${ID}`);
      const alarm = answer.status === 200 ? answer.json<Alarm>() : null;
      return alarm !== null && is(alarm) ? alarm : null;
    },
    PATIENCE_MS,
  );
}

test("a hot night is told once, from the rule to the clear, with what to do, across a kill and a stop", async () => {
  const unit = memoryUnit();
  const celsius = (value: number) => unit.set(4, TEMPERATURE, Math.round(value * 10), 450);
  celsius(24);
  await using simulator = await startSimulator({ units: new Map([[1, unit]]), clock: systemClock });
  const connection = { tcp: `127.0.0.1:${simulator.port}`, unit: 1, timeout: "2s" };
  const device = {
    driver: "modbus",
    profile: "xy-md02",
    place: "mr1",
    connection,
    every: "200ms",
    credential: undefined,
  };
  await using gateway = await startGateway({
    devices: { "mr1-th": { ...device, report: { onChange: true, atLeast: "60s" } } },
    config: { places: [{ id: "mr1", name: "网络机房", class: "machine-room", key: true }], alarms: [RULE] },
  });
  const evening = await gateway.admin();
  const { rules } = (await evening.get("alarms/rules")).json<{ rules: RuleView[] }>();
  // The owner's limit stands for all upper limits of the profile, and for nothing else of it.
  const upper = rules.filter(({ condition, point }) => condition.is === "above" && point === "temperature");
  expect(upper.map(({ id, origin }) => [id, origin])).toEqual([["inlet-warm", "campus"]]);
  expect(rules.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["inlet-cold", "temperature-unread", "device-offline"]),
  );
  expect((await evening.get("alarms")).json<{ alarms: Alarm[] }>().alarms).toEqual([]);

  celsius(28.4);
  await alarmWhen(evening, "the alarm", ({ active }) => active);
  await gateway.restart("SIGKILL");
  const night = await gateway.admin();
  const hot = await alarmWhen(night, "the alarm after the kill", ({ active }) => active);
  expect(hot).toMatchObject({
    occurrence: 1,
    severity: "high",
    value: 28.4,
    limit: 27,
    unit: "Cel",
    acknowledged: false,
  });
  const { groups } = (await night.get("alarms/desk")).json<AlarmDeskView>();
  expect(groups.map(({ root }) => root)).toEqual([{ kind: "point", id: "mr1-th.temperature", alarm: ID }]);
  expect((await night.post(`alarms/${ID}/ack`, { occurrence: 1, comment: "在去的路上" })).status).toBe(200);

  await gateway.restart("SIGTERM");
  const morning = await gateway.admin();
  celsius(25.9);
  const over = await alarmWhen(morning, "the end", ({ active }) => !active);
  expect(over).toMatchObject({ acknowledged: true, acknowledgements: [{ by: "admin", comment: "在去的路上" }] });
  const told = (await allEntries(morning)).filter(({ kind }) => kind === "alarm");
  expect(told.map(({ type, body }) => [type, body.id])).toEqual([
    ["alarm.raised", ID], ["alarm.acknowledged", ID], ["alarm.cleared", ID],
  ]); // biome-ignore format: the whole story
  const past = await until("the end in the past", async () => {
    const found = (await morning.get("alarms/history?rule=inlet-warm")).json<AlarmHistory>();
    return found.occurrences[0]?.clearedAt ? found : null;
  });
  expect(past.figures.raised).toBe(1);
  expect(past.occurrences).toMatchObject([
    { seq: told[0]?.seq, acknowledgedBy: "admin", clearedAt: over.clearedAt, value: 28.4 },
  ]);
  expect((await morning.get("alarms")).json<{ alarms: Alarm[] }>().alarms).toEqual([]);
});
