// Devices that the gateway asks, over the public contract: the real process, the real Modbus driver, a simulated sensor on loopback.
import { expect, test } from "vitest";
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startSimulator } from "#drivers/modbus/simulator/server.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { allEntries } from "../harness/entries.ts";
import { startGateway } from "../harness/gateway.ts";
import { until } from "../harness/wait.ts";

const TEMPERATURE = 1;
const TEMPERATURE_CORRECTION = 259;

/** A sensor that says −20.5 °C and 54.6 %. */
async function sensor(port = 0) {
  const unit = memoryUnit();
  unit.set(4, TEMPERATURE, -205, 546);
  unit.set(3, TEMPERATURE_CORRECTION, 0, 0);
  return { unit, simulator: await startSimulator({ units: new Map([[1, unit]]), clock: systemClock, port }) };
}

function lines(port: number, more: object = {}) {
  const connection = { tcp: `127.0.0.1:${port}`, unit: 1, timeout: "1s" };
  return { driver: "modbus", profile: "xy-md02", connection, every: "100ms", credential: undefined, ...more };
}

interface Device {
  readonly connected: boolean;
  readonly polling: { readonly state: string; readonly raw: string | null; readonly lastError: object | null };
}

test("a Modbus sensor in campus.yaml is asked, shown and counted; it takes a command; it is gone when its lines are", async () => {
  const { unit, simulator } = await sensor();
  await using _simulator = simulator;
  await using gateway = await startGateway({ devices: { th: lines(simulator.port) } });
  const admin = await gateway.admin();
  await until(
    "the sensor",
    async () => (await admin.get("devices/th")).json<Device & Record<string, unknown>>().connected,
  );
  const latest = (await admin.get("latest?device=th")).json<{ points: object[] }>().points;
  expect(latest).toMatchObject([
    { point: "temperature", value: -20.5, unit: "Cel", quality: "good" },
    { point: "humidity", value: 54.6, unit: "%", quality: "good" },
  ]);
  const shown = await until("the bytes that came", async () => {
    const device = (await admin.get("devices/th")).json<Device & Record<string, unknown>>();
    return device.polling.raw === null ? null : device;
  });
  expect(shown.polling).toMatchObject({ state: "up", lastError: null, raw: expect.stringContaining("ff33") });
  expect((await gateway.client().get("/metrics")).text).toContain('campus_device_up{device="th"} 1');
  expect((await admin.get("status")).json()).toMatchObject({ drivers: { restarts: 0, devices: { up: 1, down: 0 } } });

  const wish = { name: "set-temperature-correction", args: { value: -0.5 } };
  const sent = (await admin.post("devices/th/commands", wish)).json<{ id: string }>();
  const done = await until("the end of the command", async () => {
    const command = (await admin.get(`commands/${sent.id}`)).json<{ state: string; endedAt: string | null }>();
    return command.endedAt === null ? null : command;
  });
  expect(done).toMatchObject({ state: "done", startedAt: expect.any(String) });
  expect(unit.read(3, TEMPERATURE_CORRECTION)).toBe(0xffff - 4);
  const refused = await admin.post("devices/th/commands", { name: "reboot" });
  expect([refused.status, refused.json().code]).toEqual([409, "command-not-supported"]);

  gateway.configure({ devices: {} });
  gateway.signal("SIGHUP");
  const gone = await until("its end", async () =>
    (await allEntries(admin, "device=th&type=device.offline")).find(({ body }) => body.reason === "removed"),
  );
  const after = await allEntries(admin, "device=th&kind=reading");
  expect(after.every(({ seq }) => seq < gone.seq)).toBe(true);
});

test("a sensor that cannot be reached is shown with why, and is there as soon as it can", async () => {
  const { simulator } = await sensor();
  const { port } = simulator;
  await simulator[Symbol.asyncDispose]();
  await using gateway = await startGateway({ devices: { th: lines(port, { every: "1s" }) } });
  const admin = await gateway.admin();
  const device = await until("three tries", async () => {
    const { connected, polling } = (await admin.get("devices/th")).json<Device & Record<string, unknown>>();
    return polling.state === "backing-off" ? { connected, polling } : null;
  });
  expect(device).toMatchObject({ connected: false, polling: { lastError: { code: expect.any(String) } } });
  const guard = { id: "guard", password: "lantern river copper seven", roles: ["guard"], scope: null };
  expect((await admin.post("accounts", guard)).status).toBe(201);
  const post = gateway.client();
  await post.signIn(guard.id, guard.password);
  const seen = await post.get("devices/th");
  expect(seen.json()).toMatchObject({ polling: { lastError: { code: "link-refused", message: "" } } });
  expect(seen.text).not.toContain(String(port));
  const offline = await allEntries(admin, "device=th&type=device.offline");
  expect(offline).toHaveLength(1);
  const points = (await admin.get("latest?device=th")).json<{ points: { quality: string; value: null }[] }>().points;
  expect(points.map(({ quality, value }) => [quality, value])).toEqual([
    ["bad", null],
    ["bad", null],
  ]);
  const back = await sensor(port);
  await using _simulator = back.simulator;
  const online = await until("the sensor", async () => (await allEntries(admin, "device=th&type=device.online"))[0]);
  expect(online.seq).toBeGreaterThan(offline[0]?.seq ?? Number.NaN);
});

test("a connection that its driver does not understand stops the start with path, reason and remedy", async () => {
  const wrong = lines(502, { connection: { tcp: "127.0.0.1:502", unit: 1, timeout: "1s", speed: 9600 } });
  const failed = startGateway({ devices: { th: wrong } });
  await expect(failed).rejects.toMatchObject({
    exit: { code: 64 },
    stderr: expect.stringMatching(/devices\[0\]\.connection\.speed: .+: .+/),
  });
});
