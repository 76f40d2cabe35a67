// Who a switch sees: against a simulated switch with tables of addresses, and Debian's snmpd with the table of this machine.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { askedLink, shippedProfile, valuesOf } from "#test/harness/asked-link.ts";
import { startSnmpd } from "#test/harness/snmpd.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { check } from "./check.ts";
import { driver } from "./index.ts";
import { neighboursOf, type Tables } from "./neighbours.ts";
import { startSwitch } from "./simulator/switch.ts";

const none = new Map<string, never>();
const EMPTY: Tables = {
  media: none,
  mediaType: none,
  physical: none,
  physicalType: none,
  bridge: none,
  bridgeStatus: none,
  vlanBridge: none,
  vlanBridgeStatus: none,
  bridgePort: none,
  portName: none,
};
const mac = (digits: string) => Buffer.from(digits.replaceAll(":", ""), "hex");

test("a switch tells who has which address, at which port, and who is heard without an address: 300 of them", async () => {
  await using folder = tempFolder("campus-arp-switch");
  const communityFile = join(folder.path, "community");
  writeFileSync(communityFile, "reads");
  const neighbours = Array.from({ length: 300 }, (_, at) => ({
    mac: `3c:6a:2c:00:${(at >> 8).toString(16).padStart(2, "0")}:${(at & 255).toString(16).padStart(2, "0")}`,
    ip: at === 299 ? null : `10.0.${8 + (at >> 8)}.${at & 255}`,
    port: at < 4 ? at + 1 : 8,
  }));
  const secrets = { community: "reads", password: "password-of-nobody" };
  await using simulated = await startSwitch(8, 0, secrets, { neighbours });
  const connection = { snmp: `127.0.0.1:${simulated.port}`, communityFile, timeout: "10s" };
  await using asked = askedLink(driver, check, "snmp-neighbours", connection);
  const poll = await asked.poll();
  expect(valuesOf(poll)).toEqual({ neighbours: 300 });
  const seen = new Map(poll.neighbours?.map((neighbour) => [neighbour.mac, neighbour]));
  expect(seen.get("3c:6a:2c:00:00:02")).toEqual({ mac: "3c:6a:2c:00:00:02", ip: "10.0.8.2", port: "gi3", sharing: 1 });
  expect(seen.get("3c:6a:2c:00:01:2b")).toEqual({ mac: "3c:6a:2c:00:01:2b", ip: null, port: "gi8", sharing: 296 });
});

test("Debian's snmpd tells this machine's own table as the kernel has it", async () => {
  await using snmpd = await startSnmpd();
  const connection = { snmp: `127.0.0.1:${snmpd.port}`, communityFile: snmpd.files.community, timeout: "5s" };
  await using asked = askedLink(driver, check, "snmp-neighbours", connection);
  const kernel = () => readFileSync("/proc/net/arp", "latin1");
  const [before, poll, after] = [kernel(), await asked.poll(), kernel()];
  const known = before + after;
  expect(valuesOf(poll)).toEqual({ neighbours: poll.neighbours?.length });
  for (const { ip, mac: card } of poll.neighbours ?? []) {
    if (ip?.includes(":") === true) continue;
    expect(known).toContain(ip);
    expect(known).toContain(card);
  }
});

test("a switch that falls silent says nothing of its neighbours, rather than that there are none", async () => {
  await using snmpd = await startSnmpd();
  await snmpd.kill();
  const connection = { snmp: `127.0.0.1:${snmpd.port}`, communityFile: snmpd.files.community, timeout: "50ms" };
  await using asked = askedLink(driver, check, "snmp-neighbours", connection);
  const poll = await asked.poll();
  expect(valuesOf(poll)).toEqual({ neighbours: "timeout" });
  expect(poll).not.toHaveProperty("neighbours");
});

test("both tables of addresses, IPv6 too; without what is invalid, link-local, for a group, or the switch's own", () => {
  const own = "44.106.44.0.0.9";
  const found = neighboursOf({
    ...EMPTY,
    media: new Map([
      ["2.10.0.8.7", mac("3c:6a:2c:00:00:01")],
      ["2.10.0.8.8", mac("3c:6a:2c:00:00:02")],
      ["2.10.0.8.255", mac("ff:ff:ff:ff:ff:ff")],
    ]),
    mediaType: new Map([["2.10.0.8.8", 2]]),
    physical: new Map([
      ["2.1.4.10.0.8.9", mac("3c:6a:2c:00:00:03")],
      ["2.2.16.253.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7", mac("3c:6a:2c:00:00:01")],
      ["2.2.16.254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.7", mac("3c:6a:2c:00:00:01")],
    ]),
    vlanBridge: new Map([
      ["1.60.106.44.0.0.1", 5],
      [`1.${own}`, 6],
    ]),
    vlanBridgeStatus: new Map([[`1.${own}`, 4]]),
  });
  expect(found).toEqual([
    { mac: "3c:6a:2c:00:00:01", ip: "10.0.8.7", port: "5", sharing: 1 },
    { mac: "3c:6a:2c:00:00:03", ip: "10.0.8.9", port: null, sharing: null },
    { mac: "3c:6a:2c:00:00:01", ip: "fd00::7", port: "5", sharing: 1 },
  ]);
});

test("the profile is one that can be asked for", () => {
  const connection = { snmp: "10.0.0.1", communityFile: "c" };
  expect(check({ id: "d", profile: shippedProfile("snmp", "snmp-neighbours"), connection })).toEqual([]);
});
