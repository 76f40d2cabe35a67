// Services that send SMS and call, as Alibaba Cloud and a county document theirs, over plain HTTP on loopback: they check signature, time,
// repetition, template and limits, and answer 200 to most of what they refuse.
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";

/** What a service took. */
export interface TakenMessage {
  readonly by: "v3" | "v2" | "hmac";
  readonly action: "SendSms" | "SingleCallByTts" | "hmac";
  readonly number: string;
  readonly template: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly id: string;
}

export interface SmsServer extends AsyncDisposable {
  readonly url: URL;
  readonly keyId: string;
  readonly secret: string;
  readonly taken: readonly TakenMessage[];
  readonly requests: number;
  /** From now on: a status and body to answer with, `hang`, `portal`, `elsewhere` (a redirect), or null for the usual. */
  answer(how: { readonly status: number; readonly body: object } | "hang" | "portal" | "elsewhere" | null): void;
}

interface Refusal {
  readonly status: number;
  readonly body: object;
}

const PER_MINUTE = 1;
const PER_HOUR = 5;
const PER_DAY = 10;
const OPEN_FOR_MS = 15 * 60_000;

/** Starts a service that takes all three signatures. `limits`: those of verification codes, the strictest. `tls`: it is served by HTTPS. */
export async function startSms(
  limits = false,
  now: () => number = Date.now,
  tls: { readonly key: string; readonly cert: string } | null = null,
): Promise<SmsServer> {
  const [keyId, secret] = ["testId", "testSecret"];
  const taken: TakenMessage[] = [];
  const nonces = new Set<string>();
  const times = new Map<string, number[]>();
  let requests = 0;
  let how: Parameters<SmsServer["answer"]>[0] = null;

  const refuse = (status: number, Code: string, Message: string): Refusal => ({
    status,
    body: { Code, Message, RequestId: "1" },
  });

  function limitOf(number: string): Refusal | null {
    const before = (times.get(number) ?? []).filter((ms) => ms > now() - 86_400_000);
    const within = (ms: number) => before.filter((at) => at > now() - ms).length;
    const reached = (words: string, most: number) =>
      refuse(200, "isv.BUSINESS_LIMIT_CONTROL", `触发${words}流控Permits:${most}`);
    if (within(60_000) >= PER_MINUTE) return reached("分钟级", PER_MINUTE);
    if (within(3_600_000) >= PER_HOUR) return reached("小时级", PER_HOUR);
    if (before.length >= PER_DAY) return reached("天级", PER_DAY);
    times.set(number, [...before, now()]);
    return null;
  }

  function take(by: "v3" | "v2", action: string, query: ReadonlyMap<string, string>): Refusal {
    const get = (name: string) => query.get(name) ?? "";
    const isSms = action === "SendSms";
    if (!isSms && action !== "SingleCallByTts") return refuse(404, "InvalidAction.NotFound", "no such action");
    const number = get(isSms ? "PhoneNumbers" : "CalledNumber");
    if (!/^1\d{10}$/.test(number)) return refuse(200, "isv.MOBILE_NUMBER_ILLEGAL", `${number} invalid mobile number`);
    if (isSms && get("SignName") !== "县三中") return refuse(200, "isv.SMS_SIGNATURE_ILLEGAL", "签名不合法");
    const template = get(isSms ? "TemplateCode" : "TtsCode");
    if (template !== "SMS_1" && template !== "TTS_1") return refuse(200, "isv.SMS_TEMPLATE_ILLEGAL", "模板不合法");
    const variables = JSON.parse(get(isSms ? "TemplateParam" : "TtsParam")) as Record<string, string>;
    if (Object.values(variables).some((value) => value === "" || [...value].length > 35))
      return refuse(200, "isv.PARAM_LENGTH_LIMIT", "参数超出长度限制");
    if (/[\p{Cc}\p{Cf}<>&[\]*_`@]|:\/\//u.test(Object.values(variables).join("")))
      return refuse(200, "isv.INVALID_PARAMETERS", "参数异常");
    const limit = limits ? limitOf(number) : null;
    if (limit !== null) return limit;
    taken.push({ by, action: isSms ? "SendSms" : "SingleCallByTts", number, template, variables, id: get("OutId") });
    const reference = isSms ? { BizId: `biz-${taken.length}` } : { CallId: `call-${taken.length}` };
    return { status: 200, body: { Code: "OK", Message: "OK", RequestId: "1", ...reference } };
  }

  async function rpc(request: IncomingMessage, query: ReadonlyMap<string, string>): Promise<Refusal> {
    const encoded = [...query]
      .filter(([name]) => name !== "Signature")
      .map(([name, value]) => `${enc(name)}=${enc(value)}`);
    const toSign = `${request.method}&%2F&${enc(encoded.sort().join("&"))}`;
    const expected = Buffer.from(await mac("SHA-1", `${secret}&`, toSign)).toString("base64");
    if (query.get("AccessKeyId") !== keyId)
      return refuse(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
    if (query.get("Signature") !== expected)
      return refuse(400, "SignatureDoesNotMatch", "Specified signature is not matched.");
    const late = stale(query.get("Timestamp") ?? "", query.get("SignatureNonce") ?? "");
    return late ?? take("v2", query.get("Action") ?? "", query);
  }

  async function acs3(request: IncomingMessage, query: ReadonlyMap<string, string>, body: string): Promise<Refusal> {
    const header = (name: string) => String(request.headers[name] ?? "");
    const said = /^ACS3-HMAC-SHA256 Credential=(.*?),SignedHeaders=(.*?),Signature=(.*)$/.exec(header("authorization"));
    const [, credential, signed = "", signature] = said ?? [];
    const must = Object.keys(request.headers).filter((name) => name === "host" || name.startsWith("x-acs-"));
    if (must.some((name) => !signed.split(";").includes(name))) return refuse(400, "MissingSignedHeader", "headers");
    const lines = signed.split(";").map((name) => `${name}:${header(name)}\n`);
    const wanted = [...query]
      .map(([name, value]) => `${enc(name)}=${enc(value)}`)
      .sort()
      .join("&");
    const text = [request.method, "/", wanted, lines.join(""), signed, await sha256(body)].join("\n");
    const expected = Buffer.from(await mac("SHA-256", secret, `ACS3-HMAC-SHA256\n${await sha256(text)}`)).toString(
      "hex",
    );
    if (credential !== keyId) return refuse(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
    if (signature !== expected) return refuse(400, "SignatureDoesNotMatch", "Specified signature is not matched.");
    const late = stale(header("x-acs-date"), header("x-acs-signature-nonce"));
    return late ?? take("v3", header("x-acs-action"), query);
  }

  function stale(date: string, nonce: string): Refusal | null {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date)) return refuse(400, "InvalidTimeStamp.Format", "time");
    if (Math.abs(now() - Date.parse(date)) > OPEN_FOR_MS) return refuse(400, "InvalidTimeStamp.Expired", "time");
    if (nonce === "" || nonces.has(nonce)) return refuse(400, "SignatureNonceUsed", "nonce");
    nonces.add(nonce);
    return null;
  }

  async function plain(request: IncomingMessage, body: string): Promise<Refusal> {
    const header = (name: string) => String(request.headers[name] ?? "");
    const expected = Buffer.from(await mac("SHA-256", secret, `${header("x-timestamp")}\n${body}`)).toString("hex");
    const isRight = header("x-signature") === expected && header("x-key-id") === keyId;
    if (!isRight) return { status: 401, body: { code: "signature", message: "the signature is wrong" } };
    if (Math.abs(now() / 1000 - Number(header("x-timestamp"))) > 300)
      return { status: 401, body: { code: "time", message: "too old" } };
    const { to, template, variables, id } = JSON.parse(body) as Record<"to" | "template" | "id", string> & {
      variables: Record<string, string>;
    };
    if (limits && limitOf(to) !== null)
      return { status: 200, body: { code: "limit", message: `enough for ${to}`, retryAfterS: 60 } };
    taken.push({ by: "hmac", action: "hmac", number: to, template, variables, id });
    return { status: 200, body: { code: "ok", reference: `ref-${taken.length}` } };
  }

  async function answerTo(request: IncomingMessage): Promise<Refusal> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString("utf8");
    const query = new Map(
      (request.url?.split("?")[1] ?? "")
        .split("&")
        .filter((pair) => pair !== "")
        .map((pair) => pair.split("=").map(decodeURIComponent) as [string, string]),
    );
    if (request.headers["x-signature"] !== undefined) return plain(request, body);
    return request.headers.authorization === undefined ? rpc(request, query) : acs3(request, query, body);
  }

  const listener: RequestListener = (request, response) => {
    requests++;
    if (how === "hang") return void request.resume();
    if (how === "portal")
      return void response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>");
    if (how === "elsewhere") return void response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    const fixed = how;
    answerTo(request)
      .then((usual) => fixed ?? usual)
      .then(({ status, body }) =>
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)),
      )
      .catch(() => response.destroy());
  };
  const server = tls === null ? createServer(listener) : createSecureServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`${tls === null ? "http" : "https"}://127.0.0.1:${port}/`),
    keyId,
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

/** Of WebCrypto and a percent encoding of its own, so that the gateway's own way is checked by another. */
async function mac(hash: "SHA-1" | "SHA-256", key: string, message: string): Promise<ArrayBuffer> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const imported = await crypto.subtle.importKey("raw", bytes(key), { name: "HMAC", hash }, false, ["sign"]);
  return crypto.subtle.sign("HMAC", imported, bytes(message));
}

async function sha256(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toString("hex");
}

function enc(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const char = String.fromCharCode(byte);
    return /[A-Za-z0-9._~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}
