// SNMP v2c and v3 against Debian's snmpd, ports against a simulated switch, and what counters mean.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LinkError } from "#gateway/contract/driver.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { askedLink, shippedProfile, valuesOf } from "#test/harness/asked-link.ts";
import { startSnmpd, USER } from "#test/harness/snmpd.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { check } from "./check.ts";
import { driver } from "./index.ts";
import { objectSample } from "./map.ts";
import { rateOf } from "./rates.ts";
import { startSwitch } from "./simulator/switch.ts";

const SYSTEM = {
  id: "system",
  points: {
    uptime: { unit: "s", wire: { oid: "1.3.6.1.2.1.1.3.0", scale: 0.01 } },
    description: { unit: "1", type: "text", wire: { oid: "1.3.6.1.2.1.1.1.0" } },
    battery: { unit: "%", wire: { oid: "1.3.6.1.2.1.33.1.2.4.0", optional: true } },
    load: { unit: "%", wire: { oid: "1.3.6.1.2.1.33.1.4.4.1.5.1" } },
  },
};

test("Debian's snmpd tells by v2c and by v3 with sign-in and secrecy; what it does not have is bad or, where optional, left out", async () => {
  await using snmpd = await startSnmpd();
  const { community, auth, privacy } = snmpd.files;
  const at = `127.0.0.1:${snmpd.port}`;
  const v3 = { version: "3", user: USER, auth: "sha256", authFile: auth, privacy: "aes", privacyFile: privacy };
  for (const how of [{ communityFile: community }, v3]) {
    await using asked = askedLink(driver, check, SYSTEM, { snmp: at, timeout: "5s", ...how });
    const values = await asked.values();
    expect(values).toEqual({ uptime: expect.any(Number), description: "Debian peer", load: "device" });
  }
});

test("Debian's snmpd: loopback's own port with its counters, by the switch's profile with that kind of port", async () => {
  await using snmpd = await startSnmpd();
  const shipped = shippedProfile("snmp", "snmp-switch");
  const wire = shipped.wire as { readonly ports: object };
  const profile = { ...shipped, wire: { ports: { ...wire.ports, kinds: [24] } } };
  const clock = { ...systemClock, monotonic: () => 0 };
  const connection = { snmp: `127.0.0.1:${snmpd.port}`, communityFile: snmpd.files.community, timeout: "5s" };
  await using asked = askedLink(driver, check, profile, connection, clock);
  expect(await asked.values()).toMatchObject({ "ports-up": 1, "port-1-up": true });
});

test("a wrong community is silence, a wrong password a refusal, an agent that died silence: bad each time, never a number", async () => {
  await using snmpd = await startSnmpd();
  const { community, auth, wrong } = snmpd.files;
  const at = `127.0.0.1:${snmpd.port}`;
  const ask = async (how: Record<string, unknown>, timeout: string) => {
    await using asked = askedLink(driver, check, SYSTEM, { snmp: at, timeout, ...how });
    return await asked.poll();
  };
  const unknown = await ask({ communityFile: wrong }, "100ms");
  expect(valuesOf(unknown)).toEqual({ uptime: "timeout", description: "timeout", load: "timeout" });
  const secret = { version: "3", user: USER, auth: "sha256", authFile: wrong, privacy: "aes", privacyFile: auth };
  const refused = await ask(secret, "2s");
  expect(valuesOf(refused)).toMatchObject({ uptime: "exception" });
  expect(refused.detail).not.toContain("not-the-secret");
  await snmpd.kill();
  expect(valuesOf(await ask({ communityFile: community }, "100ms"))).toMatchObject({ uptime: "timeout" });
});

test("a secret that cannot be read is a broken link whose words name the file, never what is in it", async () => {
  const connection = { snmp: "127.0.0.1:9", communityFile: "/nowhere/community" };
  await using asked = askedLink(driver, check, SYSTEM, connection);
  await expect(asked.poll()).rejects.toThrow(LinkError);
  await expect(asked.poll()).rejects.toThrow(/\/nowhere\/community cannot be read: put the secret/);
});

test("a switch's ports: up and down, bits a second from 64-bit counters over their end, errors a minute, the uplink", async () => {
  await using folder = tempFolder("campus-switch");
  const communityFile = join(folder.path, "community");
  writeFileSync(communityFile, "reads");
  await using simulated = await startSwitch(30, 0, { community: "reads", password: "password-of-nobody" });
  let nowMs = 1000;
  const clock = { ...systemClock, monotonic: () => nowMs };
  const connection = { snmp: `127.0.0.1:${simulated.port}`, communityFile, timeout: "10s", uplinks: [30] };
  await using asked = askedLink(driver, check, "snmp-switch", connection, clock);
  const end = 2n ** 64n;
  simulated.set(1, { octetsIn: end - 500_000n, octetsOut: 1000n, errorsIn: 2 ** 32 - 10 });
  simulated.set(30, { octetsIn: 0n, octetsOut: 0n });
  simulated.set(7, { up: false });
  const first = await asked.values();
  expect(first).toMatchObject({ "ports-up": 29, "uplink-down": false, "port-7-up": false, "port-30-up": true });
  expect(Object.keys(first)).not.toContain("port-1-in");
  nowMs += 10_000;
  simulated.set(1, { octetsIn: 750_000n, octetsOut: 1000n, errorsIn: 40 });
  simulated.set(30, { octetsIn: 12_500_000n, octetsOut: 1_250_000n, up: false });
  simulated.setUptime(1100);
  expect(await asked.values()).toMatchObject({
    "port-1-in": 1_000_000,
    "port-1-out": 0,
    "port-1-errors": 300,
    "traffic-in": 10_000_000,
    "traffic-out": 1_000_000,
    errors: 300,
    "uplink-down": true,
    "ports-up": 28,
  });
});

