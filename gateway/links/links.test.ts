// Links over real stores: what is made, kept, told and audited, and what a stop, a guess or a second use changes of it.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { proofOf, sealOf } from "#gateway/contract/links.ts";
import { openTestJournal, readAll } from "#gateway/journal/testing.ts";
import { livedDocument } from "#gateway/kit/accounts/lived.ts";
import { openAccounts } from "#gateway/kit/accounts/open.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { dayNumber } from "#gateway/kit/lived-days.ts";
import { createLog } from "#gateway/kit/log.ts";
import { type TempFolder, tempFolder } from "#test/harness/temp.ts";
import { type LinkParts, openLinks } from "./open.ts";

const HOUR_MS = 3_600_000;
const ALARM = "power-off.ups-1.mains";
const OTHER = "hot.th-1.temperature";
const WISH = { person: "p-guard", alarm: ALARM, occurrence: 2 };

let folder: TempFolder;
let shiftMs: number;
let settings: LinkParts["config"]["current"]["notify"];
const clock = { ...systemClock, now: () => systemClock.now() + shiftMs };

beforeEach(() => {
  folder = tempFolder("links");
  shiftMs = 0;
  settings = { link: { url: "https://county.example:8443/", forMs: 2 * HOUR_MS } };
});
afterEach(() => folder[Symbol.asyncDispose]());

const alarm = (id: string): Alarm => ({
  id, rule: "power-off", device: "ups-1", point: "mains", occurrence: 2, severity: "critical", active: true, acknowledged: false,
  latched: false, suppressed: false, outOfService: false, shelved: null, raisedAt: null, clearedAt: null, value: false, limit: null, unit: null,
  cause: null, text: { "zh-CN": "市电中断", en: "Mains power is off" }, acknowledgements: [],
}); // biome-ignore format: fields of an alarm

