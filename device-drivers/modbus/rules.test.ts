import { expect, test } from "vitest";
import { modbusProfile, plainProfile } from "#test/harness/modbus.ts";
import { check } from "./check.ts";
import { driver } from "./index.ts";

type Json = Readonly<Record<string, unknown>>;

const connection = { tcp: "10.0.4.12:502" };
const RIGHT = { function: 4, address: 1, type: "u16", range: [0, 100] };

/** What `check` says of a device, one line per problem. */
function problems(profile: Json, over: Json = connection): string[] {
  return check({ id: "d", profile, connection: over }).map(({ path, what, remedy }) => {
    expect(remedy).not.toBe("");
    return `${path}: ${what}`;
  });
}

const withPoint = (wire: Json, type = "number") => ({ points: { t: { unit: "1", type, wire } } });

test.each<[string, Json, string, string?]>([
  ["function 6", { ...RIGHT, function: 6 }, "profile.points.t.wire.function: is not one of the known words"],
  ["an unknown key", { ...RIGHT, scal: 0.1 }, "profile.points.t.wire.scal: is not a known key"],
  ["a number without range", { function: 4, address: 1, type: "u16" }, "profile.points.t.wire: has no range"],
  ["an empty range", { ...RIGHT, range: [5, 5] }, "profile.points.t.wire: has an empty range"],
  ["a register by function 1", { ...RIGHT, function: 1 }, "profile.points.t.wire: reads type u16 by function 1"],
  [
    "an end beyond the last address",
    { ...RIGHT, address: 65_535, type: "u32" },
    "profile.points.t.wire: ends beyond address 65535",
  ],
  ["two scales", { ...RIGHT, scale: 0.1, fraction: 3 }, "profile.points.t.wire: has scale and fraction"],
  [
    "a sign rule for u16",
    { ...RIGHT, negative: "from-10000" },
    "profile.points.t.wire: has negative without being s16",
  ],
  [
    "text as number",
    { function: 4, address: 1, type: "str", registers: 2 },
    "profile.points.t.wire: gives text, but the point is number",
  ],
  [
    "text without length",
    { function: 4, address: 1, type: "str" },
    "profile.points.t.wire: must say registers for str and bits, and only there",
    "text",
  ],
  [
    "a bit that is not there",
    { function: 3, address: 1, type: "bits", registers: 1, bits: [16, 16] },
    "profile.points.t.wire: has bits that the registers do not have",
    "boolean",
  ],
  [
    "bits of no register",
    { ...RIGHT, bits: [1, 1] },
    "profile.points.t.wire: must say bits for type bits, and only there",
  ],
  [
    "words for a float",
    { function: 4, address: 1, type: "f32", enum: { 0: "off" } },
    "profile.points.t.wire: has words for type f32",
    "text",
  ],
  [
    "a flag of a float",
    { function: 4, address: 1, type: "f32", is: [1] },
    "profile.points.t.wire: makes a flag of what is no plain integer",
    "boolean",
  ],
  [
    "a scaled flag",
    { function: 1, address: 1, type: "bit", scale: 2 },
    "profile.points.t.wire: scales or limits boolean",
    "boolean",
  ],
  [
    "a narrow sentinel",
    { ...RIGHT, type: "u32", sentinels: ["FFFF"] },
    "profile.points.t.wire: has sentinels of another width than its type",
  ],
  [
    "a range before scaling",
    { ...RIGHT, scale: 0.1, range: [7000, 8000] },
    "profile.points.t.wire: has a range in which no value of its registers lies",
  ],
  [
    "a word for a number too large",
    { function: 3, address: 1, type: "bits", registers: 1, bits: [0, 1], enum: { 0: "off", 4: "on" } },
    "profile.points.t.wire: waits for 4, which its registers cannot hold",
    "text",
  ],
  [
    "a flag of a number below zero",
    { function: 3, address: 1, type: "u16", is: [-1] },
    "profile.points.t.wire: waits for -1, which its registers cannot hold",
    "boolean",
  ],
  ["an inverted number", { ...RIGHT, invert: true }, "profile.points.t.wire: inverts what is no flag"],
])("a profile with %s is refused with its place", (_name, wire, expected, type) => {
  expect(problems(withPoint(wire, type))).toContain(expected);
});

test("two points on one register are refused, two flags of one register are not", () => {
  const two = (a: Json, b: Json, type = "number") => ({
    points: { a: { unit: "1", type, wire: a }, b: { unit: "1", type, wire: b } },
  });
  const long = { ...RIGHT, type: "u32" };
  expect(problems(two(long, { ...RIGHT, address: 2 }))).toEqual(["profile.points.b.wire: reads registers of point a"]);
  const flag = (bit: number) => ({ function: 3, address: 7, type: "bits", registers: 1, bits: [bit, bit] });
  expect(problems(two(flag(1), flag(2), "boolean"))).toEqual([]);
  expect(problems(two(flag(1), flag(1), "boolean"))).toEqual(["profile.points.b.wire: reads registers of point a"]);
});

test.each<[string, Json, string]>([
  ["beyond the last address", { address: 65_535, type: "u32", equals: 1 }, "ends beyond address 65535"],
  ["that no register holds", { type: "u16", equals: 65_536 }, "waits for 65536, which its registers cannot hold"],
])("an identity %s is refused", (_name, identity, what) => {
  const profile = { ...withPoint(RIGHT), wire: { identity: { function: 3, address: 0, ...identity } } };
  expect(problems(profile)).toEqual([`profile.wire.identity: ${what}`]);
});

