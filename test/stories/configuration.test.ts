// The configuration over HTTP, against the real process: what a person with a browser can do to campus.yaml, and what never happens to it.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allEntries } from "../harness/entries.ts";
import { ADMIN_PASSWORD } from "../harness/gateway.ts";
import { HttpClient } from "../harness/http.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { until } from "../harness/wait.ts";
import { asked, sensor } from "./asked-sensor.ts";
import { sharedGateway } from "./shared-gateway.ts";

const shared = sharedGateway({
  devices: { "gate-east": { name: "东门" } },
  config: {
    places: [
      { id: "room", name: "机房", class: "machine-room" },
      { id: "hall", name: "走廊", class: "corridor" },
    ],
  },
});

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}
interface Config {
  readonly version: string;
  readonly text: string;
  readonly by: string;
  readonly problems: readonly { readonly path: string; readonly message: string; readonly line: number }[];
  readonly file: { readonly version: string; readonly text: string } | null;
}

const file = () => readFileSync(shared().configFile, "utf8");
const running = async (client: HttpClient) => (await client.get("config")).json<Config>();

/** One change for the version that is in force now. */
async function change(method: string, path: string, body?: unknown, language = "en") {
  const admin = await shared().admin();
  const { version } = await running(admin);
  const headers = { "if-match": `"${version}"`, "accept-language": language };
  return await admin.ask(method, path, { headers, ...(body !== undefined && { body }) });
}

test("before anybody has signed in, only the campus and that it is set up is told", async () => {
  const answer = await shared().client().get("setup");
  expect(answer.json()).toEqual({ needed: false, campus: { id: "no3-middle", name: "第三中学" }, simulated: false });
});

test("a meter is tried, added, seen live, changed and taken out, and of the file only its own lines ever change", async () => {
  await using simulator = await sensor();
  const admin = await shared().admin();
  const before = file();
  const tried = await admin.post("devices/test", asked(simulator.port));
  expect(tried.json()).toMatchObject({
    ok: true,
    points: [
      { point: "temperature", value: 21.5, unit: "Cel", quality: "good", reason: null },
      { point: "humidity", value: 54.6, unit: "%" },
    ],
    error: null,
  });
  expect(file()).toBe(before);

  const added = await change("PUT", "config/devices/th", asked(simulator.port, { place: "room" }));
  expect(added.status).toBe(200);
  expect(added.json()).toMatchObject({ version: (await running(admin)).version, device: { id: "th", every: "100ms" } });
  const after = file();
  expect(after.replace(/ {2}- id: th\n(?: {4}.*\n)*/, "")).toBe(before);
  const live = async () => (await admin.get("devices/th")).json<Record<string, unknown>>();
  await until("its values", async () => (await live()).online === true);
  expect(await live()).toMatchObject({
    every: "100ms",
    staleAfter: "10s",
    reason: null,
    points: { temperature: { unit: "Cel" }, humidity: { unit: "%" } },
    connection: { tcp: `127.0.0.1:${simulator.port}` },
  });

  const { device } = (await admin.get("config/devices/th")).json<{ device: object }>();
  expect((await change("PUT", "config/devices/th", { ...device, name: "Rack 1" })).status).toBe(200);
  expect(file()).toBe(after.replace("name: 一号机房温湿度", "name: Rack 1"));

  expect((await change("DELETE", "config/devices/th")).status).toBe(200);
  expect(file()).toBe(before);
  expect((await admin.get("devices/th")).status).toBe(404);
  const entries = await allEntries(admin);
  const applied = entries.filter(({ type, body }) => type === "config.applied" && body.by === "admin");
  expect(applied.map(({ body }) => body.summary)).toEqual([
    { added: ["device th"], removed: [], changed: [] },
    { added: [], removed: [], changed: ["device th"] },
    { added: [], removed: ["device th"], changed: [] },
  ]);
  const audited = (await admin.get("audit?limit=500")).json<{ lines: { type: string; account: string }[] }>().lines;
  expect(audited.flatMap(({ type }) => (/^config|^device/.test(type) ? [type] : []))).toEqual([
    "device.tested",
    ...Array.from({ length: 3 }, () => "config.changed"),
  ]);
});

