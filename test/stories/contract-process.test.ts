import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { allEntries } from "../harness/entries.ts";
import { ADMIN_PASSWORD, Gateway, startGateway } from "../harness/gateway.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { readRunJson } from "../harness/run-json.ts";
import { until } from "../harness/wait.ts";

describe("a process and its run.json (contract §2)", () => {
  test("run.json has exactly the contract's fields while it runs, and is gone after SIGTERM with exit 0", async () => {
    await using gateway = await startGateway();
    const run = await readRunJson(gateway.data);
    expect(Object.keys(run ?? {})).toEqual(["pid", "http", "mqtt", "mqtts", "version", "campus", "epoch"]);
    expect(run).toMatchObject({ pid: gateway.pid, mqtts: null, campus: "no3-middle" });
    expect(run?.http).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(run?.mqtt).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/);
    expect(run?.version).toBe(JSON.parse(readFileSync("package.json", "utf8")).version);
    expect(await gateway.kill("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(await readRunJson(gateway.data)).toBeNull();
  });

  test("when run.json is there, both listeners answer and the journal takes messages", async () => {
    await using gateway = await startGateway();
    expect(await gateway.client().get("/healthz")).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    expect(await gateway.client().get("/readyz")).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    await using device = await connectDevice(gateway, gateway.device(0));
    await device.telemetry({ temperature: 20 });
  });

  test("an epoch stays over restarts and seq goes on by one", async () => {
    await using gateway = await startGateway();
    const { epoch } = gateway.run;
    await gateway.restart("SIGTERM");
    await gateway.restart("SIGKILL");
    expect(gateway.run.epoch).toBe(epoch);
    const entries = await allEntries(await gateway.admin());
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i + 1));
    expect(entries.filter(({ type }) => type === "system.began")).toHaveLength(1);
  });

  test("the preset password counts only while there is no account", async () => {
    await using gateway = await startGateway();
    await gateway.kill("SIGTERM");
    const other = join(gateway.data, "..", "other-password");
    writeFileSync(other, "another-long-password-9");
    await gateway.start({ env: { CAMPUS_ADMIN_PASSWORD_FILE: other } });
    expect((await gateway.client().signIn("admin", "another-long-password-9")).status).toBe(401);
    expect((await gateway.client().signIn("admin", ADMIN_PASSWORD)).status).toBe(200);
  });
});

/** The lines on stderr that are for people: not the JSON of the log. */
function plainLines(gateway: Gateway): string[] {
  return gateway.stderr.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
}

describe("configuration (contract §2, §3)", () => {
  test("a wrong file ends with 64 and tells every error on a line of its own: path, what is wrong, what to do", async () => {
    await using gateway = new Gateway({ config: { campus: { id: "No 3", name: "x" }, surprise: 1 } });
    expect(await gateway.startToEnd()).toEqual({ code: 64, signal: null });
    const lines = plainLines(gateway);
    for (const path of ["campus.id", "campus.timezone", "surprise"]) {
      expect(lines.filter((line) => line.startsWith(`${path}: `))).toHaveLength(1);
    }
    for (const line of lines) expect(line).toMatch(/^[^:]+: .+: .+$/);
    expect(await readRunJson(gateway.data)).toBeNull();
  });

  test("wrong usage ends with 64", async () => {
    await using gateway = new Gateway({ args: ["--no-such-option"] });
    expect((await gateway.startToEnd()).code).toBe(64);
    expect(gateway.stderr).toContain("--config FILE --data DIR");
  });

  test("http beyond loopback without insecure: true is refused", async () => {
    await using gateway = new Gateway({ config: { listen: { http: "0.0.0.0:0", mqtt: "127.0.0.1:0" } } });
    expect((await gateway.startToEnd()).code).toBe(64);
    expect(plainLines(gateway).join("\n")).toMatch(/^listen(\.http)?: .*insecure/m);
  });

  test("SIGHUP takes over a changed file: a new device gets in, a removed one is out, entries and ports stay", async () => {
    await using gateway = await startGateway({ devices: { first: {} } });
    const { epoch } = gateway.run;
    const first = gateway.device(0);
    await using connected = await connectDevice(gateway, first);
    gateway.configure({ devices: { second: {} } });
    gateway.signal("SIGHUP");
    await connected.closed;
    await using second = await connectDevice(gateway, gateway.device(0));
    await second.telemetry({ temperature: 20 });
    await expect(connectDevice(gateway, first)).rejects.toThrow();
    const applied = await allEntries(await gateway.admin(), "type=config.applied");
    expect(applied.length).toBe(2);
    expect(gateway.run.epoch).toBe(epoch);
  });

  test("a changed file is noticed without a signal", async () => {
    await using gateway = await startGateway({ devices: { first: {} } });
    gateway.configure({ devices: { first: {}, second: {} } });
    const admin = await gateway.admin();
    await until("config.applied", async () => (await allEntries(admin, "type=config.applied")).length === 2, 10_000);
    await using second = await connectDevice(gateway, gateway.device(1));
    await second.telemetry({ temperature: 20 });
  });

  test("a wrong file at reload changes nothing and is journaled as config.rejected", async () => {
    await using gateway = await startGateway({ devices: { first: {} } });
    await using device = await connectDevice(gateway, gateway.device(0));
    writeFileSync(gateway.configFile, "campus: [not, a, campus]\n");
    gateway.signal("SIGHUP");
    const admin = await gateway.admin();
    await until("config.rejected", async () => (await allEntries(admin, "type=config.rejected"))[0]);
    await device.telemetry({ temperature: 20 });
    expect(device.client.connected).toBe(true);
  });

  test("a start with --last-good and a wrong file takes the last good version and says so; without it ends with 64", async () => {
    await using gateway = await startGateway({ devices: { first: {} } });
    await gateway.kill("SIGTERM");
    const right = readFileSync(gateway.configFile);
    writeFileSync(gateway.configFile, "campus: [not, a, campus]\n");
    expect((await gateway.startToEnd()).code).toBe(64);
    await gateway.start({ args: ["--last-good"] });
    await using device = await connectDevice(gateway, gateway.device(0));
    await device.telemetry({ temperature: 20 });
    const admin = await gateway.admin();
    const alarms = await allEntries(admin, "kind=alarm");
    expect(alarms.map(({ body }) => body.severity)).toEqual(["critical"]);
    const open = (await admin.get("alarms")).json<{ alarms: unknown[] }>().alarms;
    expect(open).toEqual(alarms.map(({ body }) => body));
    writeFileSync(gateway.configFile, right);
    gateway.signal("SIGHUP");
    await until("alarm.cleared", async () => (await allEntries(admin, "type=alarm.cleared"))[0]);
  });
});
