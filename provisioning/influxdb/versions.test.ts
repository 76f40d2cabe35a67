// InfluxDB 2 and 3 are not in Debian: small servers here answer as their published interfaces say, and refuse what those do not name.

import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tempFolder } from "#test/harness/temp.ts";
import { runProvision } from "../plan/testing.ts";

type Json = Readonly<Record<string, unknown>>;
interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Json;
  readonly token: string;
}
type Reply = readonly [status: number, body?: unknown];

/** A server that answers as `reply` says. */
async function serve(version: string, reply: (asked: Asked) => Reply) {
  const server = createServer((request, response) => {
    const answer = (text: string) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://host");
      const token = /^(?:Bearer|Token) (.*)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const body: Json = text === "" ? {} : JSON.parse(text);
      const [status, said] = reply({
        method: request.method ?? "",
        path: pathname,
        query: searchParams,
        body,
        token,
      });
      response.writeHead(status, status === 401 ? {} : { "x-influxdb-version": version });
      response.end(said === undefined ? "" : JSON.stringify(said));
    };
    bodyOf(request).then(answer, (error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** An InfluxDB 2 that nobody has set up. */
function fresh2() {
  const orgs: Json[] = [];
  const buckets: Json[] = [];
  const tokens: Json[] = [];
  const setup = ({ body }: Asked): Reply => {
    orgs.push({ id: "o1", name: body.org });
    buckets.push({
      id: "b1",
      name: body.bucket,
      orgID: "o1",
      retentionRules: [{ type: "expire", everySeconds: body.retentionPeriodSeconds }],
    });
    tokens.push({ id: "t0", orgID: "o1", description: "admin's Token", token: body.token, permissions: [] });
    return [201, {}];
  };
  const make = ({ body }: Asked): Reply => {
    const made = { ...body, id: `t${tokens.length}`, token: `token-${tokens.length}-${body.description}` };
    tokens.push(made);
    return [201, made];
  };
  const forget = ({ path }: Asked): Reply => {
    tokens.splice(
      tokens.findIndex(({ id }) => path.endsWith(String(id))),
      1,
    );
    return [204];
  };
  const change = ({ body }: Asked): Reply => {
    buckets[0] = { ...buckets[0], ...body };
    return [200, buckets[0]];
  };
  const reply = (asked: Asked): Reply => {
    const at = `${asked.method} ${asked.path}`;
    if (at === "GET /ping") return [204];
    if (at === "GET /api/v2/setup") return [200, { allowed: orgs.length === 0 }];
    if (at === "POST /api/v2/setup" && orgs.length === 0) return setup(asked);
    if (!tokens.some(({ token }) => token === asked.token))
      return [401, { code: "unauthorized", message: "unauthorized access" }];
    if (at === "GET /api/v2/orgs") return [200, { orgs }];
    if (at === "GET /api/v2/buckets")
      return [200, { buckets: buckets.filter(({ name }) => name === asked.query.get("name")) }];
    if (at === "GET /api/v2/buckets/b1") return [200, buckets[0]];
    if (at === "PATCH /api/v2/buckets/b1") return change(asked);
    if (at === "GET /api/v2/authorizations") return [200, { authorizations: tokens }];
    if (at === "POST /api/v2/authorizations") return make(asked);
    if (asked.method === "DELETE") return forget(asked);
    return [404, { code: "not found", message: at }];
  };
  return { reply, tokens, buckets };
}

/** An InfluxDB 3 Core with the token of its operator. */
function core3() {
  const databases: Json[] = [{ "iox::database": "_internal" }];
  const tokens = new Map([["_admin", "apiv3_operator"]]);
  const reply = ({ method, path, query, body, token }: Asked): Reply => {
    const at = `${method} ${path}`;
    if (![...tokens.values()].includes(token)) return [401];
    if (at === "GET /ping") return [200, {}];
    if (at === "GET /api/v3/configure/database") return query.get("format") === "json" ? [200, databases] : [400];
    if (at === "POST /api/v3/configure/database") {
      databases.push({ "iox::database": body.db, kept: body.retention_period });
      return [200];
    }
    const name = String(body.token_name ?? query.get("token_name"));
    if (method === "DELETE") return tokens.delete(name) ? [200] : [404];
    if (at !== "POST /api/v3/configure/token/named_admin") return [404];
    if (tokens.has(name)) return [409, { error: "token name already exists" }];
    tokens.set(name, `apiv3_${name}_${tokens.size}`);
    return [201, { token: tokens.get(name) }];
  };
  return { reply, databases, tokens };
}

function bed() {
  const folder = tempFolder("campus-provision");
  const config = join(folder.path, "campus.yaml");
  writeFileSync(
    config,
    "campus: { id: no3-middle, name: 第三中学, timezone: Asia/Shanghai }\nlisten: { http: 127.0.0.1:0, mqtt: 127.0.0.1:0 }\n",
  );
  mkdirSync(join(folder.path, "secrets"));
  const secret = (name: string) => join(folder.path, "secrets", `influxdb-${name}`);
  return {
    config,
    secret,
    read: (name: string) => readFileSync(secret(name), "utf8").trim(),
    run: (...args: string[]) => runProvision(["influxdb", "--config", config, ...args], folder.path),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test("version 2 is set up: organisation, bucket, and a token each for gateway and Grafana with no more rights than they need", async () => {
  const { reply, tokens, buckets } = fresh2();
  await using server = await serve("v2.7.12", reply);
  await using campus = bed();
  const { code, stderr } = await campus.run("--url", server.url, "--org", "school", "--keep", "30d", "--yes");
  expect([code, stderr]).toEqual([0, ""]);
  expect(buckets).toMatchObject([{ name: "campus", retentionRules: [{ everySeconds: 30 * 86_400 }] }]);
  expect(tokens.slice(1).map(({ description, permissions }) => [description, permissions])).toEqual([
    [
      "gateway-no3-middle",
      ["read", "write"].map((action) => ({ action, resource: { type: "buckets", id: "b1", orgID: "o1" } })),
    ],
    ["grafana-no3-middle", [{ action: "read", resource: { type: "buckets", id: "b1", orgID: "o1" } }]],
  ]);
  expect(readFileSync(campus.config, "utf8")).toContain(
    `influx: { url: "${server.url}", version: 2, org: "school", bucket: "campus", tokenFile: "secrets/influxdb-gateway" }\n`,
  );
  for (const name of ["admin", "admin-password", "gateway", "grafana"])
    expect(statSync(campus.secret(name)).mode & 0o777).toBe(0o600);
  const again = await campus.run();
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining("Nothing to do.")]);
});

test("version 2: a token whose file is gone is replaced, and the one before ends", async () => {
  const { reply, tokens } = fresh2();
  await using server = await serve("v2.7.12", reply);
  await using campus = bed();
  await campus.run("--url", server.url, "--yes");
  const before = campus.read("grafana");
  rmSync(campus.secret("grafana"));
  const { code, stdout } = await campus.run("--yes");
  expect([code, stdout]).toEqual([0, expect.stringContaining("a new one, the old one ends")]);
  expect(tokens.map(({ token }) => token)).not.toContain(before);
  expect(tokens.map(({ token }) => token)).toContain(campus.read("grafana"));
});

test("version 3 gets its database and tokens, and says that they may do everything", async () => {
  const { reply, databases, tokens } = core3();
  await using server = await serve("3.9.2", reply);
  await using campus = bed();
  const without = await campus.run("--url", server.url);
  expect([without.code, without.stderr]).toEqual([
    1,
    expect.stringContaining("Give an administrator with --admin-file"),
  ]);
  writeFileSync(campus.secret("admin"), "apiv3_operator\n", { mode: 0o600 });
  const { code, stderr, stdout } = await campus.run("--url", server.url, "--yes");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("have no rights of their own");
  expect(databases.at(-1)).toEqual({ "iox::database": "campus", kept: "400d" });
  expect([campus.read("gateway"), campus.read("grafana")]).toEqual([
    tokens.get("gateway-no3-middle"),
    tokens.get("grafana-no3-middle"),
  ]);
  rmSync(campus.secret("grafana"));
  expect((await campus.run("--yes")).code).toBe(0);
  expect(campus.read("grafana")).toBe(tokens.get("grafana-no3-middle"));
  expect((await campus.run()).stdout).toContain("Nothing to do.");
});
