// Settings for devices over the public contract (§5), with Debian's mosquitto clients as the devices, against the real process.
import { beforeAll, expect, test } from "vitest";
import type { HttpClient } from "../harness/http.ts";
import { mosquittoPub, mosquittoSub } from "../harness/mosquitto.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const gateway = sharedGateway({ devices: { sub: {}, live: {}, other: {} } });
let admin: HttpClient;
beforeAll(async () => {
  admin = await gateway().admin();
});

function device(id: string) {
  const found = gateway().devices.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no device ${id}`);
  return found;
}

async function want(id: string, config: object, version: number): Promise<{ version: number; hash: string }> {
  const headers = { "if-match": `"${version}"` };
  const answer = await admin.ask("PUT", `devices/${id}/desired`, { body: { config }, headers });
  expect(answer.status, answer.text).toBe(200);
  return answer.json<{ desired: { version: number; hash: string } }>().desired;
}

const configuration = async (id: string) => (await admin.get(`devices/${id}/configuration`)).json();

/** What mosquitto_sub gets on `desired` as soon as it has subscribed: retain flag and payload. */
async function subscribed(id: string): Promise<{ retained: string; message: unknown }> {
  const topic = `campus/v1/${id}/desired`;
  const { stdout } = await mosquittoSub(gateway(), device(id), [
    "-t",
    topic,
    "-q",
    "1",
    "-C",
    "1",
    "-W",
    "20",
    "-F",
    "%r %p",
  ]);
  return { retained: stdout.slice(0, 1), message: JSON.parse(stdout.slice(2) || "null") };
}

test("a device gets its settings whenever it subscribes, also after a restart, and reports what it took", async () => {
  const config = { every: "5s", limits: { high: 28 } };
  const { version, hash } = await want("sub", config, 0);
  const right = { retained: "1", message: { version, hash, config } };
  expect(await subscribed("sub")).toEqual(right);
  await gateway().restart();
  admin = await gateway().admin();
  expect(await subscribed("sub")).toEqual(right);
  expect(await configuration("sub")).toMatchObject({ inSync: false, state: "pending", reported: null });
  const report = JSON.stringify({ version, hash, config });
  await mosquittoPub(gateway(), device("sub"), ["-q", "1", "-t", "campus/v1/sub/reported", "-m", report]);
  expect(await configuration("sub")).toMatchObject({
    inSync: true,
    state: "in-sync",
    reported: { version, hash, config },
  });
  const other = JSON.stringify({ version, config: { every: "1s" } });
  await mosquittoPub(gateway(), device("sub"), ["-q", "1", "-t", "campus/v1/sub/reported", "-m", other]);
  expect(await configuration("sub")).toMatchObject({ inSync: false, state: "drift" });
});

test("a connected device is told a change at once, and no other device hears of it", async () => {
  await using live = await connectDevice(gateway(), device("live"));
  await using other = await connectDevice(gateway(), device("other"));
  expect(await live.subscribe("campus/v1/live/desired")).toBe(1);
  expect(await other.subscribe("campus/v1/other/desired")).toBe(1);
  expect(await other.subscribe("campus/v1/live/desired")).toBe(128);
  const { hash } = await want("live", { mode: "night" }, 0);
  await want("other", { mode: "day" }, 0);
  await until("both to be told", () => live.received.length > 0 && other.received.length > 0);
  expect(live.received.map(({ payload }) => JSON.parse(String(payload)))).toEqual([
    { version: 1, hash, config: { mode: "night" } },
  ]);
  expect(other.received.map(({ topic }) => topic)).toEqual(["campus/v1/other/desired"]);
});
