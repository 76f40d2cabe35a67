import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { memoryUnit } from "#drivers/modbus/simulator/device.ts";
import { startLine } from "#drivers/modbus/simulator/rtu.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { command } from "#test/harness/command.ts";
import { PROJECT } from "#test/harness/gateway.ts";
import { gpioBed } from "#test/harness/gpio.ts";
import { modbusProfile } from "#test/harness/modbus.ts";
import { freePort } from "#test/harness/mosquitto.ts";
import { type Peer, startPymodbus } from "#test/harness/pymodbus.ts";
import { serialCable, startPymodbusLine } from "#test/harness/serial.ts";
import { tempFolder } from "#test/harness/temp.ts";

let peer: Peer;

beforeAll(async () => {
  peer = await startPymodbus({ 1: { ir: { 1: 0x131, 2: 546 } }, 3: { ir: { 1: 0x7fff, 2: 546 } } });
});

afterAll(async () => {
  await peer[Symbol.asyncDispose]();
});

const run = (...args: string[]) => command(process.execPath, ["provisioning/try.ts", ...args], { cwd: PROJECT });

test("a device that answers is shown with its values, units and the raw bytes, exit 0", async () => {
  const { code, stdout, stderr } = await run("modbus", "xy-md02", peer.address, "--timeout", "5s");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^XY-MD02 .*: 2 of 2 points are good, \d+ ms$/m);
  expect(stdout).toContain("  temperature  30.5 Cel\n  humidity     54.6 %\n");
  expect(stdout).toContain("raw > 010400010002\nraw < 00010000000701040401310222\n");
});

test("a point that is not good is shown with its reason, exit 1", async () => {
  const { code, stdout } = await run("modbus", "xy-md02", peer.address, "--unit", "3", "--timeout", "5s");
  expect(code).toBe(1);
  expect(stdout).toContain("temperature  bad (range)\n");
});

test("a unit that does not answer is said so in words", async () => {
  const { code, stdout } = await run("modbus", "xy-md02", peer.address, "--unit", "9", "--timeout", "300ms");
  expect(code).toBe(1);
  expect(stdout).toContain("wrong: unit 9, function 4 at 1–2: no answer");
});

test("an address that nobody listens on is said so, with where to look", async () => {
  const port = await freePort();
  const { code, stderr } = await run("modbus", "xy-md02", `127.0.0.1:${port}`);
  expect(code).toBe(1);
  expect(stderr).toContain(`127.0.0.1:${port} refuses the connection\nlook: are address, port (usually 502) and unit`);
});

test("a device on a serial port is tried by the port's path, and one behind a serial server by --rtu", async () => {
  await using cable = await serialCable();
  await using _line = await startPymodbusLine(cable.other, { 7: { ir: { 1: 0x131, 2: 546 } } });
  const common = ["--unit", "7", "--timeout", "5s"];
  const port = await run("modbus", "xy-md02", "--serial", cable.port, "--baud", "4800", "--parity", "none", ...common);
  expect([port.code, port.stderr]).toEqual([0, ""]);
  expect(port.stdout).toContain("  temperature  30.5 Cel\n");
  expect(port.stdout).toContain("raw < 070404013102224cce\n");
  const units = new Map([[7, memoryUnit()]]);
  units.get(7)?.set(4, 1, 0x131, 546);
  await using server = await startLine({ units, clock: systemClock });
  const behind = await run("modbus", "xy-md02", `127.0.0.1:${server.port}`, "--rtu", ...common);
  expect([behind.code, behind.stderr]).toEqual([0, ""]);
  expect(behind.stdout).toContain("  humidity     54.6 %\n");
});

test("--help says how each protocol is tried, or one of them", async () => {
  const { code, stdout } = await run("--help");
  expect([code, stdout.match(/^ {2}npm run try -- /gm)?.length]).toEqual([0, 6]);
  expect((await run("nut", "--help")).stdout).toMatch(/^npm run try -- nut PROFILE UPS@HOST/);
});

test("a serial port that is not there is said so in one line", async () => {
  const { code, stderr } = await run("modbus", "xy-md02", "--serial", "/dev/serial/by-id/usb-none");
  expect([code, stderr.trim().split("\n").length]).toEqual([1, 1]);
  expect(stderr).toContain("/dev/serial/by-id/usb-none is not there");
});

