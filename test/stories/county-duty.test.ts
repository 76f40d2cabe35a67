// A campus and its county as real processes: an alarm that nobody answers is passed on, the leader at home answers by the link of a mail, and the
// county asks the guard room whether somebody is there.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CommandView } from "#bridge/county/api/commands.ts";
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { CountyAlarms, CountyDuty, FleetView } from "#gateway/contract/county.ts";
import type { SpotCheck } from "#gateway/contract/duty.ts";
import { type County, startCounty } from "../harness/county.ts";
import { allEntries } from "../harness/entries.ts";
import { type Gateway, startGateway } from "../harness/gateway.ts";
import { HttpClient } from "../harness/http.ts";
import { connectDevice } from "../harness/mqtt.ts";
import { putOnDuty, signOn } from "../harness/on-duty.ts";
import { type SmtpServer, startSmtp } from "../harness/smtp.ts";
import { until, within } from "../harness/wait.ts";

const ID = "no3-middle";
const ALARM = "power-off.dev-0001.mains";
const SLOW_MS = 90_000;

let county: County;
let gateway: Gateway;
let mail: SmtpServer;
let desk: HttpClient;
let admin: HttpClient;
let persons: Readonly<Record<"guard" | "leader", string>>;

beforeAll(async () => {
  mail = await startSmtp();
  county = await startCounty();
  desk = await county.admin();
  const { commandKey } = (await desk.get("command-key")).json<{ commandKey: string }>();
  const { secretFile } = county.campus(ID);
  gateway = await startGateway({
    devices: 1,
    config: {
      alarms: [{ id: "power-off", device: "dev-0001", point: "mains", equals: 0, severity: "critical", text: { "zh-CN": "市电中断", en: "Mains power is off" } }],
      county: { url: county.run.mqtt, username: ID, secretFile, commandKey, may: ["duty.spot-check"], summaryEvery: "1s" },
      duty: { posts: [{ id: "guard", name: "门卫室" }, { id: "leader", name: "带班领导" }] },
      notify: {
        link: { url: county.run.http, for: "30min" },
        roads: [
          { id: "mail", kind: "smtp", name: "邮件", host: "127.0.0.1", port: mail.port, from: "gateway@school.example" },
          { id: "county", kind: "county", name: "县级平台" },
        ],
        plans: [{ id: "all", severities: ["critical"], steps: [{ after: "0s", to: "leader", by: ["mail"] }, { after: "1s", to: "county", by: ["county"] }] }],
      },
    },
  }); // biome-ignore format: one part of campus.yaml a line
  admin = await gateway.admin();
  const people = {
    guard: { name: "周戊", phone: "19900000004" },
    leader: { name: "校领导丙", phone: "19900000033", mail: "leader@school.example" },
  };
  persons = await putOnDuty(admin, people);
  await signOn(admin, "guard", persons.guard);
}, 240_000);
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await county?.[Symbol.asyncDispose]();
  await mail?.[Symbol.asyncDispose]();
});

const entriesOf = async (type: string) =>
  (await allEntries(admin, "kind=event")).filter((entry) => entry.type === type);

