import { beforeAll, describe, expect, test } from "vitest";
import { metric } from "../bench/metrics.ts";
import { allEntries, entriesPage } from "../harness/entries.ts";
import { ADMIN_PASSWORD, startGateway } from "../harness/gateway.ts";
import type { HttpClient } from "../harness/http.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { sharedGateway } from "./shared-gateway.ts";

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const gateway = sharedGateway({
  devices: { "mr1-th": { points: { temperature: { unit: "Cel" }, humidity: {}, never: { unit: "V" } } }, other: {} },
});
let admin: HttpClient;
beforeAll(async () => {
  admin = await gateway().admin();
  await using device = await connectDevice(gateway(), gateway().device(0));
  await device.telemetry({ temperature: 23.4, humidity: 54.6 }, { ts: Date.parse("2026-11-22T04:59:40.000Z") });
  await device.telemetry({ temperature: 23.5, humidity: null }, { ts: Date.parse("2026-11-22T05:00:00.000Z") });
  await device.publish("event", { eid: "e-1", type: "door.forced", data: { door: "east" } });
});

describe("sessions, tokens and errors (contract §6)", () => {
  test("POST /session answers account, csrf and expiresAt, and a cookie", async () => {
    const client = gateway().client();
    const answer = await client.signIn("admin", ADMIN_PASSWORD);
    expect(answer.status).toBe(200);
    const body = answer.json<{ account: Record<string, unknown>; csrf: string; expiresAt: string }>();
    expect(Object.keys(body)).toEqual(["account", "csrf", "expiresAt"]);
    expect(Object.keys(body.account)).toEqual(["id", "roles", "permissions"]);
    expect(body.account).toMatchObject({ id: "admin", roles: ["admin"] });
    expect(body.expiresAt).toMatch(TIME);
    expect(answer.headers["set-cookie"]?.join()).toMatch(/HttpOnly/i);
  });

  test("a token is shown once and works as bearer; without csrf or with a foreign Origin the cookie alone does not", async () => {
    const wanted = { name: "partner", permissions: ["entries.read"], expiresIn: "1h" };
    const made = await admin.post("tokens", wanted);
    expect(made.status).toBe(201);
    expect(Object.keys(made.json())).toEqual(["id", "token"]);
    const partner = gateway().client();
    partner.bearer = made.json<{ token: string }>().token;
    expect((await partner.get("entries")).status).toBe(200);
    expect((await partner.get("latest")).status).toBe(403);
    expect((await admin.post("tokens", wanted, { headers: { "x-csrf-token": "" } })).json()).toMatchObject({
      code: "csrf",
    });
    const foreign = await admin.post("tokens", wanted, { headers: { origin: "http://evil.example" } });
    expect(foreign.status).toBe(403);
  });

  test("an error is a problem document with exactly the contract's fields", async () => {
    const answer = await admin.get("entries?limit=0&surprise=1", { headers: { "accept-language": "en" } });
    expect(answer.status).toBe(400);
    expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
    const problem = answer.json<{ errors: { path: string; message: string }[] }>();
    expect(Object.keys(problem)).toEqual(["type", "title", "status", "code", "detail", "remedy", "instance", "errors"]);
    expect(problem).toMatchObject({ type: "/api/docs/errors#bad-request", status: 400, code: "bad-request" });
    expect(problem.errors.length).toBeGreaterThan(0);
    for (const error of problem.errors) expect(Object.keys(error)).toEqual(["path", "message"]);
  });

  test.each([
    ["GET", "entries", 401, "sign-in-required"],
    ["GET", "nothing-here", 404, "not-found"],
    ["POST", "session", 415, "json-only"],
  ])("%s /api/v1/%s of nobody answers %i %s", async (method, path, status, code) => {
    const headers = method === "POST" ? { "content-type": "text/plain" } : {};
    const answer = await gateway()
      .client()
      .ask(method, path, method === "POST" ? { body: "x", headers } : { headers });
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ status, code });
  });

  test("a wrong password is refused without saying whether the account exists", async () => {
    const [wrong, unknown] = [
      await gateway().client().signIn("admin", "not the password"),
      await gateway().client().signIn("nobody", "not the password"),
    ];
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.json()).toEqual(unknown.json());
    expect(wrong.json()).toMatchObject({ code: "sign-in-failed" });
  });

  test("a body above 256 KiB answers 413 too-large", async () => {
    const answer = await admin.post("tokens", { name: "x".repeat(300 * 1024) });
    expect(answer.status).toBe(413);
    expect(answer.json()).toMatchObject({ code: "too-large" });
  });
});

