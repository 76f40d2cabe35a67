import { expect, test } from "vitest";
import { formatProblem } from "./problem.ts";
import { readCampus } from "./read.ts";
import { bytesOf, CAMPUS, profilesForTests } from "./testing.ts";
import { inChinese } from "./words.ts";

const profiles = await profilesForTests();
const device = (connection: string) =>
  `${CAMPUS}devices: [{ id: th, name: x, driver: modbus, profile: xy-md02, connection: { ${connection} } }]\n`;

test("what a driver says against a device is told with path, line, reason and remedy", () => {
  const asked: unknown[] = [];
  const result = readCampus(
    bytesOf(device("tcp: 10.0.0.1:502, unit: 3, slave: 4")),
    profiles,
    (driver, { connection }) => {
      asked.push([driver, connection]);
      return [{ path: "connection.slave", what: "is not known", remedy: "write unit" }];
    },
  );
  expect(asked).toEqual([["modbus", { tcp: "10.0.0.1:502", unit: 3, slave: 4 }]]);
  expect(result.ok ? [] : result.problems.map(formatProblem)).toEqual([
    "devices[0].connection.slave: is not known (line 2): write unit",
  ]);
});

test("a driver is asked only about what has the right shape and a profile of its own", () => {
  const check = () => {
    throw new Error("asked");
  };
  expect(readCampus(bytesOf(device("tcp: nonsense")), profiles, check).ok).toBe(false);
  expect(readCampus(bytesOf(device("tcp: 10.0.0.1:502").replace("xy-md02", "none")), profiles, check).ok).toBe(false);
});

test("what a driver says makes the file wrong", () => {
  const check = () => [{ path: "connection", what: "is odd", remedy: "mend it" }];
  expect(readCampus(bytesOf(device("tcp: 10.0.0.1:502")), profiles, check).ok).toBe(false);
  expect(readCampus(bytesOf(device("tcp: 10.0.0.1:502")), profiles).ok).toBe(true);
});

test("what a driver says against a profile names its file, in both languages", () => {
  const check = () => [
    { path: "profile.points.t.wire", what: "has an empty range", remedy: "write the smaller value first" },
  ];
  const result = readCampus(bytesOf(device("tcp: 10.0.0.1:502")), profiles, check);
  expect(result.ok ? [] : result.problems.map(formatProblem)).toEqual([
    "devices[0].profile.points.t.wire: has an empty range in xy-md02.json (line 2): write the smaller value first",
  ]);
  expect(inChinese("has an empty range in xy-md02.json")).toBe("范围为空（文件 xy-md02.json）");
});
