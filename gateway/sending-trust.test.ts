// What devices send to us is believed by the same rules as what we ask: the real broker, the real journal, the real judge.
import { expect, test } from "vitest";
import type { DeviceConfig, PointConfig, TrustRule } from "#gateway/config/campus.ts";
import type { PointValue } from "#gateway/contract/entry.ts";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import { type BrokerUnderTest, brokerUnderTest, campusOf, closedGate, signInOf } from "#test/harness/broker.ts";
import { deviceConfig } from "#test/harness/campus-config.ts";
import { publishOf, rawConnect } from "#test/harness/raw-mqtt.ts";
import { until } from "#test/harness/wait.ts";
import { systemClock as clock } from "./kit/clock.ts";
import { openJudges } from "./sending-trust.ts";

const HOUR_MS = 3_600_000;

function ruled(
  id: string,
  rules: Readonly<Record<string, TrustRule>>,
): Partial<DeviceConfig> & { readonly id: string } {
  const pointOf = (trust: TrustRule): PointConfig => ({ unit: null, name: null, type: null, deadband: null, trust });
  return { id, points: new Map(Object.entries(rules).map(([point, trust]) => [point, pointOf(trust)])) };
}

async function judged(
  devices: readonly (Partial<DeviceConfig> & { readonly id: string })[],
  more: Parameters<typeof brokerUnderTest>[0] = {},
  latest: (device: string) => readonly LatestPoint[] = () => [],
): Promise<BrokerUnderTest> {
  const config = campusOf(devices.map((device) => deviceConfig(device)));
  const judges = await openJudges({ config, profiles: new Map(), latest, clock });
  return brokerUnderTest({ config, judges, ...more });
}

/** Sends messages one after the other, each when the one before is acknowledged. */
async function say(t: BrokerUnderTest, device: string, messages: readonly object[]): Promise<void> {
  const { mqtt } = await rawConnect(t.port, signInOf(device));
  await using visitor = mqtt;
  for (const [i, message] of messages.entries()) {
    visitor.send(publishOf(`campus/v1/${device}/telemetry`, JSON.stringify(message), i + 1, 1));
    await until("the acknowledgement", () => visitor.ids(4).length === i + 1, 10_000);
  }
}

/** What was stored of a point, in order: its value, or the reason why it is none. */
function told(t: BrokerUnderTest, device: string, point: string): unknown[] {
  return t.entries().flatMap((entry) => {
    const value = entry.device === device ? (entry.body.points as Record<string, PointValue>)?.[point] : undefined;
    return value === undefined
      ? []
      : [value.quality === "good" ? value.value : `${value.quality} ${value.reason} ${value.value}`];
  });
}

test("a spike is never a number, and its message can be looked at; what has no rule is as it came", async () => {
  await using t = await judged([ruled("th", { temperature: { range: [-40, 80] } }), { id: "free" }]);
  await say(t, "th", [
    { points: { temperature: 23.4, humidity: 50 } },
    { points: { temperature: 850, humidity: 51 } },
    { points: { temperature: 23.5, humidity: 52 } },
  ]);
  await say(t, "free", [{ points: { temperature: 850 } }]);
  expect(told(t, "th", "temperature")).toEqual([23.4, "bad range null", 23.5]);
  expect(told(t, "th", "humidity")).toEqual([50, 51, 52]);
  expect(told(t, "free", "temperature")).toEqual([850]);
  expect([...t.broker.badMessages.keys()]).toEqual(["th"]);
  expect(t.broker.badMessages.get("th")).toMatchObject({
    code: "range",
    message: "temperature: 850 is not from -40 to 80",
    raw: '{"points":{"temperature":850,"humidity":51}}',
  });
});

