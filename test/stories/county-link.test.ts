// A gateway process with `county` in its campus.yaml, a real Mosquitto, and a county played by hand behind it.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import { CAMPUS, PlayedCounty } from "../harness/county-link.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { type Mosquitto, startMosquitto } from "../harness/mosquitto.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";

let broker: Mosquitto;
let county: PlayedCounty;
let gateway: Gateway;

const withCounty = (port: number) => ({ config: { county: { url: `mqtt://127.0.0.1:${port}` } } });

beforeAll(async () => {
  broker = await startMosquitto(["allow_anonymous true"]);
  county = await PlayedCounty.connect(broker.port);
  gateway = await startGateway({
    devices: { "dev-0001": {}, "dev-0002": { profile: "native-reader" } },
    ...withCounty(broker.port),
  });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await county[Symbol.asyncDispose]();
  await broker[Symbol.asyncDispose]();
});

const types = () => county.of("event").flatMap(({ body }) => (body as Entry[]).map(({ type }) => type));
const figure = async (lane: string) =>
  (await gateway.client().get("/metrics")).text.match(
    new RegExp(`campus_outbox_frames\\{lane="${lane}"\\} (\\d+)`),
  )?.[1];

test("an event of a device is held until the county says that it is stored, also over a kill", async () => {
  await using device = await connectDevice(gateway, gateway.device(0));
  await device.publish("event", { eid: "e-1", type: "door.forced", data: { door: "east" } });
  await until("the event at the county", () => types().includes("door.forced"));
  expect(Number(await figure("event"))).toBeGreaterThan(0);
  const status = (await (await gateway.admin()).get("status")).json<{
    county: { state: string; lanes: { event: { frames: number } } };
  }>();
  expect(status.county.lanes.event.frames).toBeGreaterThan(0);
  const before = county.of("event").map(({ header, bytes }) => [header.frame, bytes.toString("base64")]);
  await gateway.kill("SIGKILL");
  county.frames.length = 0;
  county.acknowledgeAll();
  await gateway.start();
  await until("nothing to be held any more", async () => (await figure("event")) === "0");
  const again = county.of("event").map(({ header, bytes }) => [header.frame, bytes.toString("base64")]);
  expect(again).toEqual(expect.arrayContaining(before));
  expect(county.hellos.at(-1)).toMatchObject({ lanes: { event: { first: 1 } } });
});

test("the county sees state and audit, and never a reading, a detail or an address", async () => {
  const admin = await gateway.admin();
  expect((await admin.get("status")).status).toBe(200);
  await using device = await connectDevice(gateway, gateway.device(0));
  await device.telemetry({ temperature: 23.4 });
  await until("the audit of the sign-in", () => types().includes("account.signed-in"));
  await until("the device's state", () =>
    county.of("state").some(({ body }) => (body as Entry[]).some(({ type }) => type === "device.online")),
  );
  const all = county.frames.flatMap(({ body }) => body as Entry[]);
  expect(all.filter(({ kind }) => kind === "reading")).toEqual([]);
  expect(all.filter(({ kind }) => kind === "audit").flatMap(({ body }) => Object.keys(body))).toEqual(
    expect.arrayContaining(["account"]),
  );
  expect(JSON.stringify(all.filter(({ kind }) => kind === "audit"))).not.toMatch(/detail|remote|127\.0\.0\.1/);
  expect(new Set(county.frames.map(({ header }) => header.campus))).toEqual(new Set([CAMPUS]));
});

test("no name, number or picture that a device says gets into what leaves the campus", async () => {
  county.acknowledgeAll();
  await using device = await connectDevice(gateway, gateway.device(1));
  const secrets = { name: "王小明", card: "0012345678", idNumber: "110101201001011234", photo: "aGFsbG8gaGFsbG8=" };
  await device.publish("event", { eid: "p-1", type: "access.denied", data: { ...secrets, door: "north" } });
  await device.publish("state", { state: { ...secrets, firmware: "1.4.2" } });
  await until("the event", () => types().includes("access.denied"));
  const all = JSON.stringify(county.frames.map(({ header, body }) => ({ header, body })));
  expect(all).toContain("north");
  for (const secret of Object.values(secrets)) expect(all).not.toContain(secret);
});

test("another county in campus.yaml is taken over without a restart", async () => {
  await using other = await startMosquitto(["allow_anonymous true"]);
  await using played = await PlayedCounty.connect(other.port);
  gateway.configure({ devices: 2, ...withCounty(other.port) });
  gateway.signal("SIGHUP");
  await until("the campus at the other county", () => played.hellos.length > 0);
});
