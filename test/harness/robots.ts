// Group robots as their makers document them, over plain HTTP on loopback: they check signature, key and size, count to twenty a minute, and answer 200 to everything.
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type Maker = "dingtalk" | "wecom" | "feishu";

/** What a robot took: the text, and the numbers it called out. */
export interface Taken {
  readonly maker: Maker;
  readonly text: string;
  readonly phones: readonly string[];
}

export interface RobotServer extends AsyncDisposable {
  /** The webhook's address, as the maker would show it to the school. */
  url(maker: Maker): URL;
  readonly secret: string;
  readonly taken: readonly Taken[];
  /** Requests that came, also those that were refused. */
  readonly requests: number;
  /** From now on: a body to answer with, `hang` (takes the note and never answers), `portal` (a web page), or null for the usual. */
  answer(how: object | "hang" | "portal" | null): void;
}

const KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa";
const PER_MINUTE = 20;
const OPEN_FOR_MS = 3_600_000;

/** Everything that a request may say, of whichever maker. */
interface Body {
  readonly text: { readonly content: string; readonly mentioned_mobile_list: readonly string[] };
  readonly at: { readonly atMobiles: readonly string[] };
  readonly timestamp: string;
  readonly sign: string;
  readonly content: { readonly text: string };
}

/** Starts the three robots of one school. */
export async function startRobots(now: () => number = Date.now): Promise<RobotServer> {
  const secret = `SEC${"0".repeat(60)}test`;
  const taken: Taken[] = [];
  let requests = 0;
  let how: object | "hang" | "portal" | null = null;
  const times = new Map<Maker, number[]>();

  function isTooFast(maker: Maker): boolean {
    const recent = (times.get(maker) ?? []).filter((ms) => ms > now() - 60_000);
    times.set(maker, [...recent, now()]);
    return recent.length >= PER_MINUTE;
  }

  async function answerTo(request: IncomingMessage): Promise<object> {
    const url = new URL(request.url ?? "/", "http://robots");
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const bytes = Buffer.concat(parts);
    const body = JSON.parse(bytes.toString("utf8")) as Body;
    if (url.pathname === "/robot/send") {
      const [timestamp, sign] = [url.searchParams.get("timestamp") ?? "", url.searchParams.get("sign")];
      if (url.searchParams.get("access_token") !== KEY) return { errcode: 300005, errmsg: "token is not exist" };
      const isOld = Math.abs(now() - Number(timestamp)) > OPEN_FOR_MS;
      if (isOld || sign !== (await hmac(secret, `${timestamp}\n${secret}`)))
        return { errcode: 310000, errmsg: "sign not match" };
      if (isTooFast("dingtalk")) return { errcode: 130101, errmsg: "send too fast, exceed 20 times per minute" };
      const { text, at } = body;
      taken.push({ maker: "dingtalk", text: text.content, phones: at.atMobiles });
      return { errcode: 0, errmsg: "ok" };
    }
    if (url.pathname === "/cgi-bin/webhook/send") {
      const { text } = body;
      if (url.searchParams.get("key") !== KEY) return { errcode: 93000, errmsg: "invalid webhook url" };
      if (Buffer.byteLength(text.content) > 2048)
        return { errcode: 40058, errmsg: "text.content exceed max length 2048" };
      if (isTooFast("wecom")) return { errcode: 45009, errmsg: "api freq out of limit" };
      taken.push({ maker: "wecom", text: text.content, phones: text.mentioned_mobile_list });
      return { errcode: 0, errmsg: "ok" };
    }
    const { timestamp, sign, content } = body;
    if (bytes.length > 20_480) return { code: 9499, msg: "Bad Request", data: {} };
    if (sign !== (await hmac(`${timestamp}\n${secret}`, ""))) return { code: 19021, msg: "sign match fail", data: {} };
    if (isTooFast("feishu")) return { code: 11232, msg: "frequency limited", data: {} };
    taken.push({ maker: "feishu", text: content.text, phones: [] });
    return { code: 0, msg: "success", data: {} };
  }

  const server = createServer((request, response) => {
    requests++;
    if (how === "portal") {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Please sign in</html>");
      return;
    }
    if (how === "hang") {
      request.resume();
      return;
    }
    const fixed = how;
    answerTo(request)
      .then((usual) => fixed ?? usual)
      .catch((error: unknown) => ({ errcode: 40035, code: 9499, errmsg: String(error), msg: String(error) }))
      .then((answer) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer)))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const paths: Record<Maker, string> = {
    dingtalk: `/robot/send?access_token=${KEY}`,
    wecom: `/cgi-bin/webhook/send?key=${KEY}`,
    feishu: `/open-apis/bot/v2/hook/${KEY}`,
  };
  return {
    url: (maker) => new URL(paths[maker], `http://127.0.0.1:${port}`),
    secret,
    taken,
    get requests() {
      return requests;
    },
    answer: (next) => {
      how = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** HMAC-SHA256, Base64; of WebCrypto, so that the gateway's own way is checked by another. */
async function hmac(key: string, message: string): Promise<string> {
  const encoder = new TextEncoder();
  const imported = await crypto.subtle.importKey("raw", encoder.encode(key), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  return Buffer.from(await crypto.subtle.sign("HMAC", imported, encoder.encode(message))).toString("base64");
}
