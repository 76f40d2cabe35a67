// Serial ports and peers that somebody else wrote: pymodbus as devices on a line, mbpoll as the master that asks our simulated ones.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DriverDevice, DriverLink } from "#gateway/contract/driver.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { command } from "#test/harness/command.ts";
import { modbusProfile, plainProfile, QUIET_LOG, valuesOf } from "#test/harness/modbus.ts";
import { serialCable, startPymodbusLine } from "#test/harness/serial.ts";
import { isRoot, tempFolder } from "#test/harness/temp.ts";
import { driver } from "./index.ts";
import { memoryUnit } from "./simulator/device.ts";
import { startLine } from "./simulator/rtu.ts";

const never = new AbortController().signal;
type Json = Readonly<Record<string, unknown>>;

function linkOf(connection: Json) {
  const link = driver.openLink(connection, { clock: systemClock, log: QUIET_LOG });
  const device = (profile: Json, unit = 1): DriverDevice => ({
    id: `unit-${unit}`,
    profile,
    connection: { ...connection, unit },
  });
  return {
    link,
    device,
    values: async (profile: Json, unit = 1) => valuesOf(await link.poll(device(profile, unit), never)),
    [Symbol.asyncDispose]: () => Promise.resolve(link[Symbol.asyncDispose]()),
  };
}

function errorOf(link: DriverLink, device: DriverDevice): Promise<unknown> {
  return link.poll(device, never).then(
    () => null,
    (error: unknown) => error,
  );
}

test("three devices of two models on one serial line by pymodbus are read and written over a serial port", async () => {
  await using cable = await serialCable();
  const units = {
    1: { ir: { 1: 0xff33, 2: 546 }, hr: { 259: 0, 260: 0 } },
    2: { hr: { 0: 658, 1: 0xff9b } },
    40: { ir: { 1: 215, 2: 401 } },
  };
  await using _peer = await startPymodbusLine(cable.other, units);
  await using bed = linkOf({ serial: cable.port, timeout: "5s" });
  expect(await bed.values(modbusProfile("xy-md02"), 1)).toEqual({ temperature: -20.5, humidity: 54.6 });
  expect(await bed.values(modbusProfile("rs-ws-n01"), 2)).toEqual({ humidity: 65.8, temperature: -10.1 });
  expect(await bed.values(modbusProfile("xy-md02"), 40)).toEqual({ temperature: 21.5, humidity: 40.1 });
  const correct = { id: "c-1", device: "unit-1", name: "set-temperature-correction", args: { value: -1.5 } };
  expect(await bed.link.command?.(bed.device(modbusProfile("xy-md02")), correct, never)).toMatchObject({
    ok: true,
    data: { value: -1.5 },
  });
});

test("a port that is unplugged is a LinkError that says so, and is read again when it is back under its path", async () => {
  await using line = await startLine({ units: new Map([[1, memoryUnitOf(7)]]), clock: systemClock });
  await using cable = await serialCable(line.port);
  await using bed = linkOf({ serial: cable.port, timeout: "5s" });
  expect(await bed.values(plainProfile(1))).toEqual({ p0: 7 });
  await cable.unplug();
  expect(await errorOf(bed.link, bed.device(plainProfile(1)))).toMatchObject({ name: "LinkError" });
  expect(await errorOf(bed.link, bed.device(plainProfile(1)))).toMatchObject({ code: "link-port-missing" });
  await cable.plugIn();
  expect(await bed.values(plainProfile(1))).toEqual({ p0: 7 });
});

test("a port that is unplugged while an answer is waited for ends the waiting at once", async () => {
  const asked = Promise.withResolvers<void>();
  const faultOf = () => {
    asked.resolve();
    return "silent" as const;
  };
  await using line = await startLine({ units: new Map([[1, memoryUnitOf(7)]]), clock: systemClock, faultOf });
  await using cable = await serialCable(line.port);
  await using bed = linkOf({ serial: cable.port, timeout: "10min" });
  const failed = errorOf(bed.link, bed.device(plainProfile(1)));
  await asked.promise;
  await cable.unplug();
  expect(await failed).toMatchObject({ name: "LinkError", code: "link-port-gone" });
});

