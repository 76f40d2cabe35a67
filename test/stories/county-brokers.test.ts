// The county behind somebody else's broker: a real Mosquitto with rights by campus, restarted so that it forgets everything.
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

test("through Mosquitto with rights by campus, and over its restarts, everything arrives and is freed", async () => {
  await using folder = tempFolder("county-brokers");
  const [passwords, acl, secretFile] = ["passwords", "acl", "secret"].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(secretFile, "s3cret\n");
  writeFileSync(acl, ACL);
  for (const [i, user] of [CAMPUS, "county"].entries())
    expect(
      (await command("mosquitto_passwd", ["-b", ...(i === 0 ? ["-c"] : []), passwords, user, "s3cret"])).code,
    ).toBe(0);
  const lines = ["allow_anonymous false", `password_file ${passwords}`, `acl_file ${acl}`];
  let broker = await startMosquitto(lines);
  try {
    await using line = await openLine(broker.port);
    await using county = await openCounty(folder.path, line.port, secretFile);
    await using campus = await openBed(folder.path, line.port, { settings: { secretFile } });
    for (let i = 1; i <= 20; i++) {
      await campus.tell("alarm", "alarm.raised", { id: `a-${i}`, severity: "high", active: true, acknowledged: false });
      if (i % 8 !== 0) continue;
      const next = await startMosquitto(lines);
      await broker[Symbol.asyncDispose]();
      broker = next;
      line.turnTo(broker.port);
    }
    await until("everything to be freed", () => campus.link.frames().get("alarm") === 0, 60_000);
    expect(county.store.campuses(clock.now()).get(CAMPUS)).toMatchObject({
      openAlarms: { high: 20 },
      quarantined: 0,
      lostFrames: 0,
      backlogFrames: expect.any(Number),
    });
  } finally {
    await broker[Symbol.asyncDispose]();
  }
});
