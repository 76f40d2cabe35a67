// The console's files as the gateway serves them: under a policy of one answer's own, compressed, and nothing beside them.
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Bed, openBed } from "#test/harness/api-bed.ts";
import { tempFolder } from "#test/harness/temp.ts";

const folder = tempFolder("campus-console");
const SCRIPT = "export const page = 'devices';\n";
let bed: Bed;

beforeAll(async () => {
  const built = join(folder.path, "dist");
  mkdirSync(join(built, "assets"), { recursive: true });
  writeFileSync(join(built, "index.html"), '<meta name="csp-nonce" content="%NONCE%"><div id="root"></div>');
  writeFileSync(join(built, "icon.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(built, "assets", "page-1a2b.js"), SCRIPT);
  writeFileSync(join(built, "assets", "page-1a2b.js.gz"), gzipSync(SCRIPT));
  writeFileSync(join(folder.path, "secret.txt"), "root: not for the browser");
  bed = await openBed({ consoleFolder: built });
});
afterAll(async () => {
  await bed[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

test("every address of the console gets the page, each time with another nonce that its policy names", async () => {
  const seen = new Set<string>();
  for (const path of ["/", "/devices", "/devices/mr1-th", "/settings/devices/new"]) {
    const { status, text, headers } = await bed.client().get(path);
    expect(status, path).toBe(200);
    const nonce = /content="([^"]+)"/.exec(text)?.[1] ?? "";
    expect(headers["content-security-policy"]).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(headers["content-security-policy"]).toContain("default-src 'self'");
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers["cache-control"]).toBe("no-store");
    seen.add(nonce);
  }
  expect(seen.size).toBe(4);
});

test("its files come compressed to whoever can read that, and may be kept for ever", async () => {
  const plain = await bed.client().get("/assets/page-1a2b.js");
  expect([plain.status, plain.text]).toEqual([200, SCRIPT]);
  expect(plain.headers["cache-control"]).toContain("immutable");
  const packed = await bed.client().get("/assets/page-1a2b.js", { headers: { "accept-encoding": "gzip" } });
  expect(packed.headers["content-encoding"]).toBe("gzip");
});

test("nothing beside the console's files can be asked for, however the path is written", async () => {
  for (const path of [
    "/assets/../../secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/assets/%2e%2e/%2e%2e/secret.txt",
    "/assets/..\\..\\secret.txt",
    "/assets/%00",
    "/assets/none.js",
    "/assets/",
  ]) {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(answer, path).toMatch(/^HTTP\/1\.1 40[034] /);
    expect(answer, path).not.toContain("root:");
  }
});

test("whoever types an address that does not exist gets the console, which says so; programs get the API's answer", async () => {
  const browser = { headers: { accept: "text/html,application/xhtml+xml" } };
  for (const path of ["/nothing", "/wp-login.php", "/Devices"]) {
    const { status, text } = await bed.client().get(path, browser);
    expect([status, text.includes('id="root"')], path).toEqual([404, true]);
  }
  for (const path of ["/api/v1/nothing", "/api/nothing", "/assets/none.js"]) {
    const { status, headers } = await bed.client().get(path, browser);
    expect([status, headers["content-type"]], path).toEqual([404, expect.stringContaining("problem+json")]);
  }
  expect((await bed.client().get("/favicon.ico")).headers["content-type"]).toContain("image/svg+xml");
});

test("an address that is not the console's is not found, and the API keeps its own answers", async () => {
  expect((await bed.client().get("/nothing")).status).toBe(404);
  expect((await bed.client().get("/api/v1/nothing")).json()).toMatchObject({ code: "not-found" });
});

function raw(bytes: string): Promise<string> {
  const socket = connect(Number(new URL(bed.base).port), "127.0.0.1", () => socket.write(bytes));
  return new Promise((resolve, reject) => {
    let text = "";
    socket.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    socket.on("end", () => resolve(text));
    socket.on("error", reject);
  });
}
