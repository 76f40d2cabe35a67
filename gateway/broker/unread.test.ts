import { Duplex } from "node:stream";
import { Aedes, type Client } from "aedes";
import { expect, test } from "vitest";
import { systemClock } from "#gateway/kit/clock.ts";
import { deviceConfig } from "#test/harness/campus-config.ts";
import { until } from "#test/harness/wait.ts";
import { createAcknowledger } from "./acknowledge.ts";
import { newCounters } from "./counters.ts";
import { newSession, type Waiting } from "./session.ts";
import { sourceOf } from "./source.ts";

/** A client whose peer reads nothing: no write ever completes. */
function deafClient(): Client {
  return new Aedes().handle(new Duplex({ read: () => undefined, write: () => undefined }));
}

test("a client that leaves 256 KiB of acknowledgements unread is cut off; one that is only slow is not", async () => {
  const acknowledger = createAcknowledger(systemClock, newCounters());
  const config = deviceConfig({ id: "gate-east" });
  const at = { nowMs: 0, monotonic: 0 };
  const session = newSession(
    deafClient(),
    config,
    sourceOf(config, undefined, { refOf: String }),
    at,
    { remote: "", secure: false, will: null },
    1e9,
  );
  const acknowledge = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const waiting: Waiting = { session, qos: 1, messageId: i + 1, aedes: null };
      acknowledger.handedIn(session);
      acknowledger.settled(waiting, null);
    }
    await acknowledger.drained();
  };
  await acknowledge(60_000);
  expect(session.ending).toBe(null);
  await acknowledge(6_000);
  expect(session.ending).toBe("not-reading");
  await until("the socket to be destroyed", () => session.client.conn.destroyed);
});