test("a message that is sent again confirms nothing: not as a repeat, and not after the store failed", async () => {
  const jump = { by: 5, withinMs: HOUR_MS };
  await using t = await judged([ruled("th", { t: { jump } })]);
  const spike = { seq: 2, points: { t: 70 } };
  await say(t, "th", [{ seq: 1, points: { t: 23 } }, spike, spike, { seq: 3, points: { t: 23.2 } }]);
  expect(told(t, "th", "t")).toEqual([23, "bad jump null", 23.2]);
  const config = campusOf([deviceConfig(ruled("th", { t: { jump } }))]);
  const judges = await openJudges({ config, profiles: new Map(), latest: () => [], clock });
  const gate = closedGate();
  await using broken = await brokerUnderTest({ config, judges, through: gate.through });
  const { mqtt } = await rawConnect(broken.port, signInOf("th"));
  await using visitor = mqtt;
  for (const [i, value] of [23, 70].entries())
    visitor.send(publishOf("campus/v1/th/telemetry", `{"points":{"t":${value}}}`, i + 1, 1));
  await broken.entry("the spike", ({ body }) => JSON.stringify(body).includes("jump"));
  gate.fail(new Error("the disk is full"));
  await visitor.closed();
  const { mqtt: again } = await rawConnect(broken.port, signInOf("th"));
  await using second = again;
  second.send(publishOf("campus/v1/th/telemetry", '{"points":{"t":70}}', 1, 1));
  await until("the spike again", () => told(broken, "th", "t").length === 3);
  expect(told(broken, "th", "t")).toEqual([23, "bad jump null", "bad jump null"]);
});

test("a backlog is judged by when it was measured, and what is older than the newest by its range alone", async () => {
  const rule = { range: [-40, 80] as const, jump: { by: 5, withinMs: HOUR_MS / 60 }, counter: { wrapsAt: null } };
  await using t = await judged([
    ruled("th", { t: { range: rule.range, jump: rule.jump }, n: { counter: rule.counter } }),
  ]);
  const ago = (minutes: number) => Date.now() - minutes * 60_000;
  await say(t, "th", [
    { ts: ago(30), points: { t: 10, n: 5 } },
    { ts: ago(20), points: { t: 30, n: 9 } },
    { ts: ago(25), points: { t: 20, n: 7 } },
    { ts: ago(24), points: { t: 99, n: 8 } },
    { ts: ago(19), points: { t: 60, n: 3 } },
  ]);
  expect(told(t, "th", "t")).toEqual([10, 30, 20, "bad range null", "bad jump null"]);
  expect(told(t, "th", "n")).toEqual([5, 9, 7, 8, "bad jump null"]);
});

test("a counter rolls over, another serial number is another device, a flag of the device itself counts", async () => {
  const kinds = ruled("meter", {
    energy: { counter: { wrapsAt: 10_000 } },
    serial: { expect: 77 },
    co2: { unless: ["fault"] },
  });
  await using t = await judged([kinds]);
  await say(t, "meter", [
    { points: { energy: 9990, serial: 77, co2: 600, fault: false } },
    { points: { energy: 12, serial: 77, co2: 900, fault: true } },
    { points: { energy: 13, serial: 78, co2: 500, fault: false } },
  ]);
  expect(told(t, "meter", "energy")).toEqual([9990, 12, "bad identity null"]);
  expect(told(t, "meter", "co2")).toEqual([600, "bad device null", "bad identity null"]);
});

test("two sensors that differ are both uncertain and keep their values", async () => {
  const agrees = { device: "right", point: "t", within: 3, forMs: 0 };
  await using t = await judged([ruled("left", { t: { agrees } }), { id: "right" }]);
  await say(t, "left", [{ points: { t: 23 } }]);
  await say(t, "right", [{ points: { t: 29 } }]);
  await say(t, "left", [{ points: { t: 23 } }]);
  expect(told(t, "left", "t")).toEqual([23, "uncertain disagree 23"]);
  expect(told(t, "right", "t")).toEqual(["uncertain disagree 29"]);
});

test("what was known before a start is known after it; a change of another device's rules forgets nothing", async () => {
  const before: LatestPoint = {
    device: "th", point: "t", value: 23, unit: "Cel", quality: "good", stale: false, staleAfter: "5min", seq: 1,
    measuredAt: new Date().toISOString(), receivedAt: new Date().toISOString(),
    lastGood: { value: 23, measuredAt: new Date().toISOString() },
  }; // biome-ignore format: one point
  const th = ruled("th", { t: { jump: { by: 5, withinMs: HOUR_MS } } });
  await using t = await judged([th, { id: "other" }], {}, (device) => (device === "th" ? [before] : []));
  await say(t, "th", [{ points: { t: 70 } }]);
  const next = [th, ruled("other", { t: { range: [0, 1] } })].map((device) => deviceConfig(device));
  await t.broker.apply({ ...campusOf(next), listen: t.config.listen });
  await say(t, "th", [{ points: { t: 71 } }]);
  await say(t, "other", [{ points: { t: 2 } }]);
  expect(told(t, "th", "t")).toEqual(["bad jump null", 71]);
  expect(told(t, "other", "t")).toEqual(["bad range null"]);
});