test("an alarm that nobody answers stands first at the county, and the leader at home ends it by the link of a mail, as that person", async () => {
  const next = mail.next();
  await using device = await connectDevice(gateway, gateway.device(0));
  await device.telemetry({ mains: 0 });
  const { text } = await within("the mail", next, SLOW_MS);
  const escalated = await until(
    "the county to have it",
    async () => (await desk.get("alarms")).json<CountyAlarms>().alarms.find(({ escalatedAt }) => escalatedAt !== null),
    SLOW_MS,
  );
  expect(escalated).toMatchObject({ id: ALARM, acknowledged: false });

  const path = linkIn(text);
  const phone = new HttpClient(county.run.http ?? "");
  // It was announced before the alarm was passed on.
  const page = await phone.get(path);
  expect(page.text).toContain("市电中断");
  const nonce = /name="nonce" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
  const body = new URLSearchParams({ nonce, comment: "我来处理" }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  expect((await phone.ask("POST", path, { body, headers })).status).toBe(303);
  const alarm = await until(
    "the acknowledgement",
    async () => {
      const found = (await admin.get(`alarms/${ALARM}`)).json<Alarm>();
      return found.acknowledged && found;
    },
    SLOW_MS,
  );
  expect(alarm.acknowledgements).toMatchObject([{ by: persons.leader, comment: "我来处理" }]);
  const [answered] = await until(
    "it to be told",
    async () => {
      const found = await entriesOf("notify.answered");
      return found.length > 0 && found;
    },
    SLOW_MS,
  );
  expect(answered?.body).toMatchObject({ alarm: ALARM, person: persons.leader, road: "link" });
  expect(await entriesOf("notify.link-used")).toHaveLength(1);
}, 240_000);

test("the county asks the guard room, who is there answers by name, and the county sees that and how soon", async () => {
  const asked = await desk.post(`campuses/${ID}/spot-checks`, { post: "guard" });
  expect(asked.status, asked.text).toBe(202);
  const check = await until(
    "the question",
    async () => (await admin.get("duty/spot-checks")).json<{ checks: SpotCheck[] }>().checks[0],
    SLOW_MS,
  );
  expect(check).toMatchObject({ post: "guard", by: "county:admin", state: "open" });
  const answer = await admin.post(`duty/spot-checks/${check.id}/answer`, { person: persons.guard });
  expect(answer.status, answer.text).toBe(200);
  const told = await until(
    "the county to hear of it",
    async () => {
      const duty = (await desk.get(`campuses/${ID}/duty`)).json<CountyDuty>();
      return duty.checks[0]?.state === "answered" && duty;
    },
    SLOW_MS,
  );
  expect(told.posts).toContain("guard");
  expect(told.checks).toMatchObject([{ id: check.id, post: "guard", tookMs: expect.any(Number) }]);
  expect((await desk.get(`commands/${asked.json<CommandView>().id}`)).json<CommandView>().state).toBe("done");
  // A post that the campus does not have is its answer, not silence.
  const none = (await desk.post(`campuses/${ID}/spot-checks`, { post: "roof" })).json<CommandView>();
  const ended = await until(
    "the refusal",
    async () => {
      const command = (await desk.get(`commands/${none.id}`)).json<CommandView>();
      return command.state === "failed" && command;
    },
    SLOW_MS,
  );
  expect(ended.code).toBe("not-found");
}, 240_000);

test("a campus that has planned its power-off itself is not counted as lost while that lasts", async () => {
  const dayOf = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const made = await admin.post("quiet-times", {
    kind: "power-off",
    scopes: [{ campus: true }],
    when: { is: "once", fromDay: dayOf(-2), from: "22:30", toDay: dayOf(3), to: "06:00" },
  });
  expect(made.status, made.text).toBe(201);
  await until("the county to be told", async () =>
    (await desk.get(`campuses/${ID}/entries`)).text.includes("county.planned-off"),
  );
  await gateway.kill("SIGTERM");
  const lost = await until("the connection to be gone", async () => {
    const { campuses, outages } = (await desk.get("campuses")).json<FleetView>();
    const { link } = campuses.find(({ id }) => id === ID) ?? expect.fail("the campus is not listed");
    return link.state === "down" && { link, outages };
  });
  expect(lost).toMatchObject({ link: { planned: true }, outages: [] });
}, 240_000);

/** The path of the link in a mail, whose text may be in base64 or quoted-printable. */
function linkIn(text: string): string {
  const [, body = ""] = text.split(/\r?\n\r?\n(.*)/s);
  const plain = body.replaceAll(/=\r?\n/g, "").replaceAll("=3D", "=");
  const found = [plain, Buffer.from(body, "base64").toString("utf8")].map(
    (one) => /\/a\/[\w-]+\/[\w-]+\.[\w-]+/.exec(one)?.[0],
  );
  return found.find((one) => one !== undefined) ?? expect.fail(`no link in ${plain.slice(0, 500)}`);
}
