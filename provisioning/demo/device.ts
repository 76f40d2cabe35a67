// A simulated machine-room sensor: its own process, real MQTT, QoS 1, native profile. It measures every few seconds whether or
// not the gateway is there, and hands over what it kept, in order, when the gateway is back.
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { roomAt } from "./curve.ts";
import { deliver } from "./deliver.ts";
import { Unsent } from "./unsent.ts";

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { url: text, id: text, "secret-file": text, every: text } });
const { url, id } = values;
const secretFile = values["secret-file"];
if (url === undefined || id === undefined || secretFile === undefined) {
  console.error(
    "Usage: node provisioning/demo/device.ts --url mqtt://HOST:PORT --id DEVICE --secret-file FILE [--every MS]",
  );
  process.exit(64);
}

const everyMs = Number(values.every ?? 5000);
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());

const unsent = new Unsent();
const added = new EventTarget();
const sending = deliver({ url, id, secret: readFileSync(secretFile, "utf8").trim(), unsent, added }, stopping.signal);
await measure(id, stopping.signal);
await sending;

/** Puts a reading, and an event when the door moved, among the unsent messages until `signal` aborts. */
async function measure(device: string, signal: AbortSignal): Promise<void> {
  const boot = randomBytes(4).toString("hex");
  let seq = 0;
  let doorBefore = false;
  while (!signal.aborted) {
    const ts = clock.now();
    const room = roomAt(ts);
    const add = (topic: string, body: object) =>
      unsent.add({ topic: `campus/v1/${device}/${topic}`, payload: JSON.stringify(body) });
    if (seq === 0) add("state", { ts, state: { firmware: "simulated", simulated: true } });
    seq += 1;
    add("telemetry", { ts, seq, boot, points: { ...room } });
    if (room.door !== doorBefore) {
      const type = room.door ? "door.opened" : "door.closed";
      add("event", { eid: `${boot}-${seq}`, ts, type, data: { door: "cabinet", simulated: true } });
    }
    doorBefore = room.door;
    added.dispatchEvent(new Event("added"));
    await clock.sleep(everyMs - (clock.now() % everyMs), signal);
  }
}
