// UPSes through a real upsd of Debian with dummy-ups, and the lines of its protocol.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LinkError } from "#gateway/contract/driver.ts";
import { systemClock } from "#gateway/kit/clock.ts";
import { askedLink, shippedProfile } from "#test/harness/asked-link.ts";
import { startUpsd } from "#test/harness/nut.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until } from "#test/harness/wait.ts";
import { check } from "./check.ts";
import { pointsOf } from "./definition.ts";
import { driver } from "./index.ts";
import { samplesOf } from "./map.ts";
import { answerOf, wordsOf } from "./protocol.ts";

const ONLINE = {
  "ups.status": "OL CHRG",
  "battery.charge": 97,
  "battery.runtime": 2400,
  "battery.voltage": 27.4,
  "battery.date": "2024/03/01",
  "input.voltage": 228.5,
  "output.voltage": 230,
  "ups.load": 31,
  "ups.temperature": 29.5,
  "ups.test.result": "Done and passed",
};
const DAY_MS = 24 * 3_600_000;
const NOW = Date.UTC(2026, 10, 22);
const POINTS = pointsOf(shippedProfile("nut", "nut-ups"));
const at = (port: number, more: Record<string, unknown> = {}) =>
  askedLink(
    driver,
    check,
    "nut-ups",
    { nut: `127.0.0.1:${port}`, ups: "mr1", timeout: "10s", ...more },
    {
      ...systemClock,
      now: () => NOW,
    },
  );

/** Points with their values as a UPS with these variables has them. */
const valuesOf = (variables: Record<string, string>) =>
  Object.fromEntries(
    samplesOf(POINTS, new Map(Object.entries(variables)), NOW).map(({ point, value, quality, reason }) => [
      point,
      quality === "good" ? value : reason,
    ]),
  );

test.concurrent("real upsd: every point with its value, what the UPS does not have is left out, and mains, battery and its end are told apart", async () => {
  await using upsd = await startUpsd({ mr1: ONLINE });
  await using asked = at(upsd.port);
  expect(await asked.values()).toEqual({
    mains: true,
    "on-battery": false,
    "low-battery": false,
    "replace-battery": false,
    overload: false,
    bypass: false,
    off: false,
    battery: 97,
    runtime: 2400,
    load: 31,
    "input-voltage": 228.5,
    "output-voltage": 230,
    "battery-voltage": 27.4,
    temperature: 29.5,
    "battery-age": Math.floor((NOW - Date.UTC(2024, 2, 1)) / DAY_MS),
    "test-result": "Done and passed",
    status: "OL CHRG",
  });
  upsd.set("mr1", { ...ONLINE, "ups.status": "OB DISCHRG LB", "battery.runtime": 90, "input.voltage": 0 });
  const empty = await until("the battery to be nearly empty", async () => {
    const values = await asked.values();
    return values["low-battery"] === true && values;
  });
  expect(empty).toMatchObject({ mains: false, "on-battery": true, runtime: 90, "input-voltage": 0 });
});

test.concurrent("real upsd: a driver that hangs is DATA-STALE, one that died is not connected; both are bad with words, and the other UPS is not", async () => {
  await using upsd = await startUpsd({ mr1: ONLINE, mr2: { "ups.status": "OL" } });
  await using first = at(upsd.port);
  await using second = at(upsd.port, { ups: "mr2" });
  await first.poll();
  upsd.signalDriver("mr1", "SIGSTOP");
  const stale = await until("stale data", async () => {
    const poll = await first.poll();
    return poll.detail?.includes("DATA-STALE") === true && poll;
  });
  expect(new Set(stale.samples.map(({ quality, reason }) => `${quality} ${reason}`))).toEqual(new Set(["bad timeout"]));
  expect(stale.samples.map(({ point }) => point)).toContain("temperature");
  upsd.signalDriver("mr1", "SIGKILL");
  const gone = await until("a driver that is gone", async () => {
    const poll = await first.poll();
    return poll.detail?.includes("DRIVER-NOT-CONNECTED") === true && poll;
  });
  expect(gone.detail).toContain("start it");
  expect(await second.values()).toMatchObject({ mains: true, status: "OL" });
});

test.concurrent("real upsd: a name that it does not know is bad and says what to correct; signing in works with the password from the file", async () => {
  await using folder = tempFolder("campus-nut-password");
  const passwordFile = join(folder.path, "password");
  writeFileSync(passwordFile, "secret-of-nobody\n");
  await using upsd = await startUpsd({ mr1: ONLINE });
  await using unknown = at(upsd.port, { ups: "mr7" });
  const poll = await unknown.poll();
  expect(poll.samples.map(({ reason }) => reason)).toContain("exception");
  expect(poll.detail).toMatch(/^mr7: UNKNOWN-UPS.*upsc -l/);
  await using signedIn = at(upsd.port, { username: "reader", passwordFile });
  expect(await signedIn.values()).toMatchObject({ mains: true });
  await using without = at(upsd.port, { username: "reader", passwordFile: join(folder.path, "none") });
  await expect(without.poll()).rejects.toThrow(/cannot be read: put the password/);
});

