// From a device to InfluxDB: everything that the contract sends there, once, and what people are told when something is in the way.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { startInflux } from "../harness/influx.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";

interface Status {
  readonly consumers: readonly {
    readonly consumer: string;
    readonly entries: number;
    readonly trouble?: { readonly code: string } | null;
  }[];
}

async function linkOf(gateway: Gateway): Promise<Status["consumers"][number] | undefined> {
  const answer = await (await gateway.admin()).get("status");
  return answer.json<Status>().consumers.find(({ consumer }) => consumer === "influx");
}

test("readings and events of a device are in InfluxDB as the contract says, with their measured time, unit and quality", async () => {
  await using influx = await startInflux();
  const config = { influx: { url: influx.url, version: 1, database: "campus" } };
  await using gateway = await startGateway({ devices: { sensor: {} }, config });
  await using sensor = await connectDevice(gateway, gateway.device(0));
  const ts = Date.now() - 60_000;
  await sensor.publish("telemetry", { ts, points: { temperature: 23.4, door: true, humidity: null } });
  await sensor.publish("event", { eid: "e-1", ts, type: "door.forced", data: { door: 'east "A", \\' } });
  const readings = await until("the readings to be in InfluxDB", async () => {
    const rows = await influx.query("SELECT * FROM reading");
    return rows.length >= 3 && rows;
  });
  expect(readings.map(({ time, ...row }) => row)).toEqual(
    expect.arrayContaining([
      {
        campus: "no3-middle",
        device: "sensor",
        point: "temperature",
        unit: "Cel",
        value: 23.4,
        quality: "good",
        reason: null,
      },
      { campus: "no3-middle", device: "sensor", point: "door", unit: "1", value: 1, quality: "good", reason: null },
      {
        campus: "no3-middle",
        device: "sensor",
        point: "humidity",
        unit: "%",
        value: null,
        quality: "bad",
        reason: "device",
      },
    ]),
  );
  const admin = await gateway.admin();
  const { entries } = (await admin.get("entries?kind=reading&kind=event")).json<{
    entries: { kind: string; seq: number; body: unknown }[];
  }>();
  const [reading, event] = [
    entries.find(({ kind }) => kind === "reading"),
    entries.find(({ kind }) => kind === "event"),
  ];
  expect(new Set(readings.map(({ time }) => time))).toEqual(new Set([`${ts}${String(reading?.seq).padStart(6, "0")}`]));
  const [row] = await until("the event to be in InfluxDB", async () => {
    const rows = await influx.query("SELECT * FROM event WHERE type = 'door.forced'");
    return rows.length > 0 && rows;
  });
  expect(row).toMatchObject({ campus: "no3-middle", device: "sensor", seq: event?.seq });
  expect(JSON.parse(String(row?.data))).toEqual(event?.body);
});

void [createHash, linkOf];
