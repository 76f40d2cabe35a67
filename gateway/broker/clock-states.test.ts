import { expect, test } from "vitest";
import { brokerUnderTest, signInOf } from "#test/harness/broker.ts";
import { ManualClock } from "#test/harness/manual-clock.ts";
import { publishOf, rawConnect } from "#test/harness/raw-mqtt.ts";

test("a clock that is wrong is told once, and once that it is right again; messages without ts say nothing", async () => {
  const clock = new ManualClock();
  await using t = await brokerUnderTest({ clock });
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await using _ = mqtt;
  const times = ["1970-01-01T00:00:09Z", 5, undefined, clock.now() + 400_000, clock.now(), clock.now() - 86_400_000, 0];
  mqtt.send(
    ...times.map((ts, i) =>
      publishOf("campus/v1/gate-east/telemetry", JSON.stringify({ ts, points: { t: i } }), i + 1),
    ),
  );
  await mqtt.expect(4, times.length);
  const states = t
    .entries()
    .flatMap(({ type, body }) => (type?.startsWith("device.clock") ? [[type, body.deviceTs]] : []));
  expect(states).toEqual([
    ["device.clock-wrong", "1970-01-01T00:00:09Z"],
    ["device.clock-right", undefined],
    ["device.clock-wrong", 0],
  ]);
});

test("a clock that was wrong before a restart is not told again, only that it is right", async () => {
  await using t = await brokerUnderTest({ wasClockWrong: new Set(["gate-east"]) });
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await using _ = mqtt;
  for (const [i, ts] of [5, Date.now()].entries()) {
    mqtt.send(publishOf("campus/v1/gate-east/telemetry", JSON.stringify({ ts, points: { t: 1 } }), i + 1));
  }
  await mqtt.expect(4, 2);
  expect(t.entries().flatMap(({ type }) => (type?.startsWith("device.clock") ? [type] : []))).toEqual([
    "device.clock-right",
  ]);
});

test("while the gateway's clock is not trusted, entries say so and no device is blamed", async () => {
  const clock = new ManualClock(5000);
  let trusted = false;
  await using t = await brokerUnderTest({ clock, clockTrusted: () => trusted });
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await using _ = mqtt;
  const send = async (id: number, more: object) => {
    mqtt.send(publishOf("campus/v1/gate-east/telemetry", JSON.stringify({ ...more, points: { t: 1 } }), id));
    await mqtt.expect(4, id);
  };
  await send(1, {});
  await send(2, { ts: "2026-11-22T05:00:00Z" });
  trusted = true;
  clock.setNow(Date.UTC(2026, 10, 22, 5));
  await send(3, {});
  await send(4, { ts: "2026-11-22T05:00:00Z" });
  const readings = t.entries().filter(({ kind }) => kind === "reading");
  expect(readings.map((entry) => entry.clock)).toEqual(["unsynced", "unsynced", "gateway", "device"]);
  expect(readings[1]?.body).toMatchObject({ deviceTs: "2026-11-22T05:00:00Z" });
  expect(t.entries().some(({ type }) => type === "device.clock-wrong")).toBe(false);
});

test("a message of yesterday is late", async () => {
  await using t = await brokerUnderTest();
  const { mqtt } = await rawConnect(t.port, signInOf("gate-east"));
  await using _ = mqtt;
  for (const [i, age] of [16 * 60_000, 14 * 60_000].entries()) {
    mqtt.send(
      publishOf("campus/v1/gate-east/telemetry", JSON.stringify({ ts: Date.now() - age, points: { t: 1 } }), i + 1),
    );
  }
  await mqtt.expect(4, 2);
  expect(t.entries().flatMap(({ kind, late }) => (kind === "reading" ? [late] : []))).toEqual([true, false]);
});
