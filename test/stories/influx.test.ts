// From a device to InfluxDB: everything that the contract sends there, once, and what people are told when something is in the way.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { type InfluxServer, startInflux, startVictoria } from "../harness/influx.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";

interface Entry {
  readonly seq: number;
  readonly kind: string;
  readonly type: string | null;
  readonly cause: number | null;
  readonly late: boolean;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Link {
  readonly consumer: string;
  readonly entries: number;
  readonly trouble: { readonly code: string } | null;
}

const PATIENCE_MS = 90_000;
const DEVICES = { sensor: {} };
const at = (url: string, more: object = {}) => ({ influx: { url, version: 1, database: "campus", ...more } });

async function get<T>(gateway: Gateway, path: string): Promise<T> {
  const answer = await (await gateway.admin()).get(path);
  expect(answer.status, answer.text).toBe(200);
  return answer.json<T & Record<string, unknown>>();
}

async function linkOf(gateway: Gateway): Promise<Link | undefined> {
  const { consumers } = await get<{ consumers: readonly Link[] }>(gateway, "status");
  return consumers.find(({ consumer }) => consumer === "influx");
}

async function entriesOf(gateway: Gateway, filter: string): Promise<readonly Entry[]> {
  return (await get<{ entries: readonly Entry[] }>(gateway, `entries?limit=1000&${filter}`)).entries;
}

async function openAlarms(gateway: Gateway): Promise<readonly string[]> {
  return (await get<{ alarms: readonly { id: string }[] }>(gateway, "alarms?state=active")).alarms.map(({ id }) => id);
}

function caughtUp(gateway: Gateway): Promise<true> {
  return until("InfluxDB to have everything", async () => (await linkOf(gateway))?.entries === 0 || null, PATIENCE_MS);
}

async function rowsAtLeast(influx: InfluxServer, query: string, count: number) {
  return await until(
    `${count} rows of ${query}`,
    async () => {
      const rows = await influx.query(query);
      return rows.length >= count && rows;
    },
    PATIENCE_MS,
  );
}

test("what a device says is in InfluxDB as the contract says, once, also when both were killed meanwhile", async () => {
  await using influx = await startInflux();
  await using gateway = await startGateway({ devices: DEVICES, config: at(influx.url) });
  const ts = Date.now() - 60_000;
  {
    await using sensor = await connectDevice(gateway, gateway.device(0));
    await sensor.publish("telemetry", { ts, points: { temperature: 23.4, door: true, humidity: null } });
    await rowsAtLeast(influx, "SELECT * FROM reading", 3);
    await influx.stop("SIGKILL");
    await sensor.publish("event", { eid: "e-1", ts, type: "door.forced", data: { door: 'east "A", \\' } });
    // Of a day that is over, so that its buckets are.
    await sensor.publish("telemetry", { ts: ts - 3 * 86_400_000, points: { temperature: 7 } });
    for (let i = 0; i < 20; i++) await sensor.publish("telemetry", { ts, points: { temperature: i } });
  }
  await gateway.kill("SIGKILL");
  await influx.start();
  await gateway.start();
  const readings = await rowsAtLeast(influx, "SELECT * FROM reading", 24);
  expect(readings).toHaveLength(24);
  const tags = { campus: "no3-middle", device: "sensor" };
  expect(readings.slice(1, 4).map(({ time, ...row }) => row)).toEqual(
    expect.arrayContaining([
      { ...tags, point: "temperature", unit: "Cel", value: 23.4, quality: "good", reason: null },
      { ...tags, point: "door", unit: "1", value: 1, quality: "good", reason: null },
      { ...tags, point: "humidity", unit: "%", value: null, quality: "bad", reason: "device" },
    ]),
  );
  const stored = await entriesOf(gateway, "kind=reading&kind=event");
  const timeOf = ({ seq }: Entry) => `${ts}${String(seq).padStart(6, "0")}`;
  const times = stored.filter(({ kind, late }) => kind === "reading" && !late).map(timeOf);
  expect(new Set(readings.slice(1).map(({ time }) => time))).toEqual(new Set(times));
  const event = stored.find(({ kind }) => kind === "event");
  const [row] = await rowsAtLeast(influx, "SELECT * FROM event WHERE type = 'door.forced'", 1);
  expect(row).toMatchObject({ ...tags, seq: event?.seq, time: event && timeOf(event) });
  expect(JSON.parse(String(row?.data))).toEqual(event?.body);
  for (const measurement of ["reading_1m", "reading_15m", "reading_1d"]) {
    const [bucket] = await rowsAtLeast(influx, `SELECT * FROM ${measurement} WHERE "last" = 7`, 1);
    expect(bucket).toMatchObject({
      ...tags,
      point: "temperature",
      unit: "Cel",
      count: 1,
      min: 7,
      max: 7,
      sum: 7,
      last: 7,
    });
  }
});

test("a password that was changed is an alarm and holds everything back; the new one in the file lets it go on", async () => {
  await using influx = await startInflux({ auth: true });
  await using gateway = await startGateway({ devices: DEVICES });
  expect(await linkOf(gateway)).toBeUndefined();
  await using sensor = await connectDevice(gateway, gateway.device(0));
  await sensor.publish("telemetry", { points: { temperature: 20 } });
  const token = join(dirname(gateway.configFile), "influx-token");
  writeFileSync(token, "admin:old");
  gateway.configure({ devices: DEVICES, config: at(influx.url, { tokenFile: "influx-token" }) });
  gateway.signal("SIGHUP");
  await until("the alarm", async () => (await openAlarms(gateway)).includes("influx-refused") || null, PATIENCE_MS);
  expect((await linkOf(gateway))?.trouble?.code).toBe("unauthorized");
  writeFileSync(token, "admin:secret");
  await rowsAtLeast(influx, "SELECT * FROM reading", 1);
  await until(
    "the alarm to be over",
    async () => !(await openAlarms(gateway)).includes("influx-refused") || null,
    PATIENCE_MS,
  );
  expect(await entriesOf(gateway, "kind=loss")).toEqual([]);
});

test("what InfluxDB refuses or no longer keeps is told once in the journal, and all else is stored", async () => {
  await using influx = await startInflux({ keep: "2h" });
  // Somebody wrote events with another type before us: in this hour every event of ours is in conflict with it.
  const now = Date.now();
  const foreign = [now, now - 3_600_000].map((ms) => `event,campus=other,device=x,type=y seq=1.5 ${ms}000000`);
  await fetch(`${influx.url}/write?db=campus`, { method: "POST", body: foreign.join("\n") });
  await using gateway = await startGateway({ devices: DEVICES });
  await using sensor = await connectDevice(gateway, gateway.device(0));
  await sensor.publish("telemetry", { ts: now, points: { temperature: 1 } });
  await sensor.publish("telemetry", { ts: now - 5 * 3_600_000, points: { temperature: 2, humidity: 50 } });
  await sensor.publish("event", { eid: "e-1", ts: now, type: "door.forced", data: {} });
  await sensor.publish("telemetry", { ts: now, points: { temperature: 3 } });
  gateway.configure({ devices: DEVICES, config: at(influx.url) });
  gateway.signal("SIGHUP");
  await until("InfluxDB to be in use", async () => (await linkOf(gateway)) !== undefined || null);
  await caughtUp(gateway);
  const rows = await influx.query("SELECT value FROM reading");
  expect(rows.map(({ value }) => value).sort()).toEqual([1, 3]);
  const lossesOf = async () => {
    const losses = await entriesOf(gateway, "kind=loss");
    return losses.filter(({ body }) => body.consumer === "influx");
  };
  const [old] = (await entriesOf(gateway, "kind=reading")).filter(({ body }) => "humidity" in (body.points as object));
  const [forced] = await entriesOf(gateway, "type=door.forced");
  const isOurs = ({ type, cause }: Entry) => type === "loss.expired" || cause === forced?.seq;
  const told = await until("both losses", async () => {
    const losses = (await lossesOf()).filter(isOurs);
    return losses.length >= 2 && losses;
  });
  expect(told.map(({ type, body }) => ({ type, body }))).toEqual(
    expect.arrayContaining([
      { type: "loss.quarantined", body: { consumer: "influx", seq: forced?.seq, code: "type-conflict" } },
      {
        type: "loss.expired",
        body: { consumer: "influx", from: old?.seq, to: old?.seq, count: 1, reason: "retention" },
      },
    ]),
  );
  await gateway.restart("SIGKILL");
  await caughtUp(gateway);
  expect((await lossesOf()).filter(isOurs)).toHaveLength(2);
});

test("another store, of another make and version, gets everything that is kept; without one nothing is held back", async () => {
  await using victoria = await startVictoria();
  await using gateway = await startGateway({ devices: DEVICES, config: at("http://127.0.0.1:1") });
  await using sensor = await connectDevice(gateway, gateway.device(0));
  for (const temperature of [20, 21]) await sensor.publish("telemetry", { points: { temperature } });
  gateway.configure({
    devices: DEVICES,
    config: { influx: { url: `${victoria.url}/`, version: 2, org: "school", bucket: "campus" } },
  });
  gateway.signal("SIGHUP");
  await caughtUp(gateway);
  const query = new URLSearchParams({ "match[]": '{__name__="reading_value",device="sensor"}' });
  const values = await until("VictoriaMetrics to show the values", async () => {
    const text = await (await fetch(`${victoria.url}/api/v1/export?${query}`)).text();
    return text !== "" && (JSON.parse(text) as { values: number[]; metric: object });
  });
  expect(values).toMatchObject({
    metric: { campus: "no3-middle", point: "temperature", unit: "Cel" },
    values: [20, 21],
  });
  gateway.configure({ devices: DEVICES });
  gateway.signal("SIGHUP");
  await until("nobody to be waited for", async () => (await linkOf(gateway)) === undefined || null);
  const { journal } = await get<{ journal: { cursors: readonly { consumer: string }[] } }>(gateway, "status");
  expect(journal.cursors.map(({ consumer }) => consumer)).not.toContain("influx");
});
