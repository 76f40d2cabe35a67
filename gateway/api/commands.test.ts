import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bed, openBed } from "#test/harness/api-bed.ts";
import { until } from "#test/harness/wait.ts";

let bed: Bed;
beforeAll(async () => {
  bed = await openBed();
});
afterAll(() => bed.close());

const open = { name: "open", args: { for: "3s" }, expiresIn: "10s" };

test("a command is 202 with its address, is on disk by then, and shows every field of the contract", async () => {
  const admin = await bed.admin();
  const answer = await admin.post("devices/dev-1/commands", open);
  expect(answer.status).toBe(202);
  const command = answer.json<{ id: string }>();
  expect(answer.headers.location).toBe(`/api/v1/commands/${command.id}`);
  expect(command).toEqual({
    id: expect.stringMatching(/^c-[0-9a-z]{22}$/),
    device: "dev-1",
    name: "open",
    args: { for: "3s" },
    state: "requested",
    by: "admin",
    requestedAt: expect.stringMatching(/Z$/),
    expiresAt: expect.stringMatching(/Z$/),
    startedAt: null,
    endedAt: null,
    result: null,
  });
  const entries = (await admin.get(`entries?kind=command&device=dev-1`)).json<{ entries: { body: object }[] }>()
    .entries;
  expect(entries.map(({ body }) => body)).toContainEqual(expect.objectContaining({ id: command.id, by: "admin" }));
  expect((await admin.get(answer.headers.location ?? "")).json()).toEqual(command);
});

test("the same key and body again is 200 and the first command; another body is 409; the key of another account is its own", async () => {
  const admin = await bed.admin();
  const headers = { "idempotency-key": "k-1" };
  const both = await Promise.all([1, 2].map(() => admin.post("devices/dev-1/commands", open, { headers })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 202]);
  expect(new Set(both.map((answer) => answer.json<{ id: string }>().id)).size).toBe(1);
  for (const [path, body] of [
    ["devices/dev-1/commands", { ...open, args: {} }],
    ["devices/dev-1/commands", { ...open, expiresIn: "9s" }],
    ["devices/dev-2/commands", open],
  ] as const) {
    const other = await admin.post(path, body, { headers });
    expect([other.status, other.json().code]).toEqual([409, "idempotency-mismatch"]);
  }
  const guard = await bed.account("guard-1", ["guard"], null);
  expect((await guard.post("devices/dev-1/commands", open, { headers })).status).toBe(202);
});

test("whoever lacks commands.send, or the device's scope, sends nothing and is told so", async () => {
  const viewer = await bed.account("viewer-1", ["viewer"], null);
  expect((await viewer.post("devices/dev-1/commands", open)).status).toBe(403);
  const guard = await bed.account("guard-2", ["guard"], { places: ["room-2"], devices: [] });
  expect((await guard.post("devices/dev-1/commands", open)).status).toBe(403);
  expect((await guard.post("devices/dev-2/commands", open)).status).toBe(202);
  const listed = (await guard.get("commands")).json<{ commands: { device: string }[] }>().commands;
  expect(new Set(listed.map(({ device }) => device))).toEqual(new Set(["dev-2"]));
  const first = (await (await bed.admin()).get("commands?device=dev-1")).json<{ commands: { id: string }[] }>();
  expect((await guard.get(`commands/${first.commands[0]?.id}`)).status).toBe(403);
});

test("a door opens only for whoever has doors.open; other commands need commands.send alone", async () => {
  const token = await bed.token(["commands.send", "entries.read"]);
  const refused = await token.post("devices/dev-1/commands", open);
  expect([refused.status, refused.json().code]).toEqual([403, "not-permitted"]);
  expect((await token.post("devices/dev-1/commands", { name: "restart" })).status).toBe(202);
});

test.each([
  ["no such device", "devices/nobody/commands", open, 404, "not-found"],
  ["a name that is none", "devices/dev-1/commands", { name: "Open it" }, 400, "bad-request"],
  ["an argument that is no value", "devices/dev-1/commands", { ...open, args: { a: [1] } }, 400, "bad-request"],
  ["a field that is not known", "devices/dev-1/commands", { ...open, force: true }, 400, "bad-request"],
  ["a door for longer than 30s", "devices/dev-1/commands", { ...open, expiresIn: "31s" }, 400, "bad-request"],
  ["no time at all", "devices/dev-1/commands", { ...open, expiresIn: "0s" }, 400, "bad-request"],
])("%s is refused", async (_what, path, body, status, code) => {
  const answer = await (await bed.admin()).post(path, body);
  expect([answer.status, answer.json().code]).toEqual([status, code]);
});

test("a command whose device does not come in time expires, and says so", async () => {
  const admin = await bed.admin();
  const sent = (await admin.post("devices/dev-3/commands", { name: "blink", expiresIn: "1s" })).json<{ id: string }>();
  const last = await until("the end", async () => {
    const command = (await admin.get(`commands/${sent.id}`)).json<{ state: string; startedAt: string | null }>();
    return command.state === "requested" ? null : command;
  });
  expect(last).toMatchObject({ state: "expired", startedAt: null, endedAt: expect.any(String) });
  const entries = (await admin.get("entries?type=command.expired")).json<{ entries: { body: object }[] }>().entries;
  expect(entries.map(({ body }) => body)).toContainEqual(expect.objectContaining({ id: sent.id }));
});

test("a device that is taken out of campus.yaml refuses the commands that wait for it", async () => {
  const admin = await bed.admin();
  const sent = (await admin.post("devices/dev-4/commands", { name: "blink", expiresIn: "1h" })).json<{ id: string }>();
  const devices = new Map(bed.config.current.devices);
  devices.delete("dev-4");
  bed.config.current = { ...bed.config.current, devices };
  await until("the refusal", async () => {
    const command = (await admin.get(`commands/${sent.id}`)).json<{ state: string; result: { code: string } }>();
    return command.state === "refused" && command.result.code === "device-removed";
  });
});