test("after a restart of the device there is no rate until the next look; nonsense is none at all", () => {
  const count = (value: bigint, atMs: number) => ({ value, atMs });
  expect(rateOf(count(5000n, 0), count(100n, 1000), 64, true)).toBeNull();
  expect(rateOf(count(2n ** 32n - 100n, 0), count(100n, 1000), 32, false)).toBe(200);
  expect(rateOf(count(5000n, 0), count(100n, 1000), 64, false), "no port is that fast").toBeNull();
  expect(rateOf(undefined, count(100n, 1000), 64, false)).toBeNull();
  expect(rateOf(count(1n, 0), count(100n, 1), 64, false), "too soon").toBeNull();
});

test("raw values become what the profile says: scaled, true for some, none for others, text cut", () => {
  const point = (type: "number" | "boolean" | "text") => ({ name: "p", type, wire: { oid: "1.3.6.1" } });
  const good = (value: unknown) => ({ point: "p", value, quality: "good" });
  expect(objectSample(point("number"), { oid: "1", scale: 0.1 }, 229)).toEqual(good(22.9));
  expect(objectSample(point("boolean"), { oid: "1", when: [3, 4] }, 4)).toEqual(good(true));
  expect(objectSample(point("boolean"), { oid: "1", when: [3, 4] }, 2)).toEqual(good(false));
  expect(objectSample(point("number"), { oid: "1", sentinels: [-1] }, -1)).toMatchObject({
    quality: "bad",
    reason: "sentinel",
  });
  expect(objectSample(point("number"), { oid: "1" }, Buffer.from("no number"))).toMatchObject({ reason: "device" });
  expect(objectSample(point("text"), { oid: "1" }, Buffer.from("x".repeat(300)))).toEqual(good("x".repeat(256)));
  expect(objectSample(point("number"), { oid: "1", optional: true }, null)).toBeNull();
});

test.each([
  [{ communityFile: "c" }, "connection.snmp"],
  [{ snmp: "10.0.0.1", version: "1" }, "connection.version"],
  [{ snmp: "10.0.0.1" }, "connection.communityFile"],
  [{ snmp: "10.0.0.1", community: "public", communityFile: "c" }, "connection.community"],
  [{ snmp: "10.0.0.1", version: "3", user: "u", privacy: "aes", privacyFile: "p" }, "connection.auth"],
  [{ snmp: "10.0.0.1", version: "3", user: "u", auth: "sha1", authFile: "a" }, "connection.auth"],
  [{ snmp: "10.0.0.1", communityFile: "c", uplinks: 25 }, "connection.uplinks"],
])("a connection %j is refused at %s", (connection, path) => {
  const problems = check({ id: "sw", profile: shippedProfile("snmp", "snmp-switch"), connection });
  expect(problems.map((problem) => problem.path)).toEqual([path]);
});

test.each(["snmp-switch", "snmp-ups"])("the profile %s is one that can be asked for", (profile) => {
  const connection = { snmp: "10.0.0.1", communityFile: "c" };
  expect(check({ id: "d", profile: shippedProfile("snmp", profile), connection })).toEqual([]);
});

test("a PDU tells its load, its phases and the outlets that it has; what it does not measure is left out", async () => {
  const at = (object: string, value: number) => `override .1.3.6.1.4.1.318.1.1.26.${object} integer ${value}`;
  await using snmpd = await startSnmpd([
    ...[at("4.3.1.4.1", 3), at("4.3.1.5.1", 137), at("4.3.1.9.1", 48_213)],
    ...[at("6.3.1.5.1", 61), at("6.3.1.6.1", 229)],
    ...[at("9.2.3.1.5.1", 2), at("9.4.3.1.6.1", 13), at("9.4.3.1.7.1", 291)],
    ...[at("9.2.3.1.5.2", 1), at("9.4.3.1.6.2", -1)],
  ]);
  const connection = { snmp: `127.0.0.1:${snmpd.port}`, communityFile: snmpd.files.community, timeout: "5s" };
  await using asked = askedLink(driver, check, "apc-rpdu2", connection);
  expect(await asked.values()).toEqual({
    power: 1370,
    energy: 4821.3,
    "near-overload": true,
    overload: false,
    "current-l1": 6.1,
    "voltage-l1": 229,
    "outlet-1": true,
    "outlet-1-current": 1.3,
    "outlet-1-power": 291,
    "outlet-2": false,
    "outlet-2-current": "sentinel",
  });
});
