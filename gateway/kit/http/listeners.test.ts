// The limits of a listener, each with times short enough to wait for (fault 68).
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { until } from "#test/harness/wait.ts";
import { systemClock } from "../clock.ts";
import { createLog } from "../log.ts";
import { createApp } from "./app.ts";
import { LIMITS, type Limits, type Listener, listen } from "./listeners.ts";
import type { ProblemKind, ProblemKinds } from "./problem.ts";

const text = { "zh-CN": "无", en: "none" };
const kind: ProblemKind = { status: 400, title: text, cause: text, remedy: text };
const kinds: ProblemKinds = new Map([
  ["bad-request", kind],
  ["not-found", { ...kind, status: 404 }],
]);

async function openListener(limits: Partial<Limits>): Promise<Listener> {
  const log = createLog("silent");
  const app = await createApp({
    kinds,
    log,
    clock: systemClock,
    certificateNames: () => new Set(),
    translate: () => null,
  });
  app.fastify.get("/ok", async () => ({ ok: true }));
  app.fastify.get("/never", () => new Promise<void>(() => {}));
  await app.fastify.ready();
  return listen({
    listener: app.listener,
    kinds,
    address: { host: "127.0.0.1", port: 0 },
    certificate: null,
    clock: systemClock,
    limits: { ...LIMITS, ...limits },
  });
}

/** A socket, and all that came on it once it is closed. */
function open(listener: Listener, bytes: string): { readonly socket: Socket; readonly closed: Promise<string> } {
  const { port } = new URL(listener.address);
  let text = "";
  const socket = connect(Number(port), "127.0.0.1", () => socket.write(bytes));
  socket.setEncoding("utf8").on("data", (chunk) => {
    text += String(chunk);
  });
  const closed = new Promise<string>((resolve) => socket.on("error", () => undefined).on("close", () => resolve(text)));
  return { socket, closed };
}

test("headers that do not come in time are answered 408 and the socket is closed", async () => {
  await using listener = await openListener({ headersMs: 200, requestMs: 300 });
  const answer = await open(listener, "GET /ok HTTP/1.1\r\nHo").closed;
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({ status: 408, code: "bad-request" });
});

test("a body that does not come in time is given up", async () => {
  await using listener = await openListener({ headersMs: 200, requestMs: 300 });
  const answer = await open(
    listener,
    "POST /ok HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{",
  ).closed;
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
});

test("an idle connection is closed", async () => {
  await using listener = await openListener({ keepAliveMs: 100 });
  const answer = await open(listener, "GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n").closed;
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});

test("one caller gets so many connections and no more; a closed one makes room", async () => {
  await using listener = await openListener({ connectionsPerCaller: 3 });
  const held = [1, 2, 3].map(() => open(listener, "GET /ok HTTP/1.1\r\nHost: localhost\r\n"));
  await until("three open connections", () => held.every(({ socket }) => socket.readyState === "open"));
  expect(await open(listener, "GET /ok HTTP/1.1\r\nHost: localhost\r\n\r\n").closed).toBe("");
  held[0]?.socket.destroy();
  await until("room for another", async () => {
    const { closed } = open(listener, "GET /ok HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    return (await closed).startsWith("HTTP/1.1 200 ");
  });
});

test("closing does not wait for an answer that never comes", async () => {
  const listener = await openListener({});
  const { socket, closed } = open(listener, "GET /never HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await until("the connection", () => socket.readyState === "open");
  await listener[Symbol.asyncDispose]();
  expect(await closed).toBe("");
});

test("an address that is taken is refused in words that name it", async () => {
  await using listener = await openListener({});
  const port = Number(new URL(listener.address).port);
  const again = listen({
    listener: () => {},
    kinds,
    address: { host: "127.0.0.1", port },
    certificate: null,
    clock: systemClock,
  });
  await expect(again).rejects.toMatchObject({
    code: "listen-failed",
    message: expect.stringContaining(`127.0.0.1:${port}`),
  });
});