describe("GET /entries (contract §6)", () => {
  test("a page has exactly the contract's fields, and next continues it", async () => {
    const page = await entriesPage(admin, "limit=2");
    expect(Object.keys(page)).toEqual(["epoch", "head", "entries", "next", "more", "gap"]);
    expect(page).toMatchObject({ epoch: gateway().run.epoch, next: 2, more: true, gap: null });
    const rest = await entriesPage(admin, `after=${page.epoch}:${page.next}&limit=1000`);
    expect(rest.entries[0]?.seq).toBe(3);
    expect(rest).toMatchObject({ more: false, next: rest.head });
    // A device may have gone offline meanwhile: whatever comes next was not on the page before.
    const later = await entriesPage(admin, `after=${rest.next}`);
    expect(later.entries.map(({ seq }) => seq)).toEqual(later.entries.map((_, i) => rest.head + 1 + i));
  });

  test("filters by kind, device, type and measured time; next also passes what they left out", async () => {
    const doors = await entriesPage(admin, "kind=event&kind=state&device=mr1-th&type=door.*");
    expect(doors.entries.map(({ type }) => type)).toEqual(["door.forced"]);
    expect(doors.next).toBe(doors.head);
    const span = "from=2026-11-22T04:59:40Z&to=2026-11-22T05:00:00Z";
    expect((await allEntries(admin, `kind=reading&${span}`)).map(({ measuredAt }) => measuredAt)).toEqual([
      "2026-11-22T04:59:40.000Z",
    ]);
  });

  test("an epoch that is not the current one answers 409 with the epoch and the oldest", async () => {
    const answer = await admin.get("entries?after=zzzzzzzz:5");
    expect(answer.status).toBe(409);
    expect(answer.json()).toMatchObject({ code: "epoch-changed", epoch: gateway().run.epoch, oldest: 1 });
  });

  test("after retention the page tells the gap, and the expired readings are not taken for never sent", async () => {
    await using short = await startGateway({ config: { journal: { keepReadings: "1s" } } });
    const client = await short.admin();
    await using device = await connectDevice(short, short.device(0));
    for (let i = 0; i < 3; i++) await device.telemetry({ temperature: i }, { boot: "b", seq: i });
    const page = await until("the gap", async () => {
      const answer = await entriesPage(client, "limit=1000");
      return answer.gap === null ? null : answer;
    });
    expect(Object.keys(page.gap ?? {})).toEqual(["from", "to", "kinds"]);
    expect(page.gap?.kinds).toEqual(["reading"]);
    expect(page.entries.map(({ kind }) => kind)).not.toContain("reading");
    expect((await entriesPage(client, "kind=event")).gap).toBeNull();
    await device.telemetry({ temperature: 2 }, { boot: "b", seq: 2 });
    expect((await allEntries(client, "kind=reading")).length).toBe(0);
  });
});

describe("GET /latest (contract §6)", () => {
  test("each point has exactly the contract's fields, a bad one its last good value, one without value is never", async () => {
    const answer = await admin.get("latest?device=mr1-th");
    const body = answer.json<{ seq: number; at: string; points: Record<string, unknown>[] }>();
    expect(Object.keys(body)).toEqual(["epoch", "seq", "at", "points"]);
    expect(body).toMatchObject({ epoch: gateway().run.epoch, at: expect.stringMatching(TIME) });
    const of = (point: string) => body.points.find((one) => one.point === point);
    expect(Object.keys(of("humidity") ?? {})).toEqual([
      "device", "point", "value", "unit", "quality", "reason", "stale", "staleAfter", "measuredAt", "receivedAt", "seq", "lastGood",
    ]); // biome-ignore format: a list of words
    expect(of("humidity")).toMatchObject({
      device: "mr1-th",
      value: null,
      unit: "%",
      quality: "bad",
      reason: "device",
      staleAfter: "5min",
      measuredAt: "2026-11-22T05:00:00.000Z",
      lastGood: { value: 54.6, measuredAt: "2026-11-22T04:59:40.000Z" },
    });
    expect(of("temperature")).toMatchObject({ value: 23.5, unit: "Cel", quality: "good" });
    expect(of("never")).toMatchObject({ value: null, unit: "V", quality: "bad", reason: "never" });
  });
});

test("/metrics counts entries, head, lags, repeats and losses under the contract's names (contract §10)", async () => {
  const head = await metric(gateway(), "campus_head_seq");
  expect(head[0]?.value).toBe((await entriesPage(admin)).head);
  const kinds = await metric(gateway(), "campus_entries_total");
  expect(kinds.find(({ labels }) => labels.kind === "reading")?.value).toBe(2);
  for (const name of ["campus_consumer_lag_entries", "campus_consumer_lag_seconds", "campus_commit_seconds_count"]) {
    expect((await metric(gateway(), name)).length, name).toBeGreaterThan(0);
  }
  expect((await metric(gateway(), "campus_device_up")).map(({ labels }) => labels.device).toSorted()).toEqual([
    "mr1-th",
    "other",
  ]);
});
