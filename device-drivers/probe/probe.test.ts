// Every kind of probe against real sockets on loopback: pings by the system, TCP and web servers of this process, a small name server.
import { once } from "node:events";
import { createServer as createWeb, type RequestListener, type Server } from "node:http";
import { createServer as createSecureWeb } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LinkError } from "#gateway/contract/driver.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { openAuthority } from "#gateway/kit/tls/authority.ts";
import { type AskedLink, askedLink } from "#test/harness/asked-link.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { check } from "./check.ts";
import { createDriver } from "./index.ts";
import { pingFinding } from "./map.ts";
import { Pinger } from "./pinger.ts";
import { startNameServer } from "./simulator/name-server.ts";

const DAY_MS = 24 * 3_600_000;
const probe = (profile: string, connection: Record<string, unknown>, clock = systemClock): AskedLink =>
  askedLink(createDriver(), check, profile, connection, clock);

/** Listens on a free port of loopback; closed with the test. */
async function listening(server: Server, stack: AsyncDisposableStack): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stack.defer(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

/** A port that nobody listens at: it was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server.address());
  server.close();
  await once(server, "close");
  return port;
}

test("a host that answers to pings is up without loss, over IPv4 and IPv6, by address and by name", async () => {
  for (const host of ["127.0.0.1", "::1", "localhost"]) {
    await using link = probe("probe-ping", { ping: host, count: 2, timeout: "5s" });
    expect(await link.values(), host).toMatchObject({ up: true, loss: 0, rtt: expect.any(Number) });
  }
});

test("a host that nothing comes back from is down, its round trip has no value and a reason, and the words name it", async () => {
  await using link = probe("probe-ping", { ping: "fe80::1", count: 1, timeout: "200ms" });
  const poll = await link.poll();
  expect(poll.samples).toEqual([
    { point: "up", value: false, quality: "good" },
    { point: "rtt", value: null, quality: "bad", reason: "timeout" },
    { point: "loss", value: 100, quality: "good" },
  ]);
  expect(poll.detail).toContain("fe80::1");
});

test("a lost echo counts in per cent; when none comes back the host is down and all are lost", () => {
  expect(pingFinding("10.0.0.1", 2, 3, 1.26).values).toEqual({ up: true, rtt: 1.3, loss: 33 });
  expect(pingFinding("10.0.0.1", 0, 3, 0).values).toEqual({ up: false, loss: 100 });
});

test("hundreds of pings at once share one process, and each gets its own answer", async () => {
  const driver = createDriver();
  const hosts = Array.from({ length: 200 }, (_, i) => `127.0.${Math.floor(i / 100)}.${(i % 100) + 1}`);
  const links = hosts.map((ping) => askedLink(driver, check, "probe-ping", { ping, count: 1, timeout: "10s" }));
  const answers = await Promise.all(links.map((link) => link.values()));
  expect(answers.filter(({ up }) => up !== true)).toEqual([]);
  await Promise.all(links.map((link) => link[Symbol.asyncDispose]()));
});

test("a port that somebody listens at is up; one that nobody has is down, with the refusal as reason", async () => {
  await using stack = new AsyncDisposableStack();
  const open = await listening(createWeb(), stack);
  await using up = probe("probe-tcp", { connect: `127.0.0.1:${open}` });
  await using down = probe("probe-tcp", { connect: `127.0.0.1:${await freePort()}` });
  expect(await up.values()).toMatchObject({ up: true, rtt: expect.any(Number) });
  expect(await down.values()).toEqual({ up: false, rtt: "exception" });
});

test("a web page is up with its status; a server that fails is down and says which status; silence ends at the deadline", async () => {
  await using stack = new AsyncDisposableStack();
  const serve: RequestListener = ({ url }, response) => {
    if (url === "/silent") return;
    response.statusCode = url === "/broken" ? 502 : 404;
    response.end("x".repeat(100_000));
  };
  const port = await listening(createWeb(serve), stack);
  const ask = async (path: string, timeout: string) => {
    await using link = probe("probe-http", { url: `http://127.0.0.1:${port}${path}`, timeout });
    return await link.poll();
  };
  expect((await ask("/page", "10s")).samples).toMatchObject([{ value: true }, { quality: "good" }, { value: 404 }]);
  const broken = await ask("/broken", "10s");
  expect(broken).toMatchObject({ samples: [{ value: false }, { quality: "good" }, { value: 502 }] });
  expect(broken.detail).toContain("502");
  const silent = await ask("/silent", "50ms");
  expect(silent.samples).toMatchObject([{ value: false }, { reason: "timeout" }, { reason: "timeout" }]);
});

test("a certificate's whole days are counted from the clock, also when nobody vouches for it or it has ended", async () => {
  await using folder = tempFolder("campus-probe");
  await using stack = new AsyncDisposableStack();
  const authority = stack.use(
    await openAuthority({
      dir: join(folder.path, "tls"),
      hosts: ["127.0.0.1"],
      commonName: "Probe",
      clock: systemClock,
      log: createLog("silent"),
    }),
  );
  const server = createSecureWeb({ cert: authority.certificatePem, key: authority.keyPem }, (_, response) => {
    response.end("ok");
  });
  const port = await listening(server, stack);
  const endsMs = Date.parse(authority.expiresAt);
  const daysAt = async (nowMs: number) => {
    const clock = { ...systemClock, now: () => nowMs };
    await using link = probe("probe-https", { url: `https://127.0.0.1:${port}/`, timeout: "10s" }, clock);
    return await link.values();
  };
  expect(await daysAt(endsMs - 29.5 * DAY_MS)).toMatchObject({
    up: true,
    status: 200,
    "certificate-days": 29,
    trusted: false,
  });
  expect(await daysAt(endsMs + DAY_MS / 2)).toMatchObject({ up: true, "certificate-days": -1 });
});

test("a name server is asked itself: known and unknown names are told apart from silence", async () => {
  await using server = await startNameServer(new Set(["www.yunxiu.example"]));
  const resolver = `127.0.0.1:${server.port}`;
  await using known = probe("probe-dns", { dns: "www.yunxiu.example", resolver, timeout: "5s" });
  await using unknown = probe("probe-dns", { dns: "nobody.example", resolver, timeout: "5s" });
  expect(await known.values()).toMatchObject({ up: true, resolved: true, rtt: expect.any(Number) });
  expect(await unknown.values()).toMatchObject({ up: true, resolved: false });
  server.answering = false;
  await using silent = probe("probe-dns", { dns: "www.yunxiu.example", resolver, timeout: "100ms" });
  expect(await silent.values()).toEqual({ up: false, rtt: "timeout", resolved: "timeout" });
});

test("a poll that nobody waits for any more ends at once", async () => {
  await using stack = new AsyncDisposableStack();
  const port = await listening(
    createWeb(() => undefined),
    stack,
  );
  await using link = probe("probe-http", { url: `http://127.0.0.1:${port}/`, timeout: "10s" });
  const stop = new AbortController();
  const asked = link.poll(stop.signal);
  stop.abort();
  expect((await asked).samples[0]).toMatchObject({ point: "up", value: false });
});

test("the process that sends pings is started again when it was killed, and ends with the last link", async () => {
  using pinger = new Pinger();
  const ask = () =>
    pinger.ask("127.0.0.1", "127.0.0.1", { count: 1, timeoutMs: 10_000 }, systemClock, new AbortController().signal);
  expect(await ask()).toMatchObject({ values: { up: true } });
  const waiting = pinger.ask(
    "127.0.0.1", "not an address", { count: 1, timeoutMs: 10_000 }, systemClock, new AbortController().signal,
  ); // biome-ignore format: one call
  // Nonsense ends the process, as any fault in it would.
  await expect(waiting).rejects.toThrow(LinkError);
  expect(await ask()).toMatchObject({ values: { up: true } });
});

test.each([
  ["probe-ping", {}, "connection.ping"],
  ["probe-ping", { ping: "a b" }, "connection.ping"],
  ["probe-ping", { ping: "10.0.0.1", count: 0 }, "connection.count"],
  ["probe-ping", { ping: "10.0.0.1", timeout: "1min" }, "connection.timeout"],
  ["probe-ping", { ping: "10.0.0.1", url: "http://a/" }, "connection.url"],
  ["probe-tcp", { connect: "10.0.0.1" }, "connection.connect"],
  ["probe-tcp", { connect: "::1:80" }, "connection.connect"],
  ["probe-tcp", { connect: "10.0.0.1:70000" }, "connection.connect"],
  ["probe-http", { url: "https://a/" }, "connection.url"],
  ["probe-https", { url: "https://user:word@a/" }, "connection.url"],
  ["probe-dns", { dns: "a..b", resolver: "10.0.0.1" }, "connection.dns"],
  ["probe-dns", { dns: "a.b", resolver: "dns.example" }, "connection.resolver"],
])("%s refuses %j at %s, with a remedy", (profile, connection, path) => {
  expect(() => probe(profile, connection)).toThrow(`"path":"${path}"`);
});
