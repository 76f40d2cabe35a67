// `npm run provision -- influxdb` against Debian's InfluxDB: planned first, made once, nothing to do afterwards.
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type InfluxServer, startInflux } from "#test/harness/influx.ts";
import { freePort } from "#test/harness/mosquitto.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { runProvision } from "../plan/testing.ts";

const CAMPUS = `campus: { id: no3-middle, name: 第三中学, timezone: Asia/Shanghai }
listen: { http: 127.0.0.1:0, mqtt: 127.0.0.1:0 }   # 只在本机
`;
const DEADLINE_MS = 90_000;

/** A folder with a campus.yaml, and the command in it. */
function bed() {
  const folder = tempFolder("campus-provision");
  const config = join(folder.path, "campus.yaml");
  writeFileSync(config, CAMPUS);
  const secret = (name: string) => join(folder.path, "secrets", `influxdb-${name}`);
  return {
    config,
    secret,
    read: (name: string) => readFileSync(secret(name), "utf8").trim(),
    run: (...args: string[]) => runProvision(["influxdb", "--config", config, ...args], folder.path),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** What InfluxDB answers somebody who signs in with `name:password`. */
async function asked(
  { url }: InfluxServer,
  pair: string,
  path: string,
  body: string | URLSearchParams,
): Promise<number> {
  const authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
  const response = await fetch(`${url}${path}`, { method: "POST", headers: { authorization }, body });
  await response.text();
  return response.status;
}
const write = (influx: InfluxServer, pair: string) =>
  asked(influx, pair, "/write?db=campus&precision=ns", "reading,point=a value=1");
const read = (influx: InfluxServer, pair: string, q: string) =>
  asked(influx, pair, "/query?db=campus", new URLSearchParams({ q }));

/** Some page that answers everything. */
async function page(): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((_request, response) => response.end("<html>Welcome</html>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

test(
  "a fresh InfluxDB that asks for a sign-in gets all that a campus needs, once",
  async () => {
    await using influx = await startInflux({ auth: true, bare: true });
    await using campus = bed();
    const planned = await campus.run("--url", influx.url);
    expect([planned.code, planned.stderr]).toEqual([1, ""]);
    expect(planned.stdout).toContain("administrator admin");
    expect(planned.stdout).toContain("Nothing was changed");
    expect(readFileSync(campus.config, "utf8")).toBe(CAMPUS);

    const made = await campus.run("--url", influx.url, "--yes");
    expect([made.code, made.stderr]).toEqual([0, ""]);
    expect(made.stdout).toContain("database campus, kept for 400 days");
    expect(readFileSync(campus.config, "utf8")).toBe(
      `${CAMPUS}influx: { url: "${influx.url}", version: 1, database: "campus", tokenFile: "secrets/influxdb-gateway" }\n`,
    );
    for (const name of ["admin", "gateway", "grafana"]) {
      expect(statSync(campus.secret(name)).mode & 0o777).toBe(0o600);
      const password = campus.read(name).split(":").at(-1) ?? "";
      expect(password.length).toBeGreaterThan(30);
      expect(made.stdout).not.toContain(password);
    }
    const grafana = `grafana-no3-middle:${campus.read("grafana")}`;
    expect([await write(influx, campus.read("gateway")), await write(influx, grafana)]).toEqual([204, 403]);
    expect(await read(influx, grafana, "SELECT * FROM reading")).toBe(200);
    expect(await read(influx, campus.read("gateway"), "DROP DATABASE campus")).toBe(403);

    const again = await campus.run("--yes");
    expect([again.code, again.stdout.split("\n").at(-2)]).toEqual([0, "没有要做的事。 / Nothing to do."]);
    expect(again.stdout).not.toMatch(/^ {2}[+~-]/m);
  },
  DEADLINE_MS,
);

test(
  "a password whose file is gone or wrong is set anew, and no other is touched",
  async () => {
    await using influx = await startInflux({ auth: true, bare: true });
    await using campus = bed();
    await campus.run("--url", influx.url, "--yes");
    const [admin, gateway] = [campus.read("admin"), campus.read("gateway")];
    rmSync(campus.secret("grafana"));
    const mended = await campus.run("--yes");
    expect([mended.code, mended.stderr]).toEqual([0, ""]);
    expect(mended.stdout.match(/^ {2}~ .*/gm)).toEqual([expect.stringContaining("account grafana-no3-middle")]);
    expect([campus.read("admin"), campus.read("gateway")]).toEqual([admin, gateway]);
    expect(await read(influx, `grafana-no3-middle:${campus.read("grafana")}`, "SELECT * FROM reading")).toBe(200);
  },
  DEADLINE_MS,
);

test(
  "how long data are kept changes only when it is asked for, and shortening says what it costs",
  async () => {
    await using influx = await startInflux({ database: "campus" });
    await using campus = bed();
    const first = await campus.run("--url", influx.url, "--yes");
    expect([first.code, first.stderr]).toEqual([0, ""]);
    expect(first.stdout).toContain("  = 永久保留 / kept for ever");
    expect(first.stdout).toContain("auth-enabled = false");
    expect((await campus.run("--keep", "30d")).stdout).toContain("What is older is deleted for good");
    await campus.run("--keep", "30d", "--yes");
    expect(await influx.query('SHOW RETENTION POLICIES ON "campus"')).toMatchObject([{ duration: "720h0m0s" }]);
    const longer = await campus.run("--keep", "0", "--yes");
    expect(longer.stdout).toContain("before: kept for 30 days");
    expect(await influx.query('SHOW RETENTION POLICIES ON "campus"')).toMatchObject([{ duration: "0s" }]);
  },
  DEADLINE_MS,
);

test(
  "another section influx in campus.yaml is left alone, and the line that would match is shown",
  async () => {
    await using influx = await startInflux();
    await using campus = bed();
    const own = `${CAMPUS}influx:\n  url: ${influx.url}   # 老库\n  version: 1\n  database: campus\n`;
    writeFileSync(campus.config, own);
    const { code, stdout } = await campus.run("--yes");
    expect(code).toBe(0);
    expect(stdout).toContain(
      `this would match: influx: { url: "${influx.url}", version: 1, database: "campus", tokenFile:`,
    );
    expect(readFileSync(campus.config, "utf8")).toBe(own);
  },
  DEADLINE_MS,
);

test.each([
  ["Windows line ends", (text: string) => text.replaceAll("\n", "\r\n"), "\r\n"],
  ["no line end at the end", (text: string) => text.trimEnd(), "\n"],
])("a campus.yaml with %s gets its line and keeps all others", async (_what, write, newline) => {
  await using influx = await startInflux();
  await using campus = bed();
  const before = write(CAMPUS);
  writeFileSync(campus.config, before);
  expect((await campus.run("--url", influx.url, "--yes")).code).toBe(0);
  const after = readFileSync(campus.config, "utf8");
  expect(after.startsWith(before)).toBe(true);
  expect(after.slice(before.length).trim()).toMatch(/^influx: \{ .* \}$/);
  expect(after.endsWith(` }${newline}`)).toBe(true);
});

test("a campus.yaml that no line can be added to is left alone, and the line is shown", async () => {
  await using influx = await startInflux();
  await using campus = bed();
  const json =
    '{ "campus": { "id": "no3-middle", "name": "x", "timezone": "Asia/Shanghai" }, "listen": { "http": "127.0.0.1:0", "mqtt": "127.0.0.1:0" } }';
  writeFileSync(campus.config, json);
  const { code, stdout } = await campus.run("--url", influx.url, "--yes");
  expect([code, stdout]).toEqual([0, expect.stringContaining("this would match: influx: {")]);
  expect(readFileSync(campus.config, "utf8")).toBe(json);
});

test(
  "who may not administer is told so, and who is meant by --admin-file",
  async () => {
    await using influx = await startInflux({ auth: true });
    await using campus = bed();
    const without = await campus.run("--url", influx.url, "--yes");
    expect([without.code, without.stdout]).toEqual([1, ""]);
    expect(without.stderr).toContain("Give an administrator with --admin-file FILE");
    const file = join(campus.config, "..", "admin");
    writeFileSync(file, "admin:wrong", { mode: 0o644 });
    const wrong = await campus.run("--url", influx.url, "--admin-file", file);
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("its password or token is wrong")]);
    writeFileSync(file, "admin:secret");
    const right = await campus.run("--url", influx.url, "--admin-file", file, "--yes");
    expect([right.code, right.stderr]).toEqual([0, ""]);
    expect(right.stdout).toContain("can be read by others: chmod 600");
  },
  DEADLINE_MS,
);

test(
  "a server that is not there, and one that is not InfluxDB, are said so in one line",
  async () => {
    await using campus = bed();
    const port = await freePort();
    const dead = await campus.run("--url", `http://127.0.0.1:${port}`);
    expect([dead.code, dead.stdout, dead.stderr.split("\n").length]).toEqual([1, "", 2]);
    expect(dead.stderr).toContain(`127.0.0.1:${port} does not answer (connect ECONNREFUSED`);
    await using other = await page();
    const wrong = await campus.run("--url", other.url);
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining("but not as InfluxDB does")]);
  },
  DEADLINE_MS,
);

