// Somebody at home opens the link of a message and acknowledges: a real county process, a campus that makes the links, and whoever else tries.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CommandView } from "#bridge/county/api/commands.ts";
import type { CommandDuty } from "#bridge/edge/commands/work.ts";
import type { CountyAlarms, CountyDuty } from "#gateway/contract/county.ts";
import { type AnsweringCampus, CAMPUS, PERSON, startAnsweringCampus } from "../harness/answering-campus.ts";
import { type County, startCounty } from "../harness/county.ts";
import { type Answer, HttpClient } from "../harness/http.ts";
import { until } from "../harness/wait.ts";

const SLOW_MS = 90_000;
const FORM = { "content-type": "application/x-www-form-urlencoded" };

let county: County;
let campus: AnsweringCampus;
let phone: HttpClient;
/** Asks what is waited for: the page itself holds back whoever looks too often. */
let desk: HttpClient;
/** What the campus's posts were asked. */
type Asked = Parameters<CommandDuty["spotCheck"]>[0];
const asked: Asked[] = [];
/** Every token that was made. */
const tokens: string[] = [];

beforeAll(async () => {
  county = await startCounty({ logLevel: "debug" });
  desk = await county.admin();
  const { commandKey } = (await desk.get("command-key")).json<{ commandKey: string }>();
  const spotCheck = async (one: Asked) => void asked.push(one);
  campus = await startAnsweringCampus(county, { commandKey, duty: { spotCheck } });
  phone = new HttpClient(county.run.http ?? "");
});
afterAll(async () => {
  await campus?.[Symbol.asyncDispose]();
  await county?.[Symbol.asyncDispose]();
});

/** Raises an alarm and makes a link for it; resolves with its path when the county knows it. */
async function linkFor(id: string): Promise<string> {
  const { occurrence } = await campus.raise(id);
  const link = await campus.links.make({ person: PERSON, alarm: id, occurrence });
  if (link === null) throw new Error("no link was made");
  tokens.push(link.token);
  await told();
  return new URL(link.url).pathname;
}
/** Resolves when the county has everything that the campus said so far. */
async function told(): Promise<void> {
  const head = campus.journal.head;
  await until(
    "the county to have it",
    () => {
      const [lag] = campus.county.lag();
      const held = [...campus.county.frames().values()].reduce((sum, count) => sum + count, 0);
      return campus.county.state === "answered" && campus.journal.head >= head && lag?.entries === 0 && held === 0;
    },
    SLOW_MS,
  );
}
const nonceIn = (page: Answer): string => /name="nonce" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
async function press(path: string, comment = "", nonce?: string): Promise<Answer> {
  const body = new URLSearchParams({ nonce: nonce ?? nonceIn(await phone.get(path)), comment }).toString();
  return phone.ask("POST", path, { body, headers: FORM });
}
const stateOf = async (alarm: string) => {
  const { commands } = (await desk.get(`campuses/${CAMPUS}/commands`)).json<{ commands: CommandView[] }>();
  return commands.find(({ args }) => "alarm" in args && args.alarm === alarm)?.state;
};
const delivered = (alarm: string) =>
  until("the answer to arrive", async () => (await stateOf(alarm)) === "done", SLOW_MS);
const countySees = (state: string) =>
  until(`the campus to be ${state}`, async () => {
    const view = (await desk.get(`campuses/${CAMPUS}`)).json<{ link: { state: string } }>();
    return view.link.state === state;
  }, SLOW_MS); // biome-ignore format: one wait
const acknowledgements = (id: string) => campus.alarms.get(id)?.acknowledgements ?? [];
const countyAudit = () => county.stderr.split("\n").filter((line) => line.includes('"audit"'));

test("whoever has the link sees what it is about and acknowledges as that person; pressing again, or a replay, changes nothing", async () => {
  const path = await linkFor("power-1");
  const page = await phone.get(path);
  expect(page.text).toContain("市电中断");
  expect(page.text).toContain(`学校 ${CAMPUS}`);
  expect(page.text).toContain("告警仍在持续");
  const nonce = nonceIn(page);
  const pressed = await press(path, " 我去\n看看 ", nonce);
  expect([pressed.status, pressed.headers.location]).toEqual([303, "?"]);
  await delivered("power-1");
  expect((await phone.get(path)).text).toContain("已送达校园，告警已确认");
  expect(acknowledgements("power-1")).toMatchObject([{ by: PERSON, comment: "我去 看看" }]);
  const replayed = await press(path, "again", nonce);
  expect(replayed.status).toBe(303);
  expect((await phone.get(path)).text).not.toContain("<form");
  expect(await campus.told("notify.link-used")).toMatchObject([{ alarm: "power-1", occurrence: 1, person: PERSON }]);
  expect(acknowledgements("power-1")).toHaveLength(1);
  expect(countyAudit().filter((line) => line.includes("notify.link-pressed"))).toHaveLength(1);
  expect(countyAudit().filter((line) => line.includes("notify.link-refused"))).toHaveLength(1);
  expect(campus.accounts.auditLines(0, 1000).filter(({ type }) => type === "notify.link-used")).toHaveLength(1);
}, 180_000);

