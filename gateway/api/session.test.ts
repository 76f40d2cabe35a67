// Signing in, tokens, and what keeps other sites and guessers out (contract §6; faults 62 and 66).
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bed, openBed, PASSWORD } from "#test/harness/api-bed.ts";
import { HttpClient } from "#test/harness/http.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { systemClock } from "../kit/clock.ts";
import { createLog } from "../kit/log.ts";
import { type Authority, openAuthority } from "../kit/tls/authority.ts";

const folder = tempFolder("campus-api-tls");
let authority: Authority;
let bed: Bed;
beforeAll(async () => {
  authority = await openAuthority({
    dir: folder.path,
    hosts: ["localhost"],
    commonName: "test",
    clock: systemClock,
    log: createLog("silent"),
  });
  bed = await openBed({ authority });
});
afterAll(async () => {
  await bed[Symbol.asyncDispose]();
  await authority[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const signInBody = { username: "admin", password: PASSWORD };

describe("session", () => {
  test("POST /session answers account, csrf and expiry, and sets an HttpOnly SameSite=Strict cookie for the whole path", async () => {
    const answer = await bed.client().post("session", signInBody);
    expect(answer.status).toBe(200);
    const body = answer.json();
    expect(Object.keys(body)).toEqual(["account", "csrf", "expiresAt"]);
    expect(body).toMatchObject({
      account: { id: "admin", roles: ["admin"], permissions: expect.arrayContaining(["alarms.ack", "entries.read"]) },
      csrf: expect.any(String),
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    const cookies = answer.headers["set-cookie"] ?? [];
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatch(/^session=[\w-]{20,}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  test("over https the cookie is __Host- and Secure, HSTS is sent, and the session works", async () => {
    const client = new HttpClient((bed.api.addresses.https ?? "").replace("127.0.0.1", "localhost"), {
      ca: authority.authorityPem ?? "",
    });
    const answer = await client.signIn("admin", PASSWORD);
    expect(answer.status).toBe(200);
    expect(answer.headers["set-cookie"]?.[0]).toMatch(
      /^__Host-session=[\w-]{20,}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(answer.headers["strict-transport-security"]).toContain("max-age=");
    expect((await client.get("session")).status).toBe(200);
    expect((await client.ask("DELETE", "session")).status).toBe(204);
    expect((await bed.client().get("/healthz")).headers["strict-transport-security"]).toBeUndefined();
  });

  test("GET /session gives the csrf token again after a page was reloaded; it works", async () => {
    const client = await bed.admin();
    client.csrf = (await client.get("session")).json<{ csrf: string }>().csrf;
    expect((await client.post("tokens", { name: "t", permissions: ["status.read"], expiresIn: "1h" })).status).toBe(
      201,
    );
    expect((await bed.client().get("session")).json()).toMatchObject({ status: 401, code: "sign-in-required" });
  });

  test("DELETE /session ends it at once", async () => {
    const client = await bed.admin();
    expect((await client.ask("DELETE", "session")).status).toBe(204);
    expect((await client.get("session")).json()).toMatchObject({ status: 401, code: "sign-in-required" });
  });
});

describe("guessing (fault 62)", () => {
  // Failed sign-ins slow the whole address down, which is this machine: a gateway of its own.
  let bed: Bed;
  beforeAll(async () => {
    bed = await openBed();
  });
  afterAll(async () => bed[Symbol.asyncDispose]());

  test("a wrong password and an unknown name get the same answer", async () => {
    const wrong = await bed.client().post("session", { username: "admin", password: "wrong" });
    const unknown = await bed.client().post("session", { username: "nobody-here", password: "wrong" });
    expect(wrong.status).toBe(401);
    expect(wrong.json()).toMatchObject({ code: "sign-in-failed" });
    expect(unknown.text).toBe(wrong.text);
    expect(wrong.headers["set-cookie"]).toBeUndefined();
  });

  test("repeated wrong passwords are slowed down with 429 and Retry-After; the right one must wait too", async () => {
    await bed.account("victim", ["viewer"], null);
    const answers = [];
    for (let i = 0; i < 12; i++)
      answers.push(await bed.client().post("session", { username: "victim", password: `guess ${i}` }));
    const last = answers.at(-1);
    expect(last?.json()).toMatchObject({ status: 429, code: "slow-down" });
    expect(Number(last?.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    expect((await bed.client().post("session", { username: "victim", password: PASSWORD })).status).toBe(429);
  });

  test("the first administrator is made with the printed code, once, and is signed in by it", async () => {
    await using fresh = await openBed({ firstRun: true });
    const body = { code: fresh.accounts.firstRunCode, username: "head", password: PASSWORD };
    expect((await fresh.client().post("setup", { ...body, code: "0000-0000" })).json()).toMatchObject({
      code: "sign-in-failed",
    });
    expect((await fresh.client().post("setup", { ...body, password: "password" })).json()).toMatchObject({
      code: "bad-request",
    });
    const made = await fresh.client().post("setup", body);
    expect(made.json()).toMatchObject({ account: { id: "head", roles: ["admin"] }, csrf: expect.any(String) });
    expect(made.headers["set-cookie"]?.[0]).toContain("HttpOnly");
    expect((await fresh.client().post("setup", { ...body, username: "second" })).status).not.toBe(200);
  });

  test("guessing tokens is held to a rate", async () => {
    await using own = await openBed();
    const statuses = new Set<number>();
    // The rate is of the clock: a slow machine needs more guesses at once to exceed it.
    for (let round = 0; round < 40 && !statuses.has(429); round++) {
      const asked = Array.from({ length: 20 * (round + 1) }, (_, i) => {
        const client = own.client();
        client.bearer = `guess-${round}-${i}`;
        return client.get("status");
      });
      for (const answer of await Promise.all(asked)) statuses.add(answer.status);
    }
    expect([...statuses].sort()).toEqual([401, 429]);
  });

  test("setup is closed once there is an account, and a wrong recovery code opens nothing", async () => {
    for (const path of ["setup", "recover"]) {
      const answer = await bed
        .client()
        .post(path, { code: "0000-0000", username: "admin", password: "another-long-password-7" });
      expect([401, 429], path).toContain(answer.status);
    }
  });
});

describe("requests of other sites (fault 66)", () => {
  const post = (client: HttpClient, headers: Record<string, string>) =>
    client.ask("POST", "tokens", { body: { name: "t", permissions: ["status.read"], expiresIn: "1h" }, headers });

  test("with the cookie, a request needs the csrf token and our own Origin", async () => {
    const client = await bed.admin();
    const token = client.csrf ?? "";
    client.csrf = null;
    expect((await post(client, {})).json()).toMatchObject({ status: 403, code: "csrf" });
    expect((await post(client, { "x-csrf-token": "0".repeat(token.length) })).json()).toMatchObject({ code: "csrf" });
    expect((await post(client, { "x-csrf-token": token, origin: "https://evil.example" })).json()).toMatchObject({
      code: "csrf",
    });
    expect((await post(client, { "x-csrf-token": token, origin: "null" })).json()).toMatchObject({ code: "csrf" });
    expect(
      (await post(client, { "x-csrf-token": token, origin: bed.base.replace("http:", "https:") })).json(),
    ).toMatchObject({ code: "csrf" });
    expect((await post(client, { "x-csrf-token": token, "sec-fetch-site": "cross-site" })).json()).toMatchObject({
      code: "csrf",
    });
    expect((await post(client, { "x-csrf-token": token, "sec-fetch-site": "same-origin" })).status).toBe(201);
  });

  test("with the cookie and no Origin at all it is refused", async () => {
    const client = await bed.admin();
    const answer = await fetch(`${bed.base}/api/v1/tokens`, {
      method: "POST",
      headers: { cookie: client.cookie ?? "", "x-csrf-token": client.csrf ?? "", "content-type": "application/json" },
      body: JSON.stringify({ name: "t", permissions: ["status.read"], expiresIn: "1h" }),
    });
    expect(await answer.json()).toMatchObject({ status: 403, code: "csrf" });
  });

  test("another site cannot sign a browser in", async () => {
    const answer = await bed.client().post("session", signInBody, { headers: { origin: "https://evil.example" } });
    expect(answer.json()).toMatchObject({ status: 403, code: "csrf" });
  });

  test("a Host header of a stranger's domain is refused, our own names are taken", async () => {
    for (const [host, status] of [
      ["evil.example", 400],
      ["127.0.0.1.evil.example", 400],
      ["a b", 400],
      ["localhost", 200],
      ["gateway.local:8080", 200],
      ["[::1]:80", 200],
    ] as const) {
      const answer = await bed.client().get("/healthz", { headers: { host } });
      expect(answer.status, host).toBe(status);
    }
  });
});

describe("tokens", () => {
  test("a token is shown once, works as Bearer without csrf, and ends when it is revoked", async () => {
    const admin = await bed.admin();
    const made = await admin.post("tokens", { name: "probe", permissions: ["entries.read"], expiresIn: "30d" });
    expect(made.status).toBe(201);
    expect(Object.keys(made.json()).sort()).toEqual(["id", "token"]);
    const { id, token } = made.json<{ id: string; token: string }>();
    expect((await admin.get("tokens")).text).not.toContain(token);
    expect((await admin.get("tokens")).json<{ tokens: unknown[] }>().tokens).toContainEqual(
      expect.objectContaining({
        id,
        name: "probe",
        account: "admin",
        permissions: ["entries.read"],
        expiresAt: expect.any(String),
      }),
    );
    const program = bed.client();
    program.bearer = token;
    expect((await program.get("entries?limit=1")).status).toBe(200);
    expect((await program.get("accounts")).json()).toMatchObject({ status: 403, code: "not-permitted" });
    expect((await admin.ask("DELETE", `tokens/${id}`)).status).toBe(204);
    expect((await program.get("entries?limit=1")).json()).toMatchObject({ status: 401, code: "sign-in-required" });
    expect((await admin.ask("DELETE", `tokens/${id}`)).json()).toMatchObject({ status: 404, code: "not-found" });
  });

  test("a viewer cannot make tokens, and nobody can revoke another's without the right", async () => {
    const viewer = await bed.account("looker", ["viewer"], null);
    expect((await viewer.post("tokens", { name: "t", permissions: ["entries.read"] })).status).toBe(403);
    const teacher = await bed.account("teacher", ["it-teacher"], null);
    const { id } = (await (await bed.admin()).post("tokens", { name: "t", permissions: ["entries.read"] })).json<{
      id: string;
    }>();
    expect((await teacher.get("tokens")).text).not.toContain(id);
    expect((await teacher.ask("DELETE", `tokens/${id}`)).json()).toMatchObject({ status: 403, code: "not-permitted" });
    expect((await teacher.post("tokens", { name: "t", permissions: ["accounts.write"] })).json()).toMatchObject({
      status: 403,
    });
  });

  test.each([
    [{ name: "t", permissions: ["fly"] }, "/permissions/0"],
    [{ name: "t", permissions: [] }, "/permissions"],
    [{ name: "t", permissions: ["status.read"], expiresIn: "soon" }, "/expiresIn"],
    [{ name: "t", permissions: ["status.read"], expiresIn: "1s" }, "/expiresIn"],
    [{ name: 5, permissions: ["status.read"] }, "/name"],
    [{ permissions: ["status.read"] }, "/name"],
    [{ name: "t", permissions: ["status.read"], admin: true }, "/admin"],
  ])("refuses %j and names %s", async (body, path) => {
    const answer = await (await bed.admin()).post("tokens", body);
    expect(answer.status).toBe(400);
    expect(answer.json<{ errors: { path: string }[] }>().errors.map((error) => error.path)).toContain(path);
  });
});
