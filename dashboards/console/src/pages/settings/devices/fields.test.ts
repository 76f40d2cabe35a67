import { expect, test } from "vitest";
import { copyOf, fieldName, fieldsOf, isId, itemOf, proposedId } from "./fields.ts";

const METER = {
  id: "meter-1",
  name: "总配电",
  driver: "modbus",
  profile: "sdm630",
  connection: { tcp: "10.0.4.12:502", unit: 3, timeout: "1s" },
  report: { onChange: true, atLeast: "60s" },
  points: { "power-l1": { deadband: 5 } },
};

test("a device goes through the form unchanged, whatever the form does not show included", () => {
  const more = { ...METER, credential: { sha256: "ab" }, points: { ...METER.points, x: {} }, mqtt: { topics: [] } };
  expect(itemOf(fieldsOf(more), more)).toEqual(more);
  const each = { ...METER, report: { onChange: false }, enabled: true };
  expect(itemOf(fieldsOf(each), each)).toEqual(each);
});

test("an emptied field is not written, and neither is a map that has become empty", () => {
  const fields = fieldsOf(METER);
  const emptied = {
    ...fields,
    connection: { ...fields.connection, timeout: " " },
    points: { "power-l1": { deadband: null } },
  };
  const { points: _points, report: _report, ...rest } = METER;
  expect(itemOf({ ...emptied, reportMode: "each", every: "" }, METER)).toEqual({
    ...rest,
    connection: { tcp: "10.0.4.12:502", unit: 3 },
  });
});

test("a device that moves to another link leaves the settings of its old one behind", () => {
  const serial = { serial: "/dev/serial/by-id/usb-a", unit: 3, baud: 4800, parity: "even", stopBits: 1, timeout: "1s" };
  const fields = fieldsOf({ ...METER, connection: serial });
  expect(fields.link).toBe("serial");
  expect(itemOf(fields, {}).connection).toEqual(serial);
  const moved = { ...fields, link: "rtuOverTcp", connection: { ...serial, rtuOverTcp: "10.0.4.12：4001" } } as const;
  expect(itemOf(moved, {}).connection).toEqual({ rtuOverTcp: "10.0.4.12:4001", unit: 3, timeout: "1s" });
  expect(fieldsOf(METER).link).toBe("tcp");
});

test("a device that goes over to another version of SNMP leaves behind who asked in the old one", () => {
  const v3 = { snmp: "10.0.1.2", version: "3", user: "reader", auth: "sha256", authFile: "sw.auth" };
  const fields = { ...fieldsOf({}), driver: "snmp", connection: { ...v3, communityFile: "sw.community" } };
  expect(itemOf(fields, {}).connection).toEqual(v3);
  const back = { ...fields, connection: { ...fields.connection, version: "2c" } };
  expect(itemOf(back, {}).connection).toEqual({ snmp: "10.0.1.2", version: "2c", communityFile: "sw.community" });
});

test("inputs of what is computed are written as chosen, and not at all when none is", () => {
  const fields = { ...fieldsOf({}), driver: "derived" };
  const connection = { of: "mr1-th", inputs: { humidity: undefined } } as unknown as typeof fields.connection;
  expect(itemOf({ ...fields, connection }, {}).connection).toEqual({ of: "mr1-th" });
});

test("switched off is written, switched on again is not", () => {
  const off = itemOf({ ...fieldsOf(METER), enabled: false }, METER);
  expect(off).toEqual({ ...METER, enabled: false });
  expect(itemOf({ ...fieldsOf(off), enabled: true }, off)).toEqual(METER);
});

test("a line is a number when it is one, and a device that sends to us has no connection", () => {
  const gpio = { ...fieldsOf({}), id: "door", name: "门", driver: "gpio", profile: "dry-contact" };
  expect(itemOf({ ...gpio, connection: { chip: "gpiochip0", line: "17" } }, {}).connection).toEqual({
    chip: "gpiochip0",
    line: 17,
  });
  expect(itemOf({ ...gpio, connection: { line: "GPIO17" } }, {}).connection).toEqual({ line: "GPIO17" });
  expect(itemOf({ ...gpio, driver: "mqtt", connection: { tcp: "x" } }, {})).not.toHaveProperty("connection");
});

test("a point that is only listed is kept where any point may come", () => {
  const native = { ...fieldsOf({}), id: "x", name: "x", driver: "mqtt", profile: "native" };
  expect(itemOf({ ...native, points: { co2: {}, t: { name: "" } } }, {}).points).toEqual({ co2: {}, t: {} });
  expect(itemOf({ ...native, driver: "modbus", points: { t: { name: "" } } }, {})).not.toHaveProperty("points");
});

test("a proposed id is free and an id; a copy has neither the id nor the secret", () => {
  const taken = new Set(["sdm630-1", "sdm630-2"]);
  expect(proposedId("sdm630", taken)).toBe("sdm630-3");
  expect(isId(proposedId("a".repeat(32), taken))).toBe(true);
  expect(copyOf({ ...METER, credential: {}, enabled: false })).not.toHaveProperty("credential");
  expect(copyOf(METER)).not.toHaveProperty("id");
});

test("the gateway's paths name the fields of the form", () => {
  expect(fieldName("/connection/tcp")).toEqual(["connection", "tcp"]);
  expect(fieldName("/points/a~1b/unit")).toEqual(["points", "a/b", "unit"]);
  expect(fieldName("/report")).toEqual(["report", "atLeast"]);
});

test("an address that was typed with a Chinese keyboard is the same address", () => {
  for (const typed of ["10.0.4.12：502", "１０.0.4.12:502", "10。0。4。12：502", " 10.0.4.12 : 502 "])
    expect(itemOf({ ...fieldsOf(METER), connection: { tcp: typed } }, {}).connection).toEqual({ tcp: "10.0.4.12:502" });
});
