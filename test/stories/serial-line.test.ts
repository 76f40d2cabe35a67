// A serial line over the public contract: the real process, a port that is unplugged and plugged in again, devices by pymodbus.
import { expect, test } from "vitest";
import { allEntries } from "../harness/entries.ts";
import { startGateway } from "../harness/gateway.ts";
import { serialCable, startPymodbusLine } from "../harness/serial.ts";
import { until } from "../harness/wait.ts";

interface Device {
  readonly connected: boolean;
  readonly polling: { readonly lastError: { readonly code: string; readonly message: string } | null };
}

test("when the adapter of a serial line is unplugged, its devices say so and go offline; plugged in again they are read as before", async () => {
  await using cable = await serialCable();
  const units = { 1: { ir: { 1: 215, 2: 401 } }, 2: { ir: { 1: 231, 2: 388 } } };
  const sensor = (unit: number) => ({
    driver: "modbus",
    profile: "xy-md02",
    connection: { serial: cable.port, baud: 9600, unit, timeout: "2s" },
    every: "500ms",
    credential: undefined,
  });
  const first = await startPymodbusLine(cable.other, units);
  await using gateway = await startGateway({ devices: { "th-1": sensor(1), "th-2": sensor(2) } });
  const admin = await gateway.admin();
  const shown = async (id: string) => (await admin.get(`devices/${id}`)).json<Device & Record<string, unknown>>();
  const both = async (look: (device: Device) => boolean) => look(await shown("th-1")) && look(await shown("th-2"));
  await until("both sensors", () => both(({ connected }) => connected));

  await cable.unplug();
  await first[Symbol.asyncDispose]();
  await until("both to be offline", () => both(({ connected }) => !connected));
  const { polling } = await shown("th-2");
  expect(polling.lastError).toMatchObject({ code: "link-port-missing", message: expect.stringContaining(cable.port) });

  await cable.plugIn();
  await using _second = await startPymodbusLine(cable.other, units);
  await until("both to be back", () => both(({ connected }) => connected), 60_000);
  const entries = await allEntries(admin, "device=th-2");
  expect(entries.filter(({ kind }) => kind === "state").map(({ type }) => type)).toEqual([
    "device.online",
    "device.offline",
    "device.online",
  ]);
  const told = entries.filter(({ kind }) => kind === "reading").map(({ body }) => JSON.stringify(body.points));
  expect(told[0]).toContain('"value":23.1');
  expect(told.at(-1)).toContain('"value":23.1');
  expect(
    new Set(told.map((points) => points.includes('"value":23.1') || points.includes('"reason":"timeout"'))),
  ).toEqual(new Set([true]));
});
