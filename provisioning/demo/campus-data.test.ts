// Places and devices of the virtual campus hold together: as data, and as a campus.yaml that the gateway takes.
import { expect, test } from "vitest";
import { loadProfiles } from "#gateway/config/profiles.ts";
import { readCampus } from "#gateway/config/read.ts";
import { loadDriverCheck } from "#gateway/drivers/load.ts";
import { campusYaml } from "../up/campus-text.ts";
import { DERIVED, MODBUS, MQTT, OWN } from "./campus-data.ts";
import { happeningsOf } from "./day/happenings.ts";
import { sensorPoints } from "./day/sensors.ts";
import { at } from "./day/time.ts";
import { NETWORK } from "./network-data.ts";
import { SWITCHES } from "./switch-data.ts";

const config = async () => {
  const check = await loadDriverCheck(new URL("../../device-drivers/index.ts", import.meta.url));
  return readCampus(Buffer.from(campusYaml(() => "a".repeat(64), true)), await loadProfiles(), check);
};

test("the gateway takes the first campus.yaml, and knows that it is a simulated campus", async () => {
  const result = await config();
  expect(result.ok ? [] : result.problems).toEqual([]);
  if (!result.ok) return;
  expect(result.config.campus).toMatchObject({ simulated: true, name: expect.stringContaining("虚拟") });
  expect([...result.config.devices.keys()].sort()).toEqual(
    [...MODBUS, ...NETWORK, ...SWITCHES, ...DERIVED, ...MQTT, OWN].map(({ id }) => id).sort(),
  );
});

test("each device that sends has something to say, and each point that it measures has a name in campus.yaml", () => {
  for (const { id, points } of MQTT) {
    const measured = sensorPoints(id, { seed: 1, day: 20_789, ofDay: at("10:00") });
    expect([id, measured !== null || happeningsOf(id, 1).length > 0]).toEqual([id, true]);
    expect(Object.keys(points ?? {})).toEqual(Object.keys(measured ?? {}));
  }
});

test("on a bus each unit is one device", () => {
  const units = MODBUS.map(({ link, unit }) => `${link} ${unit}`);
  expect(new Set(units).size).toBe(units.length);
});