/** A start of the gateway on the same folder. */
async function start() {
  const stack = new AsyncDisposableStack();
  const log = createLog("silent");
  const fail = (error: Error) => {
    throw error;
  };
  const file = join(folder.path, "campus.db");
  const accounts = stack.use(await openAccounts({ file, clock, log, onAudit: () => undefined, onFailed: fail }));
  const journal = stack.use(await openTestJournal(folder.path));
  const config = {
    get current() {
      return {
        campus: { id: "no3-middle" },
        county: {},
        notify: settings,
        devices: new Map([["ups-1", { name: "机房 UPS", place: "room" }]]),
        places: new Map([["room", { name: "网络中心机房" }]]),
      };
    },
  };
  const alarms = { get: (id: string) => ([ALARM, OTHER].includes(id) ? alarm(id) : null) };
  const links = stack.use(await openLinks({ accounts, journal, config, alarms, folder: folder.path, clock, log }));
  const told = (type: string) =>
    readAll(journal).flatMap((one) => (one.kind === "event" && one.type === `notify.${type}` ? [one.body] : []));
  const audited = (type: string) => accounts.auditLines(0, 1000).filter((line) => line.type === `notify.${type}`);
  return { links, told, audited, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
type Start = Awaited<ReturnType<typeof start>>;

async function made({ links }: Start, wish = WISH): Promise<{ url: string; proof: string; token: string }> {
  const link = await links.make(wish);
  if (link === null) throw new Error("no link");
  return { ...link, proof: proofOf(link.token) ?? "" };
}
const claim = (proof: string, command = "k-1") => ({ proof, alarm: ALARM, occurrence: 2, command, objection: null });

test("a link is short, leads to the county's page, and is told to the county with a hash, names of things, and no person", async () => {
  await using run = await start();
  const { url, token, proof } = await made(run);
  expect(url).toBe(`https://county.example:8443/a/no3-middle/${token}`);
  expect(token.length).toBeLessThanOrEqual(40);
  const [told, ...more] = run.told("link-issued");
  expect(more).toEqual([]);
  expect(told).toMatchObject({
    link: token.split(".")[0],
    sha256: sealOf(proof),
    alarm: ALARM,
    occurrence: 2,
    severity: "critical",
    text: { "zh-CN": "市电中断", en: "Mains power is off" },
    where: ["网络中心机房", "机房 UPS"],
  });
  expect(JSON.stringify(told)).not.toContain("p-guard");
});

test("a link answers as its person, once: the command that used it may come again, even after a stop, another may not", async () => {
  let proof = "";
  {
    await using run = await start();
    ({ proof } = await made(run));
    expect(await run.links.use(claim(proof))).toEqual({ person: "p-guard" });
    expect(await run.links.use(claim(proof))).toEqual({ person: "p-guard" });
  }
  await using run = await start();
  expect(await run.links.use(claim(proof))).toEqual({ person: "p-guard" });
  expect(await run.links.use(claim(proof, "k-2"))).toEqual({ code: "link-used" });
  expect(run.told("link-used")).toMatchObject([{ alarm: ALARM, occurrence: 2, person: "p-guard", command: "k-1" }]);
  expect(run.told("link-refused")).toMatchObject([{ code: "link-used", command: "k-2" }]);
  expect(run.audited("link-used")).toHaveLength(1);
  expect(run.audited("link-refused")).toHaveLength(1);
});

test("what is guessed, for another alarm, too old, or about an alarm that is another one by now does nothing, and each is audited", async () => {
  await using run = await start();
  const { proof } = await made(run);
  const last = proof.endsWith("A") ? "B" : "A";
  expect(await run.links.use(claim(`${proof.slice(0, -1)}${last}`))).toEqual({ code: "link-unknown" });
  expect(await run.links.use(claim(`AAAAAAAAAA.${proof.split(".")[1]}`))).toEqual({ code: "link-unknown" });
  expect(await run.links.use({ ...claim(proof), alarm: OTHER })).toEqual({ code: "link-other-alarm" });
  expect(await run.links.use({ ...claim(proof), occurrence: 3 })).toEqual({ code: "link-other-alarm" });
  expect(await run.links.use({ ...claim(proof), objection: "alarm-changed" })).toEqual({ code: "alarm-changed" });
  shiftMs = 2 * HOUR_MS;
  expect(await run.links.use(claim(proof))).toEqual({ code: "link-expired" });
  expect(run.audited("link-refused")).toHaveLength(6);
  shiftMs = 0;
  // None of it used the link up.
  expect(await run.links.use(claim(proof))).toEqual({ person: "p-guard" });
});

test("the same person gets the same link while it has half of its life, another person another one, and nobody any without settings", async () => {
  await using run = await start();
  const first = await made(run);
  expect((await made(run)).token).toBe(first.token);
  expect((await made(run, { ...WISH, person: "p-head" })).token).not.toBe(first.token);
  shiftMs = 1.5 * HOUR_MS;
  expect((await made(run)).token).not.toBe(first.token);
  expect(await run.links.make({ ...WISH, occurrence: 3 })).toBeNull();
  expect(await run.links.make({ ...WISH, alarm: "none" })).toBeNull();
  settings = null;
  expect(await run.links.make(WISH)).toBeNull();
  expect(await run.links.use(claim(first.proof))).toEqual({ code: "not-permitted" });
});

test("links work over a start as long as the key is theirs, and its file is nobody else's", async () => {
  let proof = "";
  {
    await using run = await start();
    ({ proof } = await made(run));
  }
  const file = join(folder.path, "link.key");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  {
    await using run = await start();
    expect(run.told("link-issued")).toHaveLength(1);
    expect(await run.links.use({ ...claim(proof), occurrence: 9 })).toEqual({ code: "link-other-alarm" });
  }
  writeFileSync(file, `${"0".repeat(64)}\n`);
  await using run = await start();
  expect(await run.links.use(claim(proof))).toEqual({ code: "link-unknown" });
});

test("the token stands in no file of the campus", async () => {
  await using run = await start();
  const { token, proof } = await made(run);
  await run.links.use(claim(proof));
  const files = readdirSync(folder.path, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  expect(files.length).toBeGreaterThan(2);
  for (const { parentPath, name } of files) {
    const bytes = readFileSync(join(parentPath, name));
    expect(bytes.includes(token), name).toBe(false);
    expect(bytes.includes(token.split(".")[1] ?? ""), name).toBe(false);
  }
});

test("a link is forgotten after four hundred days, but not by a clock that nothing bears out", async () => {
  const opened = () =>
    openAccounts({
      file: join(folder.path, "campus.db"),
      clock,
      log: createLog("silent"),
      onAudit: () => undefined,
      onFailed: () => undefined,
    });
  {
    await using run = await start();
    await made(run);
  }
  shiftMs = 402 * 24 * HOUR_MS;
  {
    await using run = await start();
    expect(run.told("link-issued")).toHaveLength(1);
  }
  {
    await using accounts = await opened();
    expect(accounts.documents("link")).toHaveLength(1);
    const days = Array.from({ length: 30 }, (_, n) => dayNumber(clock.now()) - 30 + n);
    await accounts.changeDocuments({ put: [livedDocument(days, 1, clock.now())], remove: [] }, null);
  }
  await (await start())[Symbol.asyncDispose]();
  await using accounts = await opened();
  expect(accounts.documents("link")).toEqual([]);
});