test("a profile that is being written is tried from its file, and its mistakes are named", async () => {
  await using folder = tempFolder("campus-try");
  const file = join(folder.path, "mine.json");
  const profile = modbusProfile("xy-md02");
  writeFileSync(file, JSON.stringify(profile));
  const read = await run("modbus", file, peer.address, "--timeout", "5s");
  expect(read.stdout).toContain("30.5 Cel");
  expect(read.stdout).toContain("the gateway will refuse this profile: /id is xy-md02, and the file mine.json");
  writeFileSync(file, '{ "id": "mine", }');
  expect((await run("modbus", file, peer.address)).stderr).toContain("mend the file at that place");
  writeFileSync(
    file,
    JSON.stringify({ ...profile, points: { t: { unit: "Cel", wire: { function: 4, address: 1, type: "s16" } } } }),
  );
  const { code, stderr } = await run("modbus", file, peer.address);
  expect(code).toBe(64);
  expect(stderr).toContain(
    "profile.points.t.wire: has no range: write the smallest and largest value that can be true",
  );
});

test.each([
  [[], "driver, profile and address are needed"],
  [["onvif", "camera", "127.0.0.1:80"], "there is no driver onvif that asks devices: use one of"],
  [["modbus", "xy-md03", "127.0.0.1:502"], "driver modbus has no profile xy-md03: use one of"],
  [["modbus", "xy-md02", "127.0.0.1:502", "--unit", "300"], "connection.unit: is not a unit number"],
  [["modbus", "xy-md02"], "an address or --serial is needed"],
  [["modbus", "xy-md02", "127.0.0.1:502", "--serial", "/dev/ttyS0"], "one of them"],
  [["modbus", "xy-md02", "--serial", "/dev/ttyS0", "--baud", "fast"], "connection.baud: is not a baud rate"],
  [["modbus", "xy-md02", "127.0.0.1:502", "--baud", "9600"], "connection.baud: does not go with tcp"],
  [["modbus", "xy-md02", "127.0.0.1:502", "--unti", "3"], "Unknown option '--unti'"],
  [["nut", "nut-ups", "10.0.4.20"], "10.0.4.20 is no UPS@HOST: write for example mr1@10.0.4.20"],
  [["nut", "nut-ups", "mr1@10.0.4.20", "--username", "reader"], "connection.passwordFile: is missing"],
  [["probe", "tcp", "10.0.4.20"], "connection.connect: is no HOST:PORT: write for example 10.0.0.8:554"],
  [["probe", "dns", "www.gov.cn"], "connection.resolver: is no address"],
  [["snmp", "switch", "10.0.1.2"], "connection.communityFile: is no file"],
  [["snmp", "switch", "10.0.1.2", "--user", "reader"], "connection.user: is nothing that SNMP 2c has"],
  [["mqtt", "tasmota-climate", "tele/x/SENSOR"], "a topic and a message are needed"],
  [["mqtt", "tasmota-climate", "tele/x/SENSOR", "{'T': 1}"], "the message is no JSON"],
  [["mqtt", "native", "a/b", "{}"], "is our own format"],
])("%j is refused with what to do, exit 64", async (args, what) => {
  const { code, stderr, stdout } = await run(...args);
  expect([code, stdout]).toEqual([64, ""]);
  expect(stderr).toContain(what);
});

test.each(["gpiochip0:1", "gpiochip0:leak", "leak"])("a contact is tried by its line: %s", async (address) => {
  await using bed = await gpioBed();
  bed.chip.changeUnseen(1, true);
  const { code, stdout, stderr } = await run("gpio", "dry-contact", address);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("  active  true\n  pulses  0\n");
});

test("a line that cannot be used is said so in one line", async () => {
  await using bed = await gpioBed();
  bed.chip.remove();
  const { code, stderr } = await run("gpio", "dry-contact", "gpiochip0:1");
  expect([code, stderr.trim().split("\n").length]).toEqual([1, 1]);
  expect(stderr).toContain("this machine has no GPIO lines");
});
