// Refusals: every one is a problem in the asker's language, and nothing a caller sends breaks the gateway or its log (faults 63, 67, 68, 69, 74).
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bed, openBed, PASSWORD } from "#test/harness/api-bed.ts";
import { LANGUAGES } from "../kit/i18n.ts";
import { PROBLEMS } from "./problems.ts";
import { API_TEXTS } from "./texts.ts";

let bed: Bed;
beforeAll(async () => {
  bed = await openBed({ log: "debug" });
});
afterAll(async () => bed[Symbol.asyncDispose]());

/** Sends bytes and answers all that comes until the gateway closes. */
function raw(bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(bed.base);
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding("utf8").on("data", (chunk) => {
      text += String(chunk);
    });
    socket.on("error", reject).on("close", () => resolve(text));
  });
}

describe("problems", () => {
  test("have exactly the contract's fields, as application/problem+json", async () => {
    const answer = await (await bed.admin()).get("entries?from=yesterday", {
      headers: { "accept-language": "en-GB,en;q=0.8" },
    });
    expect(answer.headers["content-type"]).toBe("application/problem+json; charset=utf-8");
    expect(answer.headers["content-language"]).toBe("en");
    const body = answer.json();
    expect(Object.keys(body)).toEqual(["type", "title", "status", "code", "detail", "remedy", "instance", "errors"]);
    expect(body).toMatchObject({
      type: "/api/docs/errors#bad-request",
      status: 400,
      code: "bad-request",
      instance: "/api/v1/entries",
      errors: [{ path: "/from", message: "not a time" }],
    });
  });

  test("are Chinese unless English is asked for", async () => {
    const client = bed.client();
    const titleFor = async (language?: string) =>
      (await client.get("entries", { headers: language === undefined ? {} : { "accept-language": language } })).json<{
        title: string;
      }>().title;
    const kind = PROBLEMS.get("sign-in-required");
    expect(await titleFor()).toBe(kind?.title["zh-CN"]);
    expect(await titleFor("fr")).toBe(kind?.title["zh-CN"]);
    expect(await titleFor("en-US")).toBe(kind?.title.en);
    expect(await titleFor("en;q=0.2, zh-CN")).toBe(kind?.title["zh-CN"]);
  });

  test("every code of the contract exists in both languages, and so does every text", () => {
    const contract =
      "bad-request sign-in-required sign-in-failed not-permitted csrf re-sign-in-required not-found epoch-changed alarm-changed command-not-supported idempotency-mismatch config-changed too-large json-only config-invalid slow-down store-unavailable";
    for (const code of contract.split(" ")) expect(PROBLEMS.has(code), code).toBe(true);
    for (const [code, kind] of PROBLEMS) {
      for (const texts of [kind.title, kind.cause, kind.remedy]) {
        for (const language of LANGUAGES) expect(texts[language], code).not.toBe("");
        expect(texts["zh-CN"], code).toMatch(/\p{Script=Han}/u);
        expect(texts.en, code).not.toMatch(/\p{Script=Han}/u);
      }
    }
    expect(Object.keys(API_TEXTS["zh-CN"]).sort()).toEqual(Object.keys(API_TEXTS.en).sort());
  });

  test("404 says what is missing, 405 lists what is possible", async () => {
    const client = await bed.admin();
    expect((await client.get("nothing")).json()).toMatchObject({
      status: 404,
      code: "not-found",
      instance: "/api/v1/nothing",
    });
    const answer = await client.ask("PUT", "session", { body: {} });
    expect(answer.json()).toMatchObject({ status: 405, code: "method-not-allowed" });
    expect(answer.headers.allow).toBe("POST, GET, HEAD, DELETE");
  });

  test("every answer carries the headers that hold a browser to what it needs", async () => {
    for (const path of ["/", "/healthz", "/api/v1/nothing", "/api/v1/entries?x=1", "/%"]) {
      const { headers } = await bed.client().get(path);
      expect(headers["content-security-policy"], path).toContain("default-src 'self'");
      expect(headers["content-security-policy"], path).not.toContain("unsafe");
      expect(headers, path).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
    }
  });
});

