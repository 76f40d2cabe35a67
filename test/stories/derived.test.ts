// Derived devices over the public contract: what follows from two sensors and a meter is an entry, a newest value, a chart and an alarm like
// any other, once per cause, whatever dies in between.
import { expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { allEntries } from "../harness/entries.ts";
import { type Gateway, NotReady, startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";

const derived = (profile: string, connection: object, more = {}) => ({
  driver: "derived",
  profile,
  credential: undefined,
  connection,
  ...more,
});
const CAMPUS = {
  devices: {
    th: { points: { temperature: { unit: "Cel" }, humidity: { unit: "%" } } },
    dew: derived("dew-point", { of: "th" }),
    order: derived("in-order", { devices: ["th", "other"] }),
    other: {},
  },
  config: {
    alarms: [{ id: "wet", device: "dew", point: "dew-point", above: 15, severity: "high", text: { "zh-CN": "结露", en: "Dew" } }],
  },
}; // biome-ignore format: two tables

async function publishAll(
  gateway: Gateway,
  rows: readonly (readonly [temperature: number, humidity: number | null])[],
  from: number,
) {
  const th = gateway.devices.find(({ id }) => id === "th");
  if (th === undefined) throw new Error("no device th");
  const device = await connectDevice(gateway, th);
  for (const [i, [temperature, humidity]] of rows.entries())
    await device.publish("telemetry", { seq: from + i, boot: "a", points: { temperature, humidity } });
  await device[Symbol.asyncDispose]();
}

async function readingsOf(admin: HttpClient, device: string): Promise<Entry[]> {
  return await allEntries(admin, `kind=reading&device=${device}`);
}

const pointOf = (entry: Entry | undefined, point: string) =>
  (entry?.body as { points: Record<string, unknown> } | undefined)?.points[point];

test("a dew point is an entry with its cause, a newest value, part of the history and an alarm; bad input gives no number", async () => {
  await using gateway = await startGateway(CAMPUS);
  const admin = await gateway.admin();
  await publishAll(gateway, [[20, 50], [20, 50], [25, 60], [25, null]], 1); // biome-ignore format: a table
  const entries = await until("three changes of the dew point", async () => {
    const found = await readingsOf(admin, "dew");
    return found.length === 3 ? found : null;
  });
  expect(entries.map((entry) => pointOf(entry, "dew-point"))).toEqual([
    { value: 9.3, unit: "Cel", quality: "good" },
    { value: 16.7, unit: "Cel", quality: "good" },
    { value: null, unit: "Cel", quality: "bad", reason: "device" },
  ]);
  const inputs = await readingsOf(admin, "th");
  expect(entries.map(({ cause }) => cause)).toEqual([inputs[0], inputs[2], inputs[3]].map((entry) => entry?.seq));
  expect(entries.map(({ measuredAt }) => measuredAt)).toEqual(
    [inputs[0], inputs[2], inputs[3]].map((entry) => entry?.measuredAt),
  );
  expect(entries[1]?.body).toMatchObject({ held: 1 });
  expect(entries.every(({ body }) => !("cause" in body))).toBe(true);
  const latest = (await admin.get("latest?device=dew")).json<{ points: object[] }>();
  expect(latest.points).toMatchObject([
    { point: "dew-point", quality: "bad", stale: false, lastGood: { value: 16.7 } },
  ]);
  const raised = await until("the alarm", async () =>
    (await admin.get("alarms/wet.dew.dew-point")).json<{ value?: number }>(),
  );
  expect(raised).toMatchObject({ active: true, value: 16.7 });
  const shares = await readingsOf(admin, "order");
  expect(pointOf(shares.at(-1), "share")).toMatchObject({ value: 50, unit: "%" });
  const device = (await admin.get("devices/dew")).json<object>();
  expect(device).toMatchObject({ connected: null, every: null, polling: null });
});

test("after kills at any moment every cause has its derived entry once", async () => {
  await using gateway = await startGateway(CAMPUS);
  let sent = 0;
  for (let round = 0; round < 2; round++) {
    const rows = Array.from({ length: 40 }, (_, i) => [10 + ((sent + i) % 30), 50] as const);
    await publishAll(gateway, rows, sent + 1);
    sent += rows.length;
    // What is acknowledged is on disk; what follows from it may be on its way.
    await gateway.kill("SIGKILL");
    await gateway.start();
  }
  const admin = await gateway.admin();
  const entries = await until("all that follows", async () => {
    const found = await readingsOf(admin, "dew");
    return found.length >= sent ? found : null;
  });
  const inputs = await readingsOf(admin, "th");
  expect(entries.map(({ cause }) => cause)).toEqual(inputs.map(({ seq }) => seq));
});

test("a derived device of inputs that do not exist is refused with path and choice", async () => {
  const wrong = startGateway({ devices: { th: {}, dew: derived("dew-point", { of: "tx", window: "1s" }) } });
  const error = await wrong.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(NotReady);
  const { exit, stderr } = error as NotReady;
  expect(exit.code).toBe(64);
  expect(stderr).toContain('devices[1].connection.of: there is no device "tx"');
  expect(stderr).toContain("devices[1].connection.window: is not known");
});