test("a port that another program has locked is busy, and free again when that closes it", async () => {
  await using line = await startLine({ units: new Map([[1, memoryUnitOf(7)]]), clock: systemClock });
  await using cable = await serialCable(line.port);
  await using second = linkOf({ serial: cable.port, timeout: "5s" });
  {
    await using first = linkOf({ serial: cable.port, timeout: "5s" });
    expect(await first.values(plainProfile(1))).toEqual({ p0: 7 });
    expect(await errorOf(second.link, second.device(plainProfile(1)))).toMatchObject({ code: "link-port-busy" });
  }
  expect(await second.values(plainProfile(1))).toEqual({ p0: 7 });
});

test("a file that is no serial port is not opened", async () => {
  await using folder = tempFolder();
  const path = join(folder.path, "port");
  writeFileSync(path, "");
  await using bed = linkOf({ serial: path });
  expect(await errorOf(bed.link, bed.device(plainProfile(1)))).toMatchObject({ code: "link-not-a-port" });
  await using none = linkOf({ serial: "/dev/null" });
  expect(await errorOf(none.link, none.device(plainProfile(1)))).toMatchObject({ code: "link-not-a-port" });
});

test.runIf(isRoot)("a port without rights leads to the group dialout", async () => {
  await using cable = await serialCable();
  const script = `
    import { driver } from ${JSON.stringify(import.meta.resolve("./index.ts"))};
    import { systemClock } from ${JSON.stringify(import.meta.resolve("../../gateway/kit/clock.ts"))};
    const log = { debug() {}, info() {}, warn() {} };
    const connection = { serial: process.argv[1] };
    process.setgid("nogroup"); process.setgroups([]); process.setuid("nobody");
    const link = driver.openLink(connection, { clock: systemClock, log });
    const device = { id: "d", profile: { points: {} , wire: { identity: { function: 3, address: 0, type: "u16", equals: 1 } } }, connection };
    await link.poll(device, new AbortController().signal).catch((error) => console.log(error.code, error.message));
  `;
  expect((await command("chmod", ["0755", join(cable.port, "..")])).code).toBe(0);
  const { stdout } = await command(process.execPath, [
    "--input-type=module-typescript",
    "-e",
    script,
    "--",
    cable.port,
  ]);
  expect(stdout).toMatch(/^link-port-forbidden .*group dialout/);
});

test("mbpoll, a master that somebody else wrote, reads and writes the simulated line", async () => {
  const unit = memoryUnitOf(7);
  unit.set(3, 10, 500, 501);
  unit.set(1, 3, 0);
  await using line = await startLine({ units: new Map([[5, unit]]), clock: systemClock });
  await using cable = await serialCable(line.port);
  const ask = (...args: string[]) =>
    command("mbpoll", ["-m", "rtu", "-b", "9600", "-P", "none", "-a", "5", "-0", "-1", "-o", "5", ...args]);
  expect((await ask("-t", "3", "-r", "0", "-c", "1", cable.port)).stdout).toMatch(/\[0\]:\s+7\b/);
  expect((await ask("-t", "4", "-r", "10", cable.port, "612")).stdout).toContain("Written 1 references");
  expect((await ask("-t", "4", "-r", "10", "-c", "2", cable.port)).stdout).toMatch(/\[10\]:\s+612\s+\[11\]:\s+501/);
  expect((await ask("-t", "0", "-r", "3", cable.port, "1")).stdout).toContain("Written 1 references");
  expect((await ask("-t", "0", "-r", "3", "-c", "1", cable.port)).stdout).toMatch(/\[3\]:\s+1\b/);
});

function memoryUnitOf(value: number) {
  const unit = memoryUnit();
  unit.set(4, 0, value);
  return unit;
}
