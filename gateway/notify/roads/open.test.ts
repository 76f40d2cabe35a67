import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RobotServer, startRobots } from "#test/harness/robots.ts";
import { type SmsServer, startSms } from "#test/harness/sms.ts";
import { type SmtpServer, startSmtp } from "#test/harness/smtp.ts";
import { type TempFolder, tempFolder } from "#test/harness/temp.ts";
import type { RoadSettings, SmtpSettings } from "../../contract/notify.ts";
import { systemClock } from "../../kit/clock.ts";
import { createLog } from "../../kit/log.ts";
import { openAuthority } from "../../kit/tls/authority.ts";
import type { Handed } from "./budget.ts";
import type { RoadModem } from "./modem.ts";
import { openRoads, type RoadParts } from "./open.ts";
import { accepted, failed, type Letter, type Outcome, type Road } from "./road.ts";
import { httpSettings, letterOf, WORDS } from "./testing.ts";

const PHONE = "19900000001";
const MAIL = "li.lei@school.example";

let folder: TempFolder;
let robots: RobotServer;
let service: SmsServer;
let mail: SmtpServer;
beforeAll(async () => {
  folder = tempFolder("roads");
  [robots, service, mail] = await Promise.all([startRobots(), startSms(), startSmtp({ says: "refuse" })]);
  for (const maker of ["dingtalk", "wecom", "feishu"] as const) await secret(`${maker}.url`, robots.url(maker).href);
  await secret("robot.secret", `${robots.secret}\n`);
  await secret("sms.secret", service.secret);
  await secret("mail.password", "geheimes Wort");
});
afterAll(async () => {
  await Promise.all([robots, service, mail, folder].map((one) => one[Symbol.asyncDispose]()));
});

async function secret(name: string, text: string, mode = 0o600): Promise<void> {
  await writeFile(join(folder.path, name), text);
  await chmod(join(folder.path, name), mode);
}

/** What each device would do that is behind a road of its own. */
const heard: string[] = [];
const spoken = (text: string): Promise<Outcome> => {
  heard.push(text);
  return Promise.resolve(failed("no-answer", `nobody at ${PHONE} took it`, true));
};
const MODEM: RoadModem = {
  condition: () => ({ number: "+86 139-0000-0009", signal: -71, since: "2026-11-23 02:10" }),
  call: ({ text }) => spoken(text),
  sendSms: ({ text }) => spoken(text),
};
const BESIDE: Road = {
  pace: { notes: 1, perMs: 1 },
  send: ({ note }) => spoken([note.title, ...note.lines].join(" ")),
};

const robot = (kind: "dingtalk" | "wecom" | "feishu"): RoadSettings => ({
  id: kind,
  name: kind,
  kind,
  mostPerDay: null,
  urlFile: `${kind}.url`,
  secretFile: kind === "wecom" ? null : "robot.secret",
});
const plain = (kind: "post" | "county" | "modem-call" | "modem-sms"): RoadSettings => ({
  id: kind,
  name: kind,
  kind,
  mostPerDay: null,
});
const smtp = (more: Partial<SmtpSettings> = {}): RoadSettings => ({
  id: "mail",
  name: "mail",
  kind: "smtp",
  mostPerDay: null,
  host: "127.0.0.1",
  port: mail.port,
  secure: false,
  from: "gateway@school.example",
  user: null,
  passwordFile: null,
  caFile: null,
  ...more,
});
const every = (): RoadSettings[] => [
  ...(["dingtalk", "wecom", "feishu"] as const).map(robot),
  httpSettings(service.url),
  httpSettings(service.url, { id: "voice", kind: "http-voice", template: "TTS_1", sign: "aliyun-v2" }),
  httpSettings(service.url, { id: "own", sign: "hmac" }),
  smtp(),
  ...(["post", "county", "modem-call", "modem-sms"] as const).map(plain),
];

function open(roads: readonly RoadSettings[], more: Partial<RoadParts> = {}) {
  const lines: string[] = [];
  const log = createLog("debug", { write: (line: string) => void lines.push(line) });
  const parts: RoadParts = {
    settings: { roads, language: "zh-CN" },
    folder: folder.path,
    clock: systemClock,
    log,
    modem: MODEM,
    postRoad: BESIDE,
    countyRoad: BESIDE,
    handed: () => ({ all: 1, person: 1 }),
    ...more,
  };
  return { roads: openRoads(parts), lines };
}

const never = new AbortController().signal;
const send = (road: Road | undefined, letter: Partial<Letter> = {}) =>
  road?.send(letterOf(letter), never) ?? Promise.reject(new Error("there is no such road"));