test("a form that is wrong is told by field in the asker's language, and nothing is written", async () => {
  const before = file();
  const wrong = {
    name: "x",
    driver: "modbus",
    profile: "xy-md02",
    connection: { tcp: "10.0.0.300" },
    every: "fast",
    plcae: "room",
  };
  for (const [language, words] of [
    ["en", /duration/],
    ["zh-CN", /时长/],
  ] as const) {
    const answer = await change("PUT", "config/devices/wrong", wrong, language);
    expect(answer.status).toBe(422);
    const problem = answer.json<Problem>();
    expect(problem.code).toBe("config-invalid");
    expect(problem.errors?.map(({ path }) => path).sort()).toEqual(["/connection/tcp", "/every", "/plcae"]);
    expect(problem.errors?.find(({ path }) => path === "/every")?.message).toMatch(words);
  }
  const used = await change("DELETE", "config/places/room");
  expect(used.status).toBe(200);
  await change("PUT", "config/places/room", { name: "机房", class: "machine-room" });
  const nowhere = await change("PUT", "config/devices/gate-east", {
    ...(await (await shared().admin()).get("config/devices/gate-east")).json<{ device: object }>().device,
    place: "attic",
  });
  expect(nowhere.json<Problem>().errors).toMatchObject([{ path: "/place" }]);
  expect((await change("PUT", "config/devices/other", { id: "x" })).json<Problem>().errors).toMatchObject([
    { path: "/id" },
  ]);
  expect((await change("DELETE", "config/devices/nobody")).status).toBe(404);
  expect((await change("PUT", "config/places/p", { name: "p", class: "palace" })).json<Problem>().errors).toMatchObject(
    [{ path: "/class" }],
  );
  // Taken out and put in again, the place stands last; nothing else is different.
  expect(file().split("\n").sort()).toEqual(before.split("\n").sort());
});

