// Our client against a server that somebody else wrote.
import { expect, test } from "vitest";
import type { DriverDevice } from "#gateway/contract/driver.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { modbusProfile, plainProfile, QUIET_LOG, valuesOf } from "#test/harness/modbus.ts";
import { type PeerTables, startPymodbus } from "#test/harness/pymodbus.ts";
import { driver } from "./index.ts";

const never = new AbortController().signal;

/** Runs `work` with a link to a pymodbus server that holds these units. */
async function withPeer(
  units: Readonly<Record<number, PeerTables>>,
  work: (bed: ReturnType<typeof bedOf>) => Promise<void>,
  timeout = "5s",
): Promise<void> {
  await using peer = await startPymodbus(units);
  const connection = { tcp: peer.address, timeout };
  await using link = driver.openLink(connection, { clock: systemClock, log: QUIET_LOG });
  await work(bedOf(link, connection));
}

function bedOf(link: ReturnType<typeof driver.openLink>, connection: Readonly<Record<string, unknown>>) {
  const device = (profile: Readonly<Record<string, unknown>>, unit = 1): DriverDevice => ({
    id: `unit-${unit}`,
    profile,
    connection: { ...connection, unit },
  });
  return {
    link,
    device,
    values: async (...of: Parameters<typeof device>) => valuesOf(await link.poll(device(...of), never)),
  };
}

/** Floats in the registers of a meter. */
function floats(values: Readonly<Record<number, number>>): Record<number, number> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([address, value]) => {
      const bytes = Buffer.alloc(4);
      bytes.writeFloatBE(value);
      return [
        [Number(address), bytes.readUInt16BE(0)],
        [Number(address) + 1, bytes.readUInt16BE(2)],
      ];
    }),
  );
}

test("a whole SDM630 behind pymodbus is read, every point with its value", async () => {
  const profile = modbusProfile("sdm630") as { points: Record<string, { wire: { address: number } }> };
  const shown = Object.entries(profile.points).map(
    ([name, { wire }], i) =>
      [name, wire.address, name.includes("factor") ? 0.95 : name === "frequency" ? 49.98 : 100.25 + i] as const,
  );
  const ir = floats(Object.fromEntries(shown.map(([, address, value]) => [address, value])));
  await withPeer({ 1: { ir } }, async ({ values }) => {
    expect(await values(profile)).toEqual(Object.fromEntries(shown.map(([name, , value]) => [name, value])));
  });
});

test("two sensors of different models on one address are each read with their own map", async () => {
  await withPeer({ 1: { ir: { 1: 0xff33, 2: 546 } }, 2: { hr: { 0: 658, 1: 0xff9b } } }, async ({ values }) => {
    expect(await values(modbusProfile("xy-md02"), 1)).toEqual({ temperature: -20.5, humidity: 54.6 });
    expect(await values(modbusProfile("rs-ws-n01"), 2)).toEqual({ humidity: 65.8, temperature: -10.1 });
    expect(await values(modbusProfile("xy-md02"), 1)).toEqual({ temperature: -20.5, humidity: 54.6 });
  });
});

test("a register that pymodbus does not have is an exception, and the next request goes on", async () => {
  await withPeer({ 1: { ir: { 0: 7 } } }, async ({ link, device, values }) => {
    const poll = await link.poll(device(plainProfile(2, 1)), never);
    expect(valuesOf(poll)).toEqual({ p0: 7, p1: "exception" });
    expect(poll.detail).toBe("unit 1, function 4 at 1: exception 2 (illegal data address)");
    expect(await values(plainProfile(1))).toEqual({ p0: 7 });
  });
});

test("a unit that pymodbus does not have is silent, and the others go on", async () => {
  const units = { 1: { ir: { 0: 7 } } };
  await withPeer(
    units,
    async ({ values }) => {
      expect(await values(plainProfile(1), 9)).toEqual({ p0: "timeout" });
      expect(await values(plainProfile(1), 1)).toEqual({ p0: 7 });
    },
    "1s",
  );
});

test("coils and inputs are read, and a command is written and read back", async () => {
  const wire = (code: number, address: number) => ({ function: code, address, type: "bit" });
  const profile = {
    points: {
      relay: { unit: "1", type: "boolean", wire: wire(1, 3) },
      leak: { unit: "1", type: "boolean", wire: wire(2, 11) },
    },
    wire: {
      commands: { switch: { args: { on: { type: "boolean" } }, write: { function: 5, address: 3, type: "bit" } } },
    },
  };
  await withPeer({ 1: { co: { 3: 0 }, di: { 11: 1 } } }, async ({ link, device, values }) => {
    expect(await values(profile)).toEqual({ relay: false, leak: true });
    const command = { id: "c-1", device: "unit-1", name: "switch", args: { on: true } };
    expect(await link.command?.(device(profile), command, never)).toEqual({
      ok: true,
      code: null,
      detail: null,
      data: { value: true },
    });
    expect(await values(profile)).toEqual({ relay: true, leak: true });
  });
});

test("xy-md02's correction is written to pymodbus and read back", async () => {
  await withPeer({ 1: { hr: { 259: 0, 260: 0 } } }, async ({ link, device }) => {
    const command = { id: "c-1", device: "unit-1", name: "set-temperature-correction", args: { value: -1.5 } };
    expect(await link.command?.(device(modbusProfile("xy-md02")), command, never)).toMatchObject({
      ok: true,
      data: { value: -1.5 },
    });
  });
});