describe("every road of campus.yaml", () => {
  it("is there by its id and sends", async () => {
    const { roads } = open(every());
    expect([...roads.keys()]).toEqual(every().map(({ id }) => id));
    for (const id of ["dingtalk", "wecom", "feishu", "sms", "voice", "own"])
      expect([id, await send(roads.get(id))]).toMatchObject([id, { is: "accepted" }]);
  });

  it("tells no key, no whole number and no mail address to any log, ledger or screen, whatever the other side repeats", async () => {
    await secret("open.secret", "SECgivenaway0", 0o644);
    const url = robots.url("wecom").href;
    const key = robots.url("wecom").searchParams.get("key") ?? "";
    const person = `${PHONE} +86 199-0000-0001 ${MAIL}`;
    const robotSays = `${person} ${url} ${key} SECgivenaway0`;
    const says = `${person} ${service.secret}`;
    robots.answer({ errcode: 310000, errmsg: robotSays, code: 19021, msg: robotSays });
    service.answer({ status: 200, body: { Code: `isv.${PHONE}`, Message: says, code: PHONE, message: says } });
    const settings = every().map(
      (one): RoadSettings =>
        one.kind === "dingtalk" || one.kind === "feishu" ? { ...one, secretFile: "open.secret" } : one,
    );
    const { roads, lines } = open(settings);
    const told: unknown[] = [];
    for (const [id, road] of roads) told.push(id, await send(road), road.condition?.());
    robots.answer(null);
    service.answer(null);
    const all = JSON.stringify(told) + lines.join("");
    expect(all).toContain("310000");
    expect(all).toContain("smtp-554");
    expect(lines).toHaveLength(2);
    for (const hidden of [PHONE, "199-0000-0001", "139-0000-0009", MAIL, key, service.secret, "SECgivenaway0"])
      expect([hidden, all.includes(hidden)]).toEqual([hidden, false]);
  });

  it("that leads into this machine or to a link's own services is not taken", async () => {
    const url = new URL(service.url);
    url.hostname = "sms.example";
    await secret("evil.url", robots.url("wecom").href.replace("http://127.0.0.1", "https://robots.example"));
    const settings: RoadSettings[] = [
      { ...robot("wecom"), urlFile: "evil.url" } as RoadSettings,
      httpSettings(url),
      httpSettings(url, { id: "own", sign: "hmac" }),
      smtp({ host: "mail.example" }),
    ];
    const before = [robots.requests, service.requests, mail.taken.length];
    for (const address of ["127.0.0.1", "169.254.169.254", "::1"]) {
      const { roads } = open(settings, { names: () => Promise.resolve([address]) });
      for (const road of roads.values())
        expect(await send(road)).toMatchObject({ is: "failed", code: "address-refused" });
    }
    expect([robots.requests, service.requests, mail.taken.length]).toEqual(before);
  });

  it("without its file is there, says which one is missing, and works as soon as it is written", async () => {
    const { roads } = open([{ ...robot("wecom"), urlFile: "later.url" } as RoadSettings]);
    const road = roads.get("wecom");
    expect(road?.condition?.()).toMatchObject({ ready: false, missing: "later.url" });
    expect(await send(road)).toMatchObject({ is: "failed", code: "not-set-up", again: true });
    await secret("later.url", robots.url("wecom").href);
    expect(road?.condition?.()).toMatchObject({ ready: true, missing: null });
    expect(await send(road)).toMatchObject({ is: "accepted" });
  });

  it("does not send a robot's key in clear text, nor to what is no address", async () => {
    for (const text of ["http://robots.example/send?key=0123456789", "0123456789", "file:///etc/passwd", ""]) {
      await secret("bad.url", text);
      const { roads } = open([{ ...robot("wecom"), urlFile: "bad.url" } as RoadSettings]);
      const outcome = await send(roads.get("wecom"));
      expect(outcome).toMatchObject({ is: "failed", code: "not-set-up" });
      expect(JSON.stringify(outcome)).not.toContain("0123456789");
    }
  });

  it("that breaks has failed instead of stopping everything", async () => {
    const broken: Road = { ...BESIDE, send: () => Promise.reject(new Error(`no such ${PHONE}`)) };
    const { roads } = open([plain("post")], { postRoad: broken });
    expect(await send(roads.get("post"))).toMatchObject({
      is: "failed",
      code: "broken",
      detail: "no such 199****0001",
    });
  });

  it("whose part is not there is not set up", async () => {
    const none = { modem: null, postRoad: null, countyRoad: null };
    const { roads } = open((["post", "county", "modem-call", "modem-sms"] as const).map(plain), none);
    for (const road of roads.values()) expect(await send(road)).toMatchObject({ code: "not-set-up" });
  });
});