test("whoever changed what somebody else has changed meanwhile is told so, by hand or in the browser, and nothing is lost", async () => {
  const admin = await shared().admin();
  const { version } = await running(admin);
  const headers = { "if-match": version };
  const place = { name: "库房", class: "other" };
  expect((await admin.ask("PUT", "config/places/store", { headers, body: place })).status).toBe(200);
  const second = await admin.ask("PUT", "config/places/store2", { headers, body: place });
  expect([second.status, second.json<Problem>().code]).toEqual([409, "config-changed"]);

  const { version: next } = await running(admin);
  writeFileSync(shared().configFile, `${file()}# by hand\n`);
  const third = await admin.ask("DELETE", "config/places/store", { headers: { "if-match": next } });
  expect([third.status, third.json<Problem>().code]).toEqual([409, "config-changed"]);
  expect(file()).toMatch(/id: store[\s\S]*# by hand\n$/);
  expect(await running(admin)).toMatchObject({ by: "file", problems: [], file: null });

  for (const [header, status] of [
    [undefined, 400],
    ["*", 400],
    [`"${next}"`, 409],
  ] as const) {
    const bare = await admin.ask("DELETE", "config/places/store", {
      headers: header === undefined ? {} : { "if-match": header },
    });
    expect(bare.status).toBe(status);
  }
});

test("an earlier version comes back byte for byte, and that can be undone as well", async () => {
  const admin = await shared().admin();
  const first = file();
  await change("PUT", "config/places/roof", { name: "楼顶", class: "roof" });
  const second = file();
  const listed = (await admin.get("config/versions")).json<{ versions: Record<string, unknown>[] }>().versions;
  expect(listed.slice(0, 2)).toMatchObject([
    { running: true, by: "admin", difference: { added: [{ kind: "place", id: "roof" }], removed: [], changed: [] } },
    { running: false },
  ]);
  expect((await change("POST", "config/undo", { version: listed[1]?.id })).status).toBe(200);
  expect(file()).toBe(first);
  expect((await change("POST", "config/undo", { version: listed[0]?.version })).status).toBe(200);
  expect(file()).toBe(second);
  expect((await change("POST", "config/undo", { version: "20200101T000000000Z-00000000" })).status).toBe(404);
});

test("the whole text is checked before it is written, and a file that somebody broke by hand is mended in the browser", async () => {
  const admin = await shared().admin();
  const good = file();
  const bad = good.replace("timezone: Asia/Shanghai", "timezone: Mars/Base");
  const checked = (await admin.post("config/check", { text: bad })).json<Config>();
  expect(checked.problems).toMatchObject([{ path: "campus.timezone" }]);
  expect((await change("PUT", "config/text", { text: bad })).status).toBe(422);
  const renamed = good.replace("第三中学", "第四中学");
  const difference = (await admin.post("config/check", { text: renamed })).json<{ difference: object }>().difference;
  expect(difference).toEqual({ added: [], removed: [], changed: [{ kind: "campus", id: null }], restart: [] });

  writeFileSync(shared().configFile, bad);
  shared().signal("SIGHUP");
  const broken = async () => ((await running(admin)).problems.length > 0 ? await running(admin) : null);
  const state = await until("the broken file", broken);
  expect(state).toMatchObject({ text: good, problems: [{ path: "campus.timezone" }], file: { text: bad } });
  expect((await change("PUT", "config/text", { text: renamed })).json<Problem>().code).toBe("config-changed");
  const mended = await admin.ask("PUT", "config/text", {
    headers: { "if-match": state.file?.version },
    body: { text: renamed },
  });
  expect(mended.status).toBe(200);
  expect(await running(admin)).toMatchObject({ text: renamed, problems: [], file: null, by: "admin" });
  expect(file()).toBe(renamed);
});

test("a new secret is told once, kept as a hash, and the old one no longer opens the door", async () => {
  const old = shared().device(0).secret;
  const made = await change("POST", "config/devices/gate-east/secret");
  expect(made.status).toBe(200);
  const { secret } = made.json<{ secret: string }>();
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(file()).not.toContain(secret);
  await using device = await connectDevice(shared(), { id: "gate-east", secret });
  expect(device.client.connected).toBe(true);
  await expect(connectDevice(shared(), { id: "gate-east", secret: old })).rejects.toThrow();
});

test("a device that sends to us is added with its secret in one step, and lets itself in with it", async () => {
  const reader = { name: "西门", driver: "mqtt", profile: "native", place: "hall" };
  expect((await change("PUT", "config/devices/gate-west", reader)).json<Problem>().errors).toMatchObject([
    { path: "/credential" },
  ]);
  const added = await change("PUT", "config/devices/gate-west?secret=new", reader);
  const { secret } = added.json<{ secret: string }>();
  await using device = await connectDevice(shared(), { id: "gate-west", secret });
  expect(device.client.connected).toBe(true);
  const admin = await shared().admin();
  const [, before] = (await admin.get("config/versions")).json<{ versions: { id: string }[] }>().versions;
  expect((await admin.post("config/undo", { version: before?.id })).status).toBe(200);
  expect((await admin.get("devices/gate-west")).status).toBe(404);
});

test("reading needs config.read, changing config.write, and both the whole campus in sight", async () => {
  const admin = await shared().admin();
  const viewer = new HttpClient(shared().run.http ?? "");
  await admin.post("accounts", { id: "viewer", password: ADMIN_PASSWORD, roles: ["viewer"] });
  await viewer.signIn("viewer", ADMIN_PASSWORD);
  expect((await viewer.get("config")).status).toBe(403);
  expect((await viewer.get("devices/gate-east")).json()).not.toHaveProperty("connection");
  expect((await viewer.get("profiles")).json<{ profiles: object[] }>().profiles).toContainEqual(
    expect.objectContaining({ id: "native", points: [], commands: [] }),
  );
  expect((await viewer.get("profiles/xy-md02")).json()).toMatchObject({
    points: [{ id: "temperature", label: { "zh-CN": "温度", en: "Temperature" }, unit: "Cel", type: "number" }, {}],
    commands: [{ name: "set-temperature-correction", args: { value: { type: "number", minimum: -10 } } }, {}],
  });
  const county = new HttpClient(shared().run.http ?? "");
  await admin.post("accounts", { id: "county", password: ADMIN_PASSWORD, roles: ["county"] });
  await county.signIn("county", ADMIN_PASSWORD);
  const { version } = await running(county);
  expect((await county.ask("DELETE", "config/places/hall", { headers: { "if-match": version } })).status).toBe(403);
  const teacher = new HttpClient(shared().run.http ?? "");
  await admin.post("accounts", {
    id: "it",
    password: ADMIN_PASSWORD,
    roles: ["it-teacher"],
    scope: { places: ["hall"], devices: [] },
  });
  await teacher.signIn("it", ADMIN_PASSWORD);
  for (const answer of [
    await teacher.get("config"),
    await teacher.ask("DELETE", "config/places/hall", { headers: { "if-match": version } }),
    await teacher.post("devices/test", asked(1)),
  ])
    expect(answer.json<Problem>().code).toBe("not-permitted");
});

test("what cannot be asked is said", async () => {
  const admin = await shared().admin();
  const nobody = await admin.post("devices/test", asked(1));
  expect(nobody.json()).toMatchObject({
    ok: false,
    points: [],
    error: { code: expect.any(String), message: expect.stringContaining("127.0.0.1:1") },
  });
  const pushing = await admin.post("devices/test", {
    driver: "mqtt",
    profile: "native",
    credential: { sha256: "0".repeat(64) },
  });
  expect(pushing.json<Problem>().errors).toMatchObject([{ path: "/driver" }]);
  expect(
    (await admin.post("devices/test", { driver: "modbus", profile: "xy-md02" })).json<Problem>().errors,
  ).toMatchObject([{ path: "/connection" }]);
});

test("the file keeps its mode", () => {
  expect(statSync(shared().configFile).mode & 0o777).toBe(0o644);
});
