// Who may look at the ledger and who may let roads ring, over a real gateway: everybody sees what belongs to their places, and names only by right.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Delivery } from "#gateway/contract/notify.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { HttpClient } from "../harness/http.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { putOnDuty } from "../harness/on-duty.ts";
import { until } from "../harness/wait.ts";

const PASSWORD = "correct-horse-battery-staple-7";
const PEOPLE = { guard: { name: "周戊", phone: "19900000004" } };
const PLACES = { "th-1": "room-1", "th-2": "room-2" } as const;

let gateway: Gateway;
let admin: HttpClient;
beforeAll(async () => {
  gateway = await startGateway({
    devices: Object.fromEntries(Object.entries(PLACES).map(([id, place]) => [id, { place }])),
    config: {
      places: Object.values(PLACES).map((id) => ({ id, name: id, class: "machine-room" })),
      alarms: Object.keys(PLACES).map((device) => ({ id: `hot-${device}`, device, point: "temperature", above: 28, severity: "high" })),
      duty: { posts: [{ id: "guard", name: "门卫室" }] },
      notify: {
        roads: [{ id: "post", kind: "post", name: "岗位电脑" }],
        plans: [{ id: "all", severities: ["high"], steps: [{ after: "0s", to: "guard", by: ["post"] }] }],
      },
    },
  }); // biome-ignore format: one line a part
  admin = await gateway.admin();
  await putOnDuty(admin, PEOPLE);
  for (const one of gateway.devices) {
    await using device = await connectDevice(gateway, one);
    await device.telemetry({ temperature: 31 });
  }
  await until("both to be told of", async () => (await alarmsIn(admin)).length === 2);
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

async function ledger(client: HttpClient): Promise<readonly Delivery[]> {
  return (await client.get("notify/deliveries")).json<{ deliveries: Delivery[] }>().deliveries;
}

/** The alarms that deliveries name; what reached nobody is tried again, so an alarm has several. */
async function alarmsIn(client: HttpClient): Promise<readonly string[]> {
  return [...new Set((await ledger(client)).flatMap(({ alarms }) => alarms.map(({ id }) => id)))];
}

async function account(id: string, role: string, places: readonly string[] | null): Promise<HttpClient> {
  const scope = places === null ? null : { places, devices: [] };
  const made = await admin.post("accounts", { id, password: PASSWORD, roles: [role], scope });
  expect(made.status, made.text).toBe(201);
  const client = new HttpClient(gateway.run.http ?? "");
  expect((await client.signIn(id, PASSWORD)).status).toBe(200);
  return client;
}

test("whoever is limited to a place sees its deliveries and calls, on the page and in the table, and no others", async () => {
  const limited = await account("room-1-viewer", "viewer", ["room-1"]);
  expect(await alarmsIn(limited)).toEqual(["hot-th-1.th-1.temperature"]);
  expect(await alarmsIn(admin)).toHaveLength(2);
  const { calls } = (await limited.get("notify/calls")).json<{ calls: { alarm: string }[] }>();
  expect(calls.map(({ alarm }) => alarm)).toEqual(["hot-th-1.th-1.temperature"]);
  const table = (await limited.get("notify/deliveries/table")).text;
  expect([table.includes("th-1"), table.includes("th-2")]).toEqual([true, false]);
});

test("a guard looks, and lets nothing ring; who keeps the configuration may", async () => {
  const guard = await account("guard-1", "guard", null);
  expect((await guard.get("notify/roads")).status).toBe(200);
  expect((await guard.post("notify/roads/post/test", { post: "guard" })).status).toBe(403);
  expect((await guard.post("notify/rules/hot-th-1/test", {})).status).toBe(403);
  const answer = await admin.post("notify/rules/hot-th-1/test", {});
  expect(answer.status, answer.text).toBe(202);
  const [n] = answer.json<{ deliveries: number[] }>().deliveries;
  const tested = await until("the test to be over", async () =>
    (await ledger(admin)).find((one) => one.n === n && one.state !== "queued" && one.state !== "sent"),
  );
  expect(tested).toMatchObject({ test: true, code: "nobody-there" });
  const { alarms } = (await admin.get("alarms?state=all")).json<{ alarms: { id: string }[] }>();
  const raised = alarms.map(({ id }) => id).filter((id) => id.startsWith("hot-"));
  expect(raised.sort()).toEqual(["hot-th-1.th-1.temperature", "hot-th-2.th-2.temperature"]);
});

test("no name and no number stands in the ledger or the journal, and in its table only of whom it was sent to", async () => {
  const texts = await Promise.all(
    ["notify/deliveries", "notify/deliveries/table", "entries?limit=1000", "notify/roads"].map(
      async (path) => (await admin.get(path)).text,
    ),
  );
  for (const text of texts) for (const secret of Object.values(PEOPLE.guard)) expect(text).not.toContain(secret);
});