describe("hostile requests", () => {
  test("a body above 256 KiB is 413 too-large, declared or not", async () => {
    const big = JSON.stringify({ username: "a", password: "x".repeat(300_000) });
    expect((await bed.client().post("session", big)).json()).toMatchObject({ status: 413, code: "too-large" });
    const chunked = await raw(
      `POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${big.length.toString(16)}\r\n${big}\r\n0\r\n\r\n`,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("only JSON is taken", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "application/json-patch+json",
      "multipart/form-data; boundary=x",
    ]) {
      const answer = await bed.client().post("session", "username=admin", { headers: { "content-type": type } });
      expect(answer.json(), type).toMatchObject({ status: 415, code: "json-only" });
    }
  });

  test.each([
    ["not JSON", "{"],
    ["an empty body", ""],
    ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ["an array", "[]"],
    ["text", '"x"'],
    ["null", "null"],
    ["a nesting bomb", "[".repeat(100_000)],
    ["deep nesting", `${'{"a":'.repeat(60)}1${"}".repeat(60)}`],
  ])("%s is bad-request", async (_, body) => {
    expect((await bed.client().post("session", body)).json()).toMatchObject({ status: 400, code: "bad-request" });
  });

  test.each([
    ['{"__proto__": {"admin": true}, "username": "a", "password": "b"}', "/__proto__"],
    ['{"username": {"constructor": 1}, "password": "b"}', "/username/constructor"],
    ['{"\\u005f_proto__": 1}', "/__proto__"],
    ['{"username": "a", "password": "b", "x": [{"prototype": 1}]}', "/x/0/prototype"],
  ])("keys that reach a prototype are refused with their path: %s", async (body, path) => {
    const answer = await bed.client().post("session", body);
    expect(answer.status).toBe(400);
    expect(answer.json<{ errors: { path: string }[] }>().errors[0]?.path).toBe(path);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  test("paths that climb or are malformed reach nothing", async () => {
    for (const path of [
      "/../../etc/passwd",
      "/api/docs/static/../../../../package.json",
      "/api/docs/static/%2e%2e/%2e%2e/package.json",
      "/api/docs/static/..%2f..%2fpackage.json",
      "/%",
    ]) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(answer, path).toMatch(/^HTTP\/1\.1 40[034] /);
      expect(answer, path).not.toMatch(/root:|"dependencies"/);
    }
  });

  test("what is not HTTP gets a problem and is closed", async () => {
    for (const [bytes, status] of [
      ["NONSENSE\r\n\r\n", 400],
      [`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"y".repeat(20_000)}\r\n\r\n`, 431],
    ] as const) {
      const answer = await raw(bytes);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({ status, code: "bad-request" });
    }
  });

  test("a request whose headers trickle in is closed with 408, and others are answered meanwhile", async () => {
    const slow = raw("GET / HTTP/1.1\r\nHost: local");
    expect((await bed.client().get("/healthz")).status).toBe(200);
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /);
  });

  test("nothing a caller sends can forge a line of the log, and no secret gets into it", async () => {
    const forged = '\n{"level":60,"msg":"forged"}\r\n';
    await bed.client().post("session", { username: `admin${forged}`, password: PASSWORD });
    await bed
      .client()
      .get(`/x${encodeURIComponent(forged)}?password=${PASSWORD}`, { headers: { "user-agent": "\u0085{}" } });
    await raw(`GET /${"\u2028"} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(bed.logLines.length).toBeGreaterThan(2);
    for (const line of bed.logLines) {
      expect(line.indexOf("\n")).toBe(line.length - 1);
      expect(JSON.parse(line)).not.toMatchObject({ msg: "forged" });
      expect(line).not.toContain(PASSWORD);
    }
  });

  test("an inner error leaks nothing and carries the number under which it is logged", async () => {
    const { latest, secret } = { latest: "/api/v1/latest", secret: "the inner reason" };
    const client = await bed.admin();
    const good = bed.config.current;
    const broken = new Proxy(good, {
      get: (target, key, receiver) => {
        if (key === "devices") throw new Error(secret);
        return Reflect.get(target, key, receiver);
      },
    });
    bed.config.current = broken;
    const answer = await client.get(latest);
    bed.config.current = good;
    expect(answer.json()).toMatchObject({
      status: 500,
      code: "internal-error",
      incident: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    expect(answer.text).not.toContain(secret);
    const { incident } = answer.json<{ incident: string }>();
    expect(bed.logLines.find((line) => line.includes(incident))).toContain(secret);
  });

  test("a caller who never signs in is held to a rate, with Retry-After", async () => {
    await using own = await openBed();
    const statuses = new Set<number>();
    let refused: string | undefined;
    for (let i = 0; i < 40; i++) {
      const answers = await Promise.all(Array.from({ length: 25 }, () => own.client().get("/healthz")));
      for (const answer of answers) {
        statuses.add(answer.status);
        if (answer.status === 429) refused = answer.headers["retry-after"];
      }
    }
    expect([...statuses].sort()).toEqual([200, 429]);
    expect(refused).toBe("1");
  });
});
