// Settings of devices over real sockets, real accounts and a real journal.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bed, openBed } from "#test/harness/api-bed.ts";
import type { HttpClient } from "#test/harness/http.ts";
import { happening } from "../journal/record.ts";
import { systemClock } from "../kit/clock.ts";

/** Of `{"every":"5s","limits":{"high":28}}`. */
const HASH = "sha256:826bb7b536a2c7de3735d9f13ae568a210ca68bd08cd94b826c979eb12bc8b2d";
let bed: Bed;
let admin: HttpClient;
beforeAll(async () => {
  bed = await openBed();
  admin = await bed.admin();
});
afterAll(async () => bed[Symbol.asyncDispose]());

function put(device: string, body: unknown, version: string | null, client = admin) {
  const headers = version === null ? {} : { "if-match": version };
  return client.ask("PUT", `devices/${device}/desired`, { body, headers });
}

test("settings are wanted in versions, and compared with what the device reports", async () => {
  const none = await admin.get("devices/dev-1/configuration");
  expect(none.headers.etag).toBe('"0"');
  expect(none.json()).toEqual({
    device: "dev-1",
    desired: null,
    reported: null,
    inSync: null,
    state: "none",
    since: null,
  });
  const config = { limits: { high: 28 }, every: "5s" };
  const first = await put("dev-1", { config }, '"0"');
  expect(first.status, first.text).toBe(200);
  expect(first.headers.etag).toBe('"1"');
  expect(first.json()).toMatchObject({
    desired: { version: 1, hash: HASH, config, by: "admin" },
    inSync: false,
    state: "pending",
  });
  const say = (version: number, hash: string) =>
    bed.journal.append(
      happening("state", "device.reported", systemClock.now(), { version, hash, config: {} }, { device: "dev-1" }),
    );
  const state = async () => (await admin.get("devices/dev-1/configuration")).json();
  await say(1, HASH);
  expect(await state()).toMatchObject({ inSync: true, state: "in-sync", reported: { version: 1, hash: HASH } });
  await say(1, "sha256:bb");
  expect(await state()).toMatchObject({ inSync: false, state: "drift" });
  expect((await put("dev-1", { config: { every: "9s" } }, '"1"')).json()).toMatchObject({
    desired: { version: 2 },
    state: "pending",
  });
});

test("each change is in the audit, with hashes and without the settings", async () => {
  await put("dev-4", { config: { wifi: "a secret" } }, '"0"');
  const { lines } = (await admin.get("audit?limit=100")).json<{ lines: { type: string; detail: object }[] }>();
  const audited = lines.filter(({ type }) => type === "config.desired").at(-1);
  expect(audited?.detail).toEqual({
    device: "dev-4",
    version: 1,
    hash: expect.stringMatching(/^sha256:/),
    before: null,
  });
  expect(JSON.stringify(lines)).not.toContain("a secret");
});

test("a change made for another version is refused, the same settings again change nothing", async () => {
  const config = { a: 1, b: 2 };
  expect((await put("dev-2", { config }, '"0"')).status).toBe(200);
  const late = await put("dev-2", { config: { a: 3 } }, '"0"');
  expect([late.status, late.json().code]).toEqual([409, "config-changed"]);
  expect((await put("dev-2", { config: { b: 2, a: 1 } }, '"1"')).headers.etag).toBe('"1"');
  const both = await Promise.all([
    put("dev-2", { config: { a: 4 } }, '"1"'),
    put("dev-2", { config: { a: 5 } }, '"1"'),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test.each([
  ["no version", "dev-3", { config: {} }, null, 400],
  ["settings that are a list", "dev-3", { config: [] }, '"0"', 400],
  ["a forbidden key at any depth", "dev-3", '{"config":{"a":[{"constructor":1}]}}', '"0"', 400],
  ["an unknown field", "dev-3", { config: {}, version: 3 }, '"0"', 400],
  ["more than 64 KiB", "dev-3", { config: { list: "x".repeat(65_536) } }, '"0"', 413],
  ["a device that does not exist", "none", { config: {} }, '"0"', 404],
])("%s is refused", async (_what, device, body, version, status) => {
  const answer = await put(device, body, version);
  expect(answer.status, answer.text).toBe(status);
  expect((await admin.get("devices/dev-3/configuration")).json()).toMatchObject({ desired: null });
});

test("settings are for those who may see and change the configuration, within their scope", async () => {
  const viewer = await bed.account("desired-viewer", ["viewer"], null);
  expect((await viewer.get("devices/dev-1/configuration")).status).toBe(403);
  const teacher = await bed.account("desired-teacher", ["it-teacher"], { places: [], devices: ["dev-3"] });
  expect((await teacher.get("devices/dev-3/configuration")).status).toBe(200);
  expect((await teacher.get("devices/dev-1/configuration")).status).toBe(403);
  expect((await put("dev-1", { config: {} }, '"2"', teacher)).status).toBe(403);
});