test("a chat that looks at the link fifty times changes nothing, and the page is safe to be looked at", async () => {
  const path = await linkFor("power-2");
  for (let i = 0; i < 50; i++) expect((await phone.get(path)).status).toBe(200);
  expect((await phone.ask("HEAD", path)).status).toBe(200);
  const { headers, text } = await phone.get(path, { headers: { "accept-language": "en" } });
  expect(text).toContain("Mains power is off");
  expect(text).not.toContain("<script");
  expect(headers["content-security-policy"]).toContain("default-src 'none'");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["cache-control"]).toBe("no-store");
  expect(headers["x-frame-options"]).toBe("DENY");
  expect(campus.alarms.get("power-2")?.acknowledged).toBe(false);
  expect(await campus.told("notify.link-used")).toHaveLength(1);
  // A form that did not come from the page does nothing either, and the link is still good.
  expect((await press(path, "", "invented")).status).toBe(303);
  expect((await phone.get(path)).text).toContain("<form");
}, 180_000);

test("a browser that says of its form only that it comes from nowhere is let in", async () => {
  const path = await linkFor("power-3");
  const body = new URLSearchParams({ nonce: nonceIn(await phone.get(path)) }).toString();
  const headers = { ...FORM, origin: "null", "sec-fetch-site": "same-origin" };
  expect((await phone.ask("POST", path, { body, headers })).status).toBe(303);
  await delivered("power-3");
  expect(acknowledgements("power-3")).toMatchObject([{ by: PERSON }]);
}, 180_000);

test("an answer waits for a campus without connection and says until when; what somebody else acknowledged needs nothing more", async () => {
  const path = await linkFor("power-4");
  const other = await linkFor("power-5");
  await campus.alarms.acknowledge("guard", "power-5", { occurrence: 1, comment: null });
  await told();
  const taken = (await phone.get(other)).text;
  expect(taken).toContain("已有人确认");
  expect(taken).not.toContain("<form");
  await campus.connect(false);
  await countySees("down");
  await press(path);
  expect((await phone.get(path)).text).toMatch(/校园离线：到 \d\d:\d\d 前会继续送达/);
  expect(campus.alarms.get("power-4")?.acknowledged).toBe(false);
  await county.kill();
  await county.start();
  phone = new HttpClient(county.run.http ?? "");
  desk = await county.admin();
  await campus.connect(true);
  await delivered("power-4");
  expect((await phone.get(path)).text).toContain("已送达校园，告警已确认");
  expect(acknowledgements("power-4")).toMatchObject([{ by: PERSON, comment: null }]);
}, 240_000);

