// What is open to everybody: pages, probes, figures and the description of the interface.
import { createHash } from "node:crypto";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Bed, openBed } from "#test/harness/api-bed.ts";
import { HttpClient } from "#test/harness/http.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { systemClock } from "../kit/clock.ts";
import { createLog } from "../kit/log.ts";
import { type Authority, openAuthority } from "../kit/tls/authority.ts";
import { registerFigures } from "./figures.ts";
import { PROBLEMS } from "./problems.ts";

const folder = tempFolder("campus-api-tls");
let authority: Authority;
let bed: Bed;
beforeAll(async () => {
  authority = await openAuthority({
    dir: folder.path,
    hosts: ["localhost"],
    commonName: "test",
    clock: systemClock,
    log: createLog("silent"),
  });
  bed = await openBed({ authority });
});
afterAll(async () => {
  await bed[Symbol.asyncDispose]();
  await authority[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe("pages", () => {
  test.each(["/", "/certificate", "/api/docs/errors"])(
    "%s is plain HTML in the asker's language, without scripts, with names escaped",
    async (path) => {
      const zh = await bed.client().get(path);
      const en = await bed.client().get(path, { headers: { "accept-language": "en" } });
      expect(zh.headers["content-type"]).toBe("text/html; charset=utf-8");
      expect(zh.text).toContain('<html lang="zh-CN">');
      expect(en.text).toContain('<html lang="en">');
      for (const { text } of [zh, en]) expect(text).not.toMatch(/<script|style=|onclick/i);
    },
  );

  test("the start page links everything that it promises", async () => {
    const { text } = await bed.client().get("/");
    expect(text).toContain("第三中学 &lt;script&gt;");
    const links = [...text.matchAll(/href="([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(links.length).toBeGreaterThan(3);
    for (const link of links) expect((await bed.client().get(link)).status, link).toBe(200);
  });

  test("/certificate-authority.pem is what https is verified with, and /certificate shows its fingerprint", async () => {
    const pem = await bed.client().get("/certificate-authority.pem");
    expect(pem.headers["content-type"]).toBe("application/x-pem-file");
    const der = Buffer.from(pem.text.replace(/-----[^-]+-----|\s/g, ""), "base64");
    const fingerprint = createHash("sha256").update(der).digest("hex").toUpperCase().match(/../g)?.join(":");
    expect((await bed.client().get("/certificate")).text).toContain(fingerprint);
    const https = new HttpClient((bed.api.addresses.https ?? "").replace("127.0.0.1", "localhost"), { ca: pem.text });
    expect((await https.get("/healthz")).status).toBe(200);
  });

  test("without https there is no authority to download, and the page says so", async () => {
    await using plain = await openBed();
    expect((await plain.client().get("/certificate-authority.pem")).json()).toMatchObject({ status: 404 });
    expect((await plain.client().get("/certificate")).status).toBe(200);
  });

  test("a renewed certificate serves new connections at once", async () => {
    await authority.renew();
    bed.api.replaceCertificate(authority);
    const https = new HttpClient((bed.api.addresses.https ?? "").replace("127.0.0.1", "localhost"), {
      ca: authority.authorityPem ?? "",
    });
    expect((await https.get("/healthz")).status).toBe(200);
  });

  test("/api/docs/errors has an anchor for every code", async () => {
    const { text } = await bed.client().get("/api/docs/errors");
    for (const code of PROBLEMS.keys()) expect(text).toContain(`id="${code}"`);
  });

  test("/api/docs serves its page and all files from us, under the policy", async () => {
    const page = await bed.client().get("/api/docs");
    expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
    expect(page.headers["content-security-policy"]).not.toContain("unsafe");
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(files.length).toBeGreaterThan(4);
    for (const file of files) {
      const url = new URL(file, `${bed.base}/api/docs`);
      expect(url.origin).toBe(bed.base);
      expect((await bed.client().get(url.pathname)).status, file).toBe(200);
    }
    expect(page.text).not.toMatch(/<script(?![^>]*\ssrc=)/);
  });
});

describe("probes", () => {
  test("/healthz and /readyz say ok to everybody; /readyz is 503 with reasons when something is wrong", async () => {
    expect((await bed.client().get("/healthz")).text).toBe('{"status":"ok"}');
    expect((await bed.client().get("/readyz")).text).toBe('{"status":"ok"}');
    bed.report.notReady.push("clock: not set");
    const answer = await bed.client().get("/readyz");
    bed.report.notReady.pop();
    expect(answer.status).toBe(503);
    expect(answer.json()).toMatchObject({ reasons: ["clock: not set"] });
  });

  test("/readyz is 503 as soon as the journal takes nothing", async () => {
    await using own = await openBed();
    await own.journal[Symbol.asyncDispose]();
    const answer = await own.client().get("/readyz");
    expect(answer.status).toBe(503);
    expect(answer.json<{ reasons: string[] }>().reasons[0]).toMatch(/^journal: /);
  });

  test("/metrics has every figure of the contract, without sign-in on this machine", async () => {
    await using own = await openBed();
    const figures = registerFigures(own.metrics, {
      journal: own.journal,
      counts: own.counts,
      consumers: () => [{ consumer: "latest", entries: 3, seconds: 0.5 }],
      repeats: () => new Map([["dev-1", 2]]),
      devicesUp: () => [
        ["dev-1", true],
        ["dev-2", false],
      ],
      openAlarms: () => new Map(),
      alarmPace: () => ({ chattering: 0, flood: false }),
      outbox: () => new Map([["alarm", 4]]),
      longestDelay: () => 0.25,
    });
    figures.observe(0.003);
    await own.readings("dev-1", [1, 2, 3]);
    const answer = await own.client().get("/metrics");
    expect(answer.headers["content-type"]).toContain("text/plain");
    for (const line of [
      'campus_entries_total{kind="reading"} 3',
      // The journal's first word, said before anybody registered a figure.
      'campus_entries_total{kind="system"} 1',
      `campus_head_seq ${own.journal.head}`,
      'campus_consumer_lag_entries{consumer="latest"} 3',
      'campus_consumer_lag_seconds{consumer="latest"} 0.5',
      'campus_repeats_total{device="dev-1"} 2',
      "# TYPE campus_loss_total counter",
      'campus_commit_seconds_bucket{le="0.005"} 1',
      'campus_commit_seconds_bucket{le="0.0025"} 0',
      "campus_commit_seconds_count 1",
      'campus_device_up{device="dev-1"} 1',
      'campus_device_up{device="dev-2"} 0',
      'campus_outbox_frames{lane="alarm"} 4',
      "campus_event_loop_delay_seconds 0.25",
      "campus_stream_clients 0",
    ]) {
      expect(answer.text.split("\n")).toContain(line);
    }
  });

  test("/status tells everything an operator looks for", async () => {
    const answer = await (await bed.admin()).get("status");
    expect(answer.json()).toMatchObject({
      version: "0.0.0-test",
      campus: { id: "no3-middle" },
      uptimeSeconds: expect.any(Number),
      ready: true,
      clock: { state: "trusted" },
      journal: { state: "open", epoch: bed.journal.epoch, head: expect.any(Number) },
      broker: { clients: 1 },
      devices: { connected: 1, disconnected: 1 },
      listeners: bed.api.addresses,
      certificate: { fingerprint: authority.fingerprint, expiresAt: expect.any(String) },
      configuration: { version: "sha256:0", problems: [] },
      consumers: [{ consumer: "latest", entries: 0, seconds: 0 }],
    });
    expect((await bed.client().get("status")).status).toBe(401);
  });
});

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly security?: unknown[];
  readonly parameters?: { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<
    string,
    { readonly description: string; readonly content?: Record<string, { readonly schema: object }> }
  >;
}

describe("OpenAPI 3.1", () => {
  test("whoever is not signed in gets 401 from every route that is not described as open, and only these are open", async () => {
    const document = (await bed.client().get("openapi.json")).json<{
      paths: Record<string, Record<string, Operation>>;
    }>();
    const open: string[] = [];
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        if (operation.security?.length === 0) open.push(`${method} ${path}`);
        else if (path !== "/metrics") {
          const answer = await bed
            .client()
            .ask(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, "x"), method === "post" ? { body: {} } : {});
          expect(answer.status, `${method} ${path}`).toBe(401);
        }
      }
    }
    expect(open.sort()).toEqual([
      "get /api/v1/setup",
      "get /healthz",
      "get /readyz",
      "post /api/v1/recover",
      "post /api/v1/repair/{token}",
      "post /api/v1/repair/{token}/tickets/{ticket}/me-too",
      "post /api/v1/session",
      "post /api/v1/setup",
      "put /api/v1/repair/{token}/tickets/{ticket}/photo",
    ]);
  });

  test("each check of a body or a query compiles, though not before it is first asked", async () => {
    const admin = await bed.admin();
    const { paths } = (await admin.get("openapi.json")).json<{ paths: Record<string, object> }>();
    let asked = 0;
    for (const [path, item] of Object.entries(paths)) {
      if (path === "/api/v1/session") continue;
      for (const method of Object.keys(item).map((name) => name.toUpperCase())) {
        const query = method === "GET" ? "?after=?&from=?&limit=?" : "";
        await admin.ask(method, path.replaceAll(/\{\w+\}/g, "x") + query, method === "GET" ? {} : { body: 7 });
        asked++;
      }
    }
    expect(asked).toBeGreaterThan(50);
    expect(bed.logLines.filter((line) => /strict mode|schema/i.test(line))).toEqual([]);
  });

  test("describes every route, each once, with answers, rights and schemas that compile", async () => {
    const document = (await bed.client().get("openapi.json")).json<{
      openapi: string;
      info: object;
      paths: Record<string, Record<string, Operation>>;
    }>();
    expect(document.openapi).toMatch(/^3\.1\./);
    const routes = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    for (const route of [
      "POST /session", "GET /session", "DELETE /session", "POST /setup", "POST /recover", "POST /account/password",
      "POST /tokens", "GET /tokens", "DELETE /tokens/{id}", "GET /accounts", "POST /accounts", "GET /accounts/{id}", "PATCH /accounts/{id}",
      "DELETE /accounts/{id}", "GET /roles", "GET /audit", "GET /status", "GET /entries", "GET /latest", "GET /stream",
      "GET /devices", "GET /devices/{id}", "GET /places", "GET /places/{id}",
      "POST /devices/{id}/commands", "GET /commands", "GET /commands/{id}",
      "GET /setup", "GET /profiles", "GET /profiles/{id}", "GET /config", "GET /config/versions", "POST /config/check", "PUT /config/text",
      "POST /config/undo", "POST /config/devices/{id}/secret", "POST /devices/test", "GET /config/devices/{id}",
      "PUT /config/devices/{id}", "DELETE /config/devices/{id}", "GET /config/places/{id}", "PUT /config/places/{id}",
      "DELETE /config/places/{id}",
    ]) {
      const [method, path] = route.split(" ");
      expect(routes).toContain(`${method} /api/v1${path}`);
    } // biome-ignore format: a list of routes
    expect(routes).toEqual(expect.arrayContaining(["GET /healthz", "GET /readyz", "GET /metrics"]));

    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const ids: string[] = [];
    for (const [path, item] of Object.entries(document.paths)) {
      expect(path).toMatch(/^\//);
      for (const [method, operation] of Object.entries(item)) {
        const name = `${method} ${path}`;
        ids.push(operation.operationId ?? `missing at ${name}`);
        expect(operation.summary, name).toBeTruthy();
        expect(operation.security, name).toBeDefined();
        expect(operation.responses.default?.content?.["application/problem+json"], name).toBeDefined();
        const declared = (operation.parameters ?? [])
          .filter((parameter) => parameter.in === "path")
          .map((parameter) => parameter.name);
        expect(declared, name).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
        const bodies = [
          operation.requestBody?.content ?? {},
          ...Object.values(operation.responses).map((answer) => answer.content ?? {}),
        ];
        const schemas = [
          ...(operation.parameters ?? []).map(({ schema }) => schema),
          ...bodies.flatMap((content) => Object.values(content).map(({ schema }) => schema)),
        ];
        for (const schema of schemas) expect(() => ajv.compile(schema), name).not.toThrow();
        for (const answer of Object.values(operation.responses)) expect(answer.description, name).toBeTypeOf("string");
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
  });
});
