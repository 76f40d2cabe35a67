// The played core switch through the gateway's own driver: ports with traffic, and exactly one computer that the register does not have.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { check } from "#drivers/snmp/check.ts";
import { driver } from "#drivers/snmp/index.ts";
import { isRandomMac } from "#gateway/contract/neighbours.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { askedLink } from "#test/harness/asked-link.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { at, onTheDayOf } from "../day/time.ts";
import { ASSETS } from "../repair-data.ts";
import { SWITCH_HOST, SWITCH_UPLINK, UNKNOWN_LAPTOP } from "../switch-data.ts";
import { startCoreSwitch } from "./core-switch.ts";

test("in a lesson its used ports are up, traffic goes through, and one notebook in it is in no register", async () => {
  await using folder = tempFolder("campus-core-switch");
  const communityFile = join(folder.path, "community");
  writeFileSync(communityFile, "played");
  const nowMs = onTheDayOf(Date.UTC(2026, 11, 1), at("10:05"));
  const campus = { speed: 1, now: () => nowMs, realMs: (ms: number) => ms };
  const options = { port: 0, community: "played", seed: 1, clock: systemClock, campus };
  await using core = await startCoreSwitch(options);
  const connection = { snmp: `${SWITCH_HOST}:${core.port}`, communityFile, timeout: "10s" };
  await using ports = askedLink(driver, check, "snmp-switch", { ...connection, uplinks: [SWITCH_UPLINK] });
  expect(await ports.values()).toMatchObject({ "ports-up": 9, "uplink-down": false, "port-4-up": false });
  await using addresses = askedLink(driver, check, "snmp-neighbours", connection);
  const { neighbours = [] } = await addresses.poll();
  const registered = new Set(ASSETS.flatMap(([, , , , more]) => more?.mac ?? []));
  const strangers = neighbours.filter(({ mac }) => !registered.has(mac));
  expect(strangers.filter(({ mac }) => !isRandomMac(mac))).toEqual([
    { mac: UNKNOWN_LAPTOP.mac, ip: UNKNOWN_LAPTOP.ip, port: "gi7", sharing: 1 },
  ]);
  expect(strangers.length).toBe(3);
});