test("a wrong, an unknown and an old link get the same page in plain words; an alarm that came again is not answered by the old one", async () => {
  const path = await linkFor("power-6");
  const token = path.split("/").at(-1) ?? "";
  const flipped = `${token.slice(0, -3)}${token.at(-3) === "A" ? "B" : "A"}${token.slice(-2)}`;
  const wrongs = [
    path.replace(token, flipped),
    path.replace(token, `AAAAAAAAAA.${token.split(".")[1]}`),
    path.replace(CAMPUS, "no4-primary"),
    path.replace(token, "x"),
    // Cut off by a mail program.
    path.replace(token, ""),
  ];
  const pages = await Promise.all(wrongs.map((wrong) => phone.get(wrong)));
  expect(pages.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  const own = { id: "power-6", severity: "critical", text: { "zh-CN": "市电中断", en: "Mains power is off" } } as const;
  await campus.alarms.own(own, false);
  await told();
  expect((await phone.get(path)).text).toContain("恢复");
  await campus.alarms.own(own, true);
  await told();
  const old = await phone.get(path);
  expect(old.status).toBe(410);
  expect(new Set([...pages, old].map(({ text }) => text)).size).toBe(1);
  expect((await phone.ask("POST", path, { body: "nonce=x", headers: FORM })).status).toBe(303);
  expect(campus.alarms.get("power-6")?.acknowledged).toBe(false);
}, 180_000);

test("guessing is held back after a few tries, for who guesses, with the time to wait", async () => {
  const pages: Answer[] = [];
  for (let i = 0; i < 25; i++) pages.push(await phone.get(`/a/${CAMPUS}/AAAAAAAAAA.${"A".repeat(22)}`));
  const held = pages.find(({ status }) => status === 429) ?? expect.fail("nobody was held back");
  expect(pages[0]?.status).toBe(404);
  expect(Number(held.headers["retry-after"])).toBeGreaterThan(0);
  expect(held.text).toContain("请等待");
}, 180_000);

test("an alarm that nobody on campus answered stands first on the county's desk, until somebody acknowledges it", async () => {
  const inOrder = async () =>
    (await desk.get("alarms")).json<CountyAlarms>().alarms.filter(({ id }) => id.startsWith("own-"));
  await campus.raise("own-critical");
  const { occurrence } = await campus.raise("own-low", "low");
  await campus.tell("notify.escalated", { alarm: "own-low", occurrence, step: 3 });
  await told();
  expect((await inOrder()).map(({ id, escalatedAt }) => [id, escalatedAt !== null])).toEqual([
    ["own-low", true],
    ["own-critical", false],
  ]);
  await campus.alarms.acknowledge("guard", "own-low", { occurrence, comment: null });
  await told();
  expect((await inOrder()).map(({ id, escalatedAt }) => [id, escalatedAt !== null])).toEqual([
    ["own-critical", false],
    ["own-low", true],
  ]);
}, 180_000);

test("the county asks a post whether somebody is there, if the campus allows it, and sees how soon it was answered", async () => {
  const ask = async () => (await desk.post(`campuses/${CAMPUS}/spot-checks`, { post: "guard" })).json<CommandView>();
  const ended = (id: string) =>
    until(
      "what became of it",
      async () => {
        const command = (await desk.get(`commands/${id}`)).json<CommandView>();
        return !["issued", "requested", "started"].includes(command.state) && command;
      },
      SLOW_MS,
    );
  expect(await ended((await ask()).id)).toMatchObject({ state: "refused", code: "not-permitted" });
  campus.settings.may = ["duty.spot-check"];
  const command = await ended((await ask()).id);
  expect(command).toMatchObject({ kind: "duty.spot-check", args: { post: "guard" }, state: "done" });
  expect(asked).toEqual([{ by: "county:admin", post: "guard", withinMs: null, key: command.id }]);
  await campus.tell("duty.spot-check", { check: "sc-1", post: "guard", by: "county:admin", until: "…" });
  await campus.tell("duty.spot-check-answered", { check: "sc-1", post: "guard", person: PERSON, tookMs: 80_000 });
  await campus.tell("duty.spot-check", { check: "sc-2", post: "dorm", by: "admin", until: "…" });
  await campus.tell("duty.spot-check-missed", { check: "sc-2", post: "dorm" });
  await told();
  const duty = (await desk.get(`campuses/${CAMPUS}/duty`)).json<CountyDuty>();
  expect(duty.posts).toEqual(["dorm", "guard"]);
  expect(duty.checks).toMatchObject([
    { id: "sc-2", post: "dorm", state: "missed", tookMs: null },
    { id: "sc-1", post: "guard", state: "answered", tookMs: 80_000 },
  ]);
  expect((await desk.post(`campuses/${CAMPUS}/spot-checks`, { post: "../x" })).status).toBe(400);
  const looks = { id: "looks", password: "correct-horse-battery-staple-9", roles: ["county"], scope: null };
  expect((await desk.post("accounts", looks)).status).toBe(201);
  const other = new HttpClient(county.run.http ?? "");
  expect((await other.signIn(looks.id, looks.password)).status).toBe(200);
  expect((await other.post(`campuses/${CAMPUS}/spot-checks`, { post: "guard" })).status).toBe(403);
}, 180_000);

test("a token stands in no log, no figure and no file, on campus or at the county", async () => {
  const metrics = await phone.get("/metrics");
  const texts = [county.stderr, campus.logLines.join("\n"), metrics.text];
  const files = [county.data, campus.folder].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((one) =>
      one.isFile() ? [join(one.parentPath, one.name)] : [],
    ),
  );
  expect(county.stderr).toContain("/a/no3-middle/…");
  expect(tokens.length).toBeGreaterThan(4);
  for (const token of tokens) {
    const secret = token.split(".")[1] ?? "";
    for (const text of texts) expect(text).not.toContain(secret);
    for (const file of files) expect(readFileSync(file).includes(secret), file).toBe(false);
  }
});
