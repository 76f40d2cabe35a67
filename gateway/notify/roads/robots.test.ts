import { once } from "node:events";
import { createServer } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Maker, type RobotServer, startRobots } from "#test/harness/robots.ts";
import { DINGTALK, dingtalkSign } from "./dingtalk.ts";
import { FEISHU, feishuSign } from "./feishu.ts";
import type { Letter, Note } from "./road.ts";
import { type RobotKind, robotRoad } from "./robot.ts";
import { letterOf, NOTE } from "./testing.ts";
import { cutTo, oneLine } from "./text.ts";
import { WECOM } from "./wecom.ts";

const KINDS: Readonly<Record<Maker, RobotKind>> = { dingtalk: DINGTALK, wecom: WECOM, feishu: FEISHU };
const MAKERS = ["dingtalk", "wecom", "feishu"] as const;

let robots: RobotServer;
beforeEach(async () => {
  robots = await startRobots();
});
afterEach(() => robots[Symbol.asyncDispose]());

function road(maker: Maker, { secret = robots.secret, url = robots.url(maker) }: { secret?: string; url?: URL } = {}) {
  return robotRoad(KINDS[maker], { url: () => url, secret: () => (maker === "wecom" ? null : secret) }, Date.now);
}
const letter = (note: Note): Letter => letterOf({ note, to: null, person: null });
const send = (maker: Maker, note: Note = NOTE, signal = new AbortController().signal) =>
  road(maker).send(letter(note), signal);

const GOOD: Readonly<Record<Maker, object>> = {
  dingtalk: { errcode: 0, errmsg: "ok" },
  wecom: { errcode: 0, errmsg: "ok" },
  feishu: { code: 0, msg: "success" },
};

/** Answers everything alike. */
async function answering(status: number, body: object) {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a server without a port");
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: new URL(`http://127.0.0.1:${address.port}/`), [Symbol.asyncDispose]: close };
}

describe("signatures", () => {
  it("are those of the published vectors", () => {
    expect(encodeURIComponent(dingtalkSign(`SEC${"0".repeat(60)}test`, 1_700_000_000_000))).toBe(
      "bCcJiIKqyObgdvB5UiIbViJlixojz9bQW5dnZbgLAd8%3D",
    );
    expect(feishuSign("feishutestsecret", 1_700_000_000)).toBe("x/Zu40sfBTIz1QUNQHKO5U23lgSzndtkCSSxk0gTol4=");
  });
});

describe.each(MAKERS)("a robot of %s", (maker) => {
  it("takes a note whose signature or key is right", async () => {
    expect(await send(maker)).toEqual({ is: "accepted", reference: null, answered: false });
    expect(robots.taken).toHaveLength(1);
    expect(robots.taken[0]?.text).toContain("市电中断\n网络中心机房");
  });

  it("that says no with status 200 has failed, with its own code", async () => {
    const strange = robots.url(maker);
    strange.searchParams.set("key", "other");
    strange.searchParams.set("access_token", "other");
    const outcome = await road(maker, { secret: "SECwrong", url: strange }).send(
      letter(NOTE),
      new AbortController().signal,
    );
    expect(outcome).toMatchObject({ is: "failed", again: false });
    expect(robots.taken).toEqual([]);
  });

  it("whose words are good but whose status is not has failed: something in between answered", async () => {
    await using server = await answering(502, GOOD[maker]);
    expect(await road(maker, { url: server.url }).send(letter(NOTE), new AbortController().signal)).toMatchObject({
      is: "failed",
      code: "http-502",
    });
  });

  it("that is asked more than twenty times a minute wants peace, and says for how long", async () => {
    for (let i = 0; i < 20; i++) await send(maker);
    expect(await send(maker)).toMatchObject({ is: "failed", again: true });
    const last = await send(maker);
    expect(last.is === "failed" && last.afterMs >= 60_000).toBe(true);
    expect(robots.taken).toHaveLength(20);
  });

  it("behind a portal has not taken the note, whatever the status says", async () => {
    robots.answer("portal");
    expect(await send(maker)).toMatchObject({ is: "failed", code: "not-the-service", again: true });
  });

  it("that took the request and never answers leaves it unknown", async () => {
    robots.answer("hang");
    const stopping = new AbortController();
    const sending = send(maker, NOTE, stopping.signal);
    while (robots.requests === 0) await new Promise((resolve) => setImmediate(resolve));
    stopping.abort();
    expect(await sending).toMatchObject({ is: "unknown" });
  });

  it("that nobody runs was not reached: another try makes sense", async () => {
    const url = robots.url(maker);
    await robots[Symbol.asyncDispose]();
    expect(await road(maker, { url }).send(letter(NOTE), new AbortController().signal)).toMatchObject({
      is: "failed",
      code: "unreachable",
      again: true,
    });
    robots = await startRobots();
  });

  it("takes the longest and strangest names that devices have, within its size, on lines of their own", async () => {
    const name = `<at user_id="all">Everyone</at> @all \u202E**x**\r\n[a](http://b)${"网".repeat(9000)}😀`;
    expect(await send(maker, { title: name, lines: [name, name], phones: [] })).toMatchObject({ is: "accepted" });
    const text = robots.taken[0]?.text ?? "";
    expect(text).not.toContain(maker === "feishu" ? "<at user_id" : "\n\n");
    expect(text).not.toMatch(/[\r\u202E]/);
    expect(text).not.toContain("\uFFFD");
  });
});

describe("text", () => {
  it("is cut at the end of a character, by bytes", () => {
    expect(cutTo("网".repeat(10), 30)).toBe("网".repeat(10));
    expect(cutTo("网".repeat(10), 29)).toBe(`${"网".repeat(8)}…`);
    expect(cutTo("👨‍👩‍👧👨‍👩‍👧", 25)).toBe("👨‍👩‍👧…");
  });

  it("has no control characters left", () => {
    expect(oneLine("a\n\u0000b\u2028c\u200B")).toBe("a b c");
  });
});
