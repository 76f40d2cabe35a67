// The county behind somebody else's broker: a real Mosquitto and a real NATS, restarted so that they forget everything.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openForeignBroker } from "#bridge/county/broker/foreign.ts";
import { createIngest } from "#bridge/county/ingest.ts";
import type { Road } from "#bridge/county/road.ts";
import { type CountyStore, openEmbeddedStore } from "#bridge/county/store.ts";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { createLog } from "#gateway/kit/log.ts";
import { command } from "../harness/command.ts";
import { CAMPUS, openBed } from "../harness/county-link.ts";
import { openLine } from "../harness/lines.ts";
import { startMosquitto } from "../harness/mosquitto.ts";
import { startNats } from "../harness/nats.ts";
import { tempFolder } from "../harness/temp.ts";
import { until } from "../harness/wait.ts";

const log = createLog("silent");

/** A county that is a client of the broker at `port`. */
async function openCounty(
  folder: string,
  port: number,
  secretFile: string,
): Promise<AsyncDisposable & { readonly store: CountyStore; stored(): number }> {
  await using stack = new AsyncDisposableStack();
  const onFailed = (error: Error) => {
    throw error;
  };
  const store = stack.use(await openEmbeddedStore({ file: join(folder, "county.db"), onFailed }));
  let road: Road | null = null;
  const ingest = createIngest({
    store,
    knows: (id) => id === CAMPUS,
    answer: (id, ack) => road?.answer(id, ack),
    clock,
    log,
  });
  const broker = {
    url: `mqtt://127.0.0.1:${port}`,
    certificateFile: null,
    keyFile: null,
    caFile: null,
    username: "county",
    secretFile,
  };
  const events = {
    message: ingest.take,
    heard: () => undefined,
    connected: () => undefined,
    disconnected: () => undefined,
    violation: ingest.violation,
  };
  road = stack.use(openForeignBroker({ broker, county: "lanxian", events, clock, log }));
  const opened = stack.move();
  return { store, stored: () => ingest.counts.frames, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() };
}

const ACL = `pattern write county/v1/%u/up/#
pattern read county/v1/%u/down/#
user county
topic read county/v1/+/up/#
topic write county/v1/+/down/#
`;

interface Peer extends AsyncDisposable {
  readonly port: number;
}

/** Mosquitto with rights by campus; both users have the secret in `secretFile`. */
async function guardedMosquitto(folder: string): Promise<() => Promise<Peer>> {
  const [passwords, acl] = [join(folder, "passwords"), join(folder, "acl")];
  writeFileSync(acl, ACL);
  for (const [i, user] of [CAMPUS, "county"].entries()) {
    const made = await command("mosquitto_passwd", ["-b", ...(i === 0 ? ["-c"] : []), passwords, user, SECRET]);
    expect(made.code).toBe(0);
  }
  return () => startMosquitto(["allow_anonymous false", `password_file ${passwords}`, `acl_file ${acl}`]);
}

const SECRET = "s3cret";

test.each([
  ["Mosquitto with rights by campus", guardedMosquitto],
  ["NATS", async () => startNats],
] as const)("through %s, and over its restarts, everything arrives and is freed", async (_name, prepare) => {
  await using folder = tempFolder("county-brokers");
  const secretFile = join(folder.path, "secret");
  writeFileSync(secretFile, `${SECRET}\n`);
  const start = await prepare(folder.path);
  let broker = await start();
  try {
    await using line = await openLine(broker.port);
    await using county = await openCounty(folder.path, line.port, secretFile);
    await using campus = await openBed(folder.path, line.port, { settings: { secretFile } });
    for (let i = 1; i <= 20; i++) {
      await campus.tell("alarm", "alarm.raised", { id: `a-${i}`, severity: "high", active: true, acknowledged: false });
      if (i % 8 !== 0) continue;
      // The next one knows nothing of sessions, subscriptions or messages of the one before.
      const next = await start();
      await broker[Symbol.asyncDispose]();
      broker = next;
      line.turnTo(broker.port);
    }
    const { link } = campus;
    const isSealed = () => link.lag().every(({ entries }) => entries === 0);
    await until("everything to be freed", () => isSealed() && link.frames().get("alarm") === 0, 60_000);
    const facts = county.store.campuses(clock.now()).get(CAMPUS);
    expect(facts).toMatchObject({ openAlarms: { high: 20 }, quarantined: 0, lostFrames: 0 });
  } finally {
    await broker[Symbol.asyncDispose]();
  }
});