describe("a service inside the county", () => {
  it("is believed with the authority of caFile, and by nobody without", async () => {
    const log = createLog("silent");
    const dir = join(folder.path, "tls");
    await using made = await openAuthority({
      dir,
      hosts: ["127.0.0.1"],
      commonName: "county",
      clock: systemClock,
      log,
    });
    await using own = await startSms(false, Date.now, { key: made.keyPem, cert: made.certificatePem });
    await secret("county-ca.pem", made.authorityPem ?? "", 0o644);
    const asked = { sign: "hmac", id: "own" } as const;
    const { roads, lines } = open([
      httpSettings(own.url, { ...asked, caFile: "county-ca.pem" }),
      httpSettings(own.url, { ...asked, id: "stranger" }),
    ]);
    expect(await send(roads.get("own"))).toMatchObject({ is: "accepted", reference: "ref-1" });
    expect(await send(roads.get("stranger"))).toMatchObject({ is: "failed", code: "unreachable" });
    expect(own.taken).toHaveLength(1);
    expect(lines).toEqual([]);
  });
});

describe("a secret that everybody on the machine can read", () => {
  it("is told once in the log, by the name of its file", async () => {
    await secret("wide.url", robots.url("wecom").href, 0o644);
    const { roads, lines } = open([{ ...robot("wecom"), urlFile: "wide.url" } as RoadSettings]);
    for (let i = 0; i < 3; i++) await send(roads.get("wecom"));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 40, road: "wecom", file: "wide.url" }]);
  });
});

describe("a road's budget", () => {
  const counted = (all: number, person: number) => {
    const asked: unknown[] = [];
    const handed = (road: string, whose: string | null, sinceMs: number): Handed => {
      asked.push([road, whose, systemClock.now() - sinceMs >= 86_400_000]);
      return { all, person };
    };
    const settings = [{ ...plain("post"), mostPerDay: 10 }, httpSettings(service.url, { mostPerNumberPerDay: 3 })];
    const { roads } = open(settings, { handed, postRoad: { ...BESIDE, send: () => Promise.resolve(accepted()) } });
    return { roads, asked };
  };

  it("counts what the ledger knows of the last day", async () => {
    const { roads, asked } = counted(10, 3);
    expect(await send(roads.get("post"))).toMatchObject({ is: "accepted" });
    expect(await send(roads.get("sms"))).toMatchObject({ is: "accepted" });
    expect(asked).toEqual([
      ["post", "p-1", true],
      ["sms", "p-1", true],
    ]);
    expect(roads.get("post")?.condition?.()).toMatchObject({ mostPerDay: 10, usedInDay: 10 });
  });

  it("that is used up, or one person's, sends nothing more, so that the next road is taken", async () => {
    expect(await send(counted(11, 0).roads.get("post"))).toMatchObject({ is: "failed", code: "budget", again: false });
    expect(await send(counted(4, 4).roads.get("sms"))).toMatchObject({ is: "failed", code: "budget", again: false });
  });

  it("does not hold back danger, but a test of danger", async () => {
    const { roads } = counted(1000, 1000);
    expect(await send(roads.get("sms"), { severity: "critical" })).toMatchObject({ is: "accepted" });
    expect(await send(roads.get("sms"), { severity: "critical", test: true })).toMatchObject({ code: "budget" });
  });
});

describe("a device's text", () => {
  const EVIL = [
    '<at user_id="all">所有人</at>',
    "@all @所有人",
    "**bold** [link](http://evil.example)",
    "a\r\nBcc: all@school.example\r\n\r\nb",
    "<speak><break time='60s'/></speak>&amp;",
    "\u202Eevil\u2066\u200B\uFEFF\u0000\u001B[31m",
    "9".repeat(10_000),
    "=cmd|' /C calc'!A0",
    "{{place}} $alarm %s",
    "👨‍👩‍👧".repeat(3000),
    "\uD800",
  ];

  it.each(EVIL)("cannot break a message or a caller's ears on any road (%#)", async (evil) => {
    const { roads } = open(every());
    const taken = [robots.taken.length, service.taken.length];
    heard.length = 0;
    const words = { ...WORDS, place: evil, alarm: evil, value: evil };
    for (const [id, road] of roads) {
      const outcome = await send(road, { note: { title: evil, lines: [evil], phones: [] }, words, spoken: {} });
      expect([id, outcome.is === "failed" ? outcome.code : outcome.is]).not.toContain("broken");
    }
    for (const { text } of robots.taken.slice(taken[0])) {
      expect(text).not.toMatch(/[^\P{C}\n]/u);
      expect(text.split("\n").length).toBeLessThanOrEqual(3);
    }
    for (const { variables } of service.taken.slice(taken[1])) {
      expect(Object.values(variables).every((value) => value !== "" && [...value].length <= 300)).toBe(true);
      expect(Object.values(variables).join("")).not.toMatch(/[<>&@{}$|'\r\n]|\d{13}|evil\.example/u);
    }
  });
});