test("a wrong word and a misspelt key are answered with those that there are", () => {
  const said = (wire: Json) =>
    check({ id: "d", profile: withPoint(wire), connection }).map(({ path, remedy }) => `${path}: ${remedy}`);
  expect(said({ ...RIGHT, type: "int16" })).toEqual([
    "profile.points.t.wire.type: write one of bit, bits, u16, s16, u32, s32, u64, s64, f32, str",
  ]);
  expect(said({ ...RIGHT, scal: 0.1 })[0]).toContain("remove it; known here: function, address, type, wordOrder");
  expect(said({ ...RIGHT, address: 65_536 })).toEqual(["profile.points.t.wire.address: write 65535 or less"]);
  expect(said({ address: 1, type: "u16" })[0]).toContain("1 coils, 2 discrete inputs, 3 holding registers");
});

test("a text longer than one request may ask is refused", () => {
  const wire = { function: 3, address: 0, type: "str", registers: 40 };
  const profile = { ...withPoint(wire, "text"), wire: { block: { maxRegisters: 20 } } };
  expect(problems(profile)).toEqual(["profile.points.t.wire.registers: is more than one request may ask"]);
});

test("a point without wire is refused", () => {
  expect(problems({ points: { t: { unit: "1" } } })).toEqual(["profile.points.t.wire: is missing"]);
});

test.each<[string, Json, string]>([
  ["without address", {}, "connection.tcp: is not HOST:PORT"],
  ["with a port too large", { tcp: "10.0.0.1:65536" }, "connection.tcp: is not HOST:PORT"],
  ["with unit 0, which is everybody", { ...connection, unit: 0 }, "connection.unit: is not a unit number"],
  ["with a bare number as timeout", { ...connection, timeout: 5 }, "connection.timeout: is not a duration"],
  ["with an unknown key", { ...connection, speed: 9600 }, "connection.speed: is not known"],
  ["over TCP with a baud rate", { ...connection, baud: 9600 }, "connection.baud: does not go with tcp"],
  ["over a serial server without its port", { rtuOverTcp: "10.0.0.1" }, "connection.rtuOverTcp: is not HOST:PORT"],
  ["over a port that is no path", { serial: "COM3" }, "connection.serial: is not the path of a serial port"],
  ["with a baud rate that no device has", { serial: "/dev/ttyS0", baud: 9601 }, "connection.baud: is not a baud rate"],
  ["with an unknown parity", { serial: "/dev/ttyS0", parity: "mark" }, "connection.parity: is not known"],
  ["with three stop bits", { serial: "/dev/ttyS0", stopBits: 3 }, "connection.stopBits: is not a number of stop bits"],
  [
    "that is silent for a minute",
    { serial: "/dev/ttyS0", turnaround: "1min" },
    "connection.turnaround: is not a duration of at most a second",
  ],
])("a connection %s is refused", (_name, over, expected) => {
  expect(problems(plainProfile(1), over)).toEqual([expected]);
});

test("devices on one address share a link, whatever their unit and however the address is written", () => {
  const keys = [
    { tcp: "Meter.local:502", unit: 1 },
    { tcp: "meter.local", unit: 2 },
  ].map((over) => driver.linkKey(over));
  expect(new Set(keys).size).toBe(1);
  expect(driver.linkKey({ tcp: "meter.local:503" })).not.toBe(keys[0]);
});

test("the same port over TCP and as raw serial bytes, and two serial ports, are different links", () => {
  const keys = [
    { tcp: "10.0.0.1:4001" },
    { rtuOverTcp: "10.0.0.1:4001" },
    { rtuOverTcp: "[::1]:4001" },
    { serial: "/dev/serial/by-id/usb-A" },
    { serial: "/dev/serial/by-id/usb-B", unit: 2 },
  ].map((over) => driver.linkKey(over));
  expect(new Set(keys).size).toBe(keys.length);
});

test.each<Json>([
  { tcp: "[::1]:1502", unit: 247, timeout: "500ms" },
  { rtuOverTcp: "[fe80::1]:4001", unit: 1, turnaround: "20ms" },
  { serial: "/dev/serial/by-id/usb-FTDI_FT232R-if00-port0", unit: 3, baud: 4800, parity: "even", stopBits: 2 },
])("a right profile and connection have no problems: %j", (right) => {
  expect(problems(modbusProfile("sdm630"), right)).toEqual([]);
});

const U16 = { type: "u16", range: [0, 9] };
const twoPoints = (reads: readonly Json[], second: Json = {}) => ({
  points: {
    a: { unit: "1", wire: { function: 3, address: 10, ...U16 } },
    b: { unit: "1", wire: { function: 3, address: 12, type: "u32", range: [0, 9], ...second } },
  },
  wire: { block: { maxRegisters: 20, reads } },
});
const read = (address: number, count: number) => ({ function: 3, address, count });

test.each<[string, Json[], string]>([
  ["cuts a point", [read(10, 3)], "has read 3 at 10 that cuts point b in two"],
  ["reads no point", [read(10, 4), read(20, 4)], "has read 3 at 20 without any point"],
  ["asks for too much", [read(0, 21)], "has read 3 at 0 of more registers than one request may ask"],
  ["lies over another", [read(10, 4), read(9, 5)], "has read 3 at 9 over another one"],
])("a read of the manual that %s is refused with its address", (_name, reads, expected) => {
  expect(problems(twoPoints(reads))).toEqual([`profile.wire.block.reads: ${expected}`]);
});

test("a flag made of a number may lie over it, and nothing else may", () => {
  const withFlag = (wire: Json) => {
    const { points, wire: own } = twoPoints([read(10, 4)]);
    return problems({ points: { ...points, c: { unit: "1", type: "boolean", wire } }, wire: own });
  };
  expect(withFlag({ function: 3, address: 10, type: "u16", is: [3] })).toEqual([]);
  expect(withFlag({ function: 3, address: 12, type: "u16", is: [3] })).toEqual([
    "profile.points.c.wire: reads registers of point b",
  ]);
});