/** A server that says what the test wants to everything that it is asked. */
async function serving(answer: (request: string, socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.setEncoding("utf8").on("data", (request: string) => answer(request.trim(), socket));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" ? (address?.port ?? 0) : 0,
    connections: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

const WHOLE = 'BEGIN LIST VAR mr1\nVAR mr1 ups.status "OL"\nEND LIST VAR mr1\n';

test("a late answer is never taken for the next poll's: the connection is given up, and a new one asked", async () => {
  const held: (() => void)[] = [];
  let isLate = true;
  await using server = await serving((_request, socket) => {
    if (isLate) held.push(() => socket.write(WHOLE.replace("OL", "OB")));
    else socket.write(WHOLE);
  });
  await using asked = at(server.port, { timeout: "50ms" });
  const silent = await asked.poll();
  expect(silent.samples).toContainEqual({ point: "mains", value: null, quality: "bad", reason: "timeout" });
  isLate = false;
  for (const send of held) send();
  await using patient = at(server.port, { timeout: "10s" });
  expect(await asked.link.poll(patient.device, new AbortController().signal)).toMatchObject({
    samples: expect.arrayContaining([{ point: "mains", value: true, quality: "good" }]),
  });
  expect(server.connections()).toBe(2);
});

test("nonsense is bad with its words and its bytes, and a connection that ends under a question is a broken link", async () => {
  await using web = await serving((_request, socket) => socket.end("HTTP/1.1 400 Bad Request\nERR\n"));
  await using asked = at(web.port);
  const poll = await asked.poll();
  expect(poll.samples).toContainEqual({ point: "mains", value: null, quality: "bad", reason: "crc" });
  expect(Buffer.from(poll.raw ?? "", "hex").toString()).toContain("HTTP/1.1 400");
  await using cutting = await serving((_request, socket) => socket.destroy());
  await using cut = at(cutting.port);
  await expect(cut.poll()).rejects.toThrow(LinkError);
});

test("an idle connection that upsd ended is opened anew without anybody noticing", async () => {
  const open: Socket[] = [];
  await using server = await serving((_request, socket) => {
    open.push(socket);
    socket.write(WHOLE);
  });
  await using asked = at(server.port);
  await asked.poll();
  open[0]?.end();
  await until("the second connection", async () => {
    await asked.poll();
    return server.connections() === 2;
  });
});

test("what a UPS told of before and does not any more is bad; a value that is no number is never one", async () => {
  const answers = [WHOLE.replace("END", 'VAR mr1 ups.load "17"\nVAR mr1 battery.charge "n/a"\nEND'), WHOLE];
  await using server = await serving((_request, socket) => socket.write(answers.shift() ?? WHOLE));
  await using asked = at(server.port);
  expect(await asked.values()).toMatchObject({ load: 17, battery: "device" });
  expect(await asked.values()).toMatchObject({ mains: true, load: "device" });
});

test("dates of batteries as makers write them; one that is to come or is none has no age", () => {
  const age = (date: string) => valuesOf({ "ups.status": "OL", "battery.date": date })["battery-age"];
  const since = (ms: number) => Math.floor((NOW - ms) / DAY_MS);
  expect(age("2024/02/29")).toBe(since(Date.UTC(2024, 1, 29)));
  expect(age("2024-3-1")).toBe(since(Date.UTC(2024, 2, 1)));
  expect(age("09/25/21")).toBe(since(Date.UTC(2021, 8, 25)));
  expect(age("09/25/2021")).toBe(since(Date.UTC(2021, 8, 25)));
  for (const none of ["", "not set", "2023/02/30", "2027/01/01", "00/00/00"]) expect(age(none), none).toBeUndefined();
  expect(
    valuesOf({ "ups.status": "OL", "battery.date": "none", "battery.mfr.date": "2026/11/21" })["battery-age"],
  ).toBe(1);
});

test("a UPS whose driver has just begun has no state yet, and says so", () => {
  expect(valuesOf({ "ups.status": "WAIT" })).toMatchObject({ mains: "device", "on-battery": "device" });
  expect(valuesOf({})).toMatchObject({ mains: "device", status: "device" });
});

test("words in quotes hold spaces, quotes and backslashes; lines of another UPS are no answer", () => {
  expect(wordsOf('VAR mr1 ups.model "Smart \\"3000\\" \\\\ X"')).toEqual([
    "VAR",
    "mr1",
    "ups.model",
    'Smart "3000" \\ X',
  ]);
  expect(answerOf("mr1", ["BEGIN LIST VAR mr1", 'VAR mr2 ups.status "OL"'])).toEqual({
    is: "garbled",
    line: 'VAR mr2 ups.status "OL"',
  });
});

test.each([
  [{ ups: "mr1" }, "connection.nut"],
  [{ nut: "10.0.0.1:99999", ups: "mr1" }, "connection.nut"],
  [{ nut: "10.0.0.1", ups: 'a"b' }, "connection.ups"],
  [{ nut: "10.0.0.1", ups: "mr1", timeout: "1h" }, "connection.timeout"],
  [{ nut: "10.0.0.1", ups: "mr1", username: "reader" }, "connection.passwordFile"],
  [{ nut: "10.0.0.1", ups: "mr1", password: "plain" }, "connection.password"],
])("a connection %j is refused at %s", (connection, path) => {
  const problems = check({ id: "ups", profile: shippedProfile("nut", "nut-ups"), connection });
  expect(problems.map((problem) => problem.path)).toEqual([path]);
});