test(
  "another version than campus.yaml says is refused before anything is made",
  async () => {
    await using influx = await startInflux();
    await using campus = bed();
    writeFileSync(campus.config, `${CAMPUS}influx: { url: "${influx.url}", version: 2, org: a, bucket: campus }\n`);
    const { code, stderr } = await campus.run("--yes");
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("is InfluxDB 1.6.7~rc0, but campus.yaml says version 2"),
    ]);
  },
  DEADLINE_MS,
);

test.each([
  [["--url", "http://admin:secret@127.0.0.1:8086"], "--url holds a password"],
  [["--url", "127.0.0.1:8086"], "is not an http address"],
  [["--keep", "5min"], "is not a duration from 1h on"],
  [["--kep", "5d"], "Unknown option '--kep'"],
])("%j is refused with what to do, exit 64", async (args, what) => {
  await using campus = bed();
  const { code, stdout, stderr } = await campus.run(...args);
  expect([code, stdout, stderr]).toEqual([64, "", expect.stringContaining(what)]);
});

test("a campus.yaml with mistakes is refused with its lines, exit 64", async () => {
  await using campus = bed();
  writeFileSync(campus.config, `${CAMPUS}places: [ { id: a } ]\n`);
  const { code, stderr } = await campus.run();
  expect([code, stderr]).toEqual([64, expect.stringContaining("places[0].name")]);
});
