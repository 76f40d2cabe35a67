// `npm run try` for UPSes, probes, SNMP and messages of foreign firmware, against the real peers: what is printed can be pasted.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { command } from "#test/harness/command.ts";
import { PROJECT } from "#test/harness/gateway.ts";
import { freePort } from "#test/harness/mosquitto.ts";
import { startUpsd } from "#test/harness/nut.ts";
import { startSnmpd, USER } from "#test/harness/snmpd.ts";
import { tempFolder } from "#test/harness/temp.ts";

const run = (...args: string[]) => command(process.execPath, ["provisioning/try.ts", ...args], { cwd: PROJECT });

/** What check-config says of a campus.yaml whose devices are the ones that were printed. */
async function checked(stdout: string): Promise<string> {
  await using folder = tempFolder("campus-try");
  const file = join(folder.path, "campus.yaml");
  const [, devices = ""] = stdout.split("# campus.yaml, devices: (id, name)\n");
  writeFileSync(
    file,
    `campus: { id: c, name: C, timezone: Asia/Shanghai }\nlisten: { http: 127.0.0.1:0, mqtt: 127.0.0.1:0 }\ndevices:\n${devices}`,
  );
  const { stdout: ok, stderr } = await command(process.execPath, ["provisioning/check-config.ts", file], {
    cwd: PROJECT,
  });
  return ok + stderr;
}

test("a UPS of a real upsd is tried as upsc names it, and what is printed is a device of campus.yaml", async () => {
  await using upsd = await startUpsd({ mr1: { "ups.status": "OL", "battery.charge": 97, "ups.load": 31 } });
  const { code, stdout, stderr } = await run("nut", "ups", `mr1@127.0.0.1:${upsd.port}`, "--timeout", "10s");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^ {2}mains +true$/m);
  expect(stdout).toMatch(/^ {2}battery +97 %$/m);
  expect(await checked(stdout)).toBe("ok\n");
  const other = await run("nut", "ups", `mr2@127.0.0.1:${upsd.port}`, "--timeout", "10s");
  expect(other.code).toBe(1);
  expect(other.stdout).toContain("wrong: mr2: UNKNOWN-UPS: upsd has no UPS of this name: `upsc -l HOST` lists them");
  expect(other.stdout).not.toContain("campus.yaml, devices");
});

test("nobody who tells of a UPS is said with where to look", async () => {
  const { code, stderr } = await run("nut", "ups", `mr1@127.0.0.1:${await freePort()}`);
  expect(code).toBe(1);
  expect(stderr).toContain("cannot be used (ECONNREFUSED)\nlook: does upsd run there");
});

test("an agent is tried by a community or a user in files; a wrong one is silence, and where to look is said", async () => {
  await using snmpd = await startSnmpd();
  const { community, auth, privacy, wrong } = snmpd.files;
  await using folder = tempFolder("campus-try");
  const profile = join(folder.path, "snmp-ups.json");
  const wire = { oid: "1.3.6.1.2.1.1.1.0" };
  const name = { "zh-CN": "系统", en: "System" };
  writeFileSync(
    profile,
    JSON.stringify({
      id: "snmp-ups",
      name,
      driver: "snmp",
      points: { description: { unit: "1", type: "text", wire } },
    }),
  );
  const at = ["snmp", profile, `127.0.0.1:${snmpd.port}`, "--timeout", "5s"];
  const secrets = ["--auth", "sha256", "--auth-file", auth, "--privacy", "aes", "--privacy-file", privacy];
  for (const how of [
    ["--community-file", community],
    ["--version", "3", "--user", USER, ...secrets],
  ]) {
    const { code, stdout, stderr } = await run(...at, ...how);
    expect([code, stderr], stdout).toEqual([0, ""]);
    expect(stdout).toContain("  description  Debian peer\n");
    expect(await checked(stdout)).toBe("ok\n");
  }
  const silent = await run("snmp", profile, at[2] ?? "", "--community-file", wrong, "--timeout", "300ms");
  expect(silent.code).toBe(1);
  expect(silent.stdout).toContain("wrong: no answer within 300 ms, twice\nlook: is SNMP switched on there");
});

test("a port that answers is up, one that nobody listens at is down with where to look, and a ping says how long it took", async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const up = await run("probe", "tcp", `127.0.0.1:${port}`, "--timeout", "5s");
  server.close();
  expect([up.code, up.stderr]).toEqual([0, ""]);
  expect(up.stdout).toMatch(/^ {2}up +true$/m);
  expect(await checked(up.stdout)).toBe("ok\n");
  const down = await run("probe", "tcp", `127.0.0.1:${await freePort()}`, "--timeout", "5s");
  expect(down.code).toBe(1);
  expect(down.stdout).toMatch(/^ {2}up +false$/m);
  expect(down.stdout).toContain("look: is the address right");
  const ping = await run("probe", "ping", "127.0.0.1", "--count", "2", "--timeout", "5s");
  expect([ping.code, ping.stderr]).toEqual([0, ""]);
  expect(ping.stdout).toMatch(/^ {2}rtt +[\d.]+ ms$/m);
});

test("a message of foreign firmware is shown as its profile understands it, with a device that may send it", async () => {
  const mqtt = (...args: string[]) => run("mqtt", "tasmota-climate", ...args);
  const taken = await mqtt("tele/x/SENSOR", '{"AM2301":{"Temperature":21.3},"TempUnit":"C"}');
  expect([taken.code, taken.stderr]).toEqual([0, ""]);
  expect(taken.stdout).toContain('"temperature": 21.3');
  expect(taken.stdout).toMatch(/^# its MQTT password, shown only now: \S{43}$/m);
  expect(await checked(taken.stdout)).toBe("ok\n");
  const fahrenheit = await mqtt("tele/x/SENSOR", '{"AM2301":{"Temperature":70.3},"TempUnit":"F"}');
  expect([fahrenheit.code, fahrenheit.stdout.split("\n")[0]]).toEqual([1, "refused: bad-value"]);
  const elsewhere = await mqtt("tele/x/SENS", "{}");
  expect([elsewhere.code, elsewhere.stdout]).toEqual([1, expect.stringContaining("its topics are tele/{name}/SENSOR")]);
});
