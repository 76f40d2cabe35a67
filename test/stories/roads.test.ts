// The roads that lead over the network, through a real gateway: what was told arrives, what says 200 and means no does not count, and neither a
// key nor a number stands anywhere that somebody reads.
import { rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { Delivery, RoadView } from "#gateway/contract/notify.ts";
import { allEntries } from "../harness/entries.ts";
import { ADMIN_PASSWORD, type Gateway, startGateway } from "../harness/gateway.ts";
import { HttpClient } from "../harness/http.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { putOnDuty } from "../harness/on-duty.ts";
import { startRobots } from "../harness/robots.ts";
import { startSms } from "../harness/sms.ts";
import { startSmtp } from "../harness/smtp.ts";
import { until } from "../harness/wait.ts";

const PHONE = "19900000001";
const MAIL = "li.lei@school.example";
const EVIL = '<at user_id="all">x</at> @all **机**';

async function ledgerOf(admin: HttpClient): Promise<readonly Delivery[]> {
  return (await admin.get("notify/deliveries?limit=200")).json<{ deliveries: Delivery[] }>().deliveries;
}

/** Has the gateway send a test by the road, and waits for what became of it. */
async function tried(admin: HttpClient, road: string): Promise<Delivery> {
  const answer = await admin.post(`notify/roads/${road}/test`, { post: "it-teacher" });
  expect(answer.status, answer.text).toBe(202);
  const { delivery } = answer.json<{ delivery: number }>();
  return until(`the test of ${road}`, async () => {
    const found = (await ledgerOf(admin)).find(({ n }) => n === delivery);
    return found?.endedAt == null ? null : found;
  });
}

function secretsBeside(gateway: Gateway, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files))
    writeFileSync(join(dirname(gateway.configFile), name), text, { mode: 0o600 });
}

test("an alarm reaches people by mail, robot and SMS as it is configured, and no key or number stands where somebody reads", async () => {
  await using robots = await startRobots();
  await using service = await startSms();
  await using mail = await startSmtp();
  const signed = { sign: "aliyun", url: service.url.href, keyId: service.keyId, secretFile: "sms.secret" };
  const template = { template: "SMS_1", signName: "县三中", variables: { place: "place", what: "alarm" } };
  const roads = [
    { id: "group", kind: "dingtalk", name: "值班群", urlFile: "group.url", secretFile: "group.secret" },
    { id: "sms", kind: "http-sms", name: "短信", ...signed, ...template, mostPerDay: 2 },
    { id: "mail", kind: "smtp", name: "邮件", host: "127.0.0.1", port: mail.port, from: "gateway@school.example" },
  ];
  await using gateway = await startGateway({
    devices: { "mr1-th": { name: EVIL } },
    config: {
      alarms: [{ id: "hot", device: "mr1-th", point: "temperature", above: 28, severity: "high" }],
      duty: { posts: [{ id: "it-teacher", name: "信息技术教师" }] },
      notify: { roads, plans: [{ id: "all", steps: [{ to: "it-teacher", by: ["group", "sms"] }] }] },
    },
  });
  const url = robots.url("dingtalk");
  secretsBeside(gateway, { "group.url": url.href, "group.secret": robots.secret, "sms.secret": service.secret });
  let admin = await gateway.admin();
  await putOnDuty(admin, { "it-teacher": { name: "李老师", phone: PHONE, mail: MAIL } });

  const mailed = mail.next();
  expect(await tried(admin, "mail")).toMatchObject({ state: "accepted", test: true });
  expect((await mailed).to).toEqual([MAIL]);
  expect(await tried(admin, "group")).toMatchObject({ state: "accepted", test: true });

  // From now on the group says no, with status 200, and repeats what it should not know.
  const says = `${url.href} ${robots.secret} ${PHONE} ${MAIL}`;
  robots.answer({ errcode: 310000, errmsg: says });
  await using client = await connectDevice(gateway, gateway.device(0));
  await client.telemetry({ temperature: 40 });
  const told = await until("the SMS", async () =>
    (await ledgerOf(admin)).find(({ road, state }) => road === "sms" && state === "accepted"),
  );
  const refused = (await ledgerOf(admin)).find(({ n }) => n === told.insteadOf);
  expect(refused).toMatchObject({ road: "group", state: "failed", code: "310000" });
  expect(service.taken).toMatchObject([{ number: PHONE, template: "SMS_1" }]);

  // A budget outlives the process: one SMS is left of two.
  await gateway.restart();
  admin = await gateway.admin();
  expect(await tried(admin, "sms")).toMatchObject({ state: "accepted" });
  expect(await tried(admin, "sms")).toMatchObject({ state: "failed", code: "budget" });
  expect(service.taken).toHaveLength(2);

  // A key that was taken away is missed by name, and the gateway goes on.
  rmSync(join(dirname(gateway.configFile), "sms.secret"));
  const views = (await admin.get("notify/roads")).json<{ roads: RoadView[] }>().roads;
  expect(views.find(({ id }) => id === "sms")?.condition).toMatchObject({ ready: false, missing: "sms.secret" });

  const read = [
    JSON.stringify(await allEntries(admin)),
    gateway.stderr,
    ...(await Promise.all(
      ["notify/roads", "notify/deliveries?limit=200", "notify/deliveries/table", "/metrics", "config"].map(
        async (path) => (await admin.get(path)).text,
      ),
    )),
  ];
  expect(read.join("")).toContain("310000");
  // Names stand in the table alone, for who may read them.
  expect(read.filter((text) => text.includes("李老师"))).toEqual([read.at(-3)]);
  const viewer = new HttpClient(gateway.run.http ?? "");
  await admin.post("accounts", { id: "viewer-1", password: ADMIN_PASSWORD, roles: ["viewer"], scope: null });
  expect((await viewer.signIn("viewer-1", ADMIN_PASSWORD)).status).toBe(200);
  const table = await viewer.get("notify/deliveries/table");
  expect([table.status, table.text.includes("310000"), table.text.includes("李老师")]).toEqual([200, true, false]);
  // As people read it: words, campus time, no code of ours.
  expect(table.text).toMatch(/测试,,,0,1,[^,]*,p-[^,]*,短信,已送达,1,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,/);
  for (const hidden of [PHONE, MAIL, url.searchParams.get("access_token") ?? "", robots.secret, service.secret])
    expect([hidden, read.filter((text) => text.includes(hidden)).map((text) => text.slice(0, 200))]).toEqual([
      hidden,
      [],
    ]);
});
