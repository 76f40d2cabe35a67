// One device that sends over MQTT: measures whether or not the gateway is there, tells what happens to it, obeys commands.
import { randomBytes } from "node:crypto";
import type { Clock } from "#gateway/kit/clock.ts";
import type { MqttSpec } from "../campus-data.ts";
import { type Happening, happeningsOf } from "../day/happenings.ts";
import { sensorPoints } from "../day/sensors.ts";
import { clockText, DAY_MS, momentOf } from "../day/time.ts";
import { isSilent } from "../day/timetable.ts";
import type { CampusClock } from "./campus-clock.ts";
import { deliver } from "./deliver.ts";
import { obey } from "./obey.ts";
import { Unsent } from "./unsent.ts";

/** How often it measures, in time of the played day; really never more often than `AT_MOST_EVERY_MS`. */
const EVERY_MS = 10_000;
const AT_MOST_EVERY_MS = 1000;
const SHORTEST_WAIT_MS = 20;
/** A clock that leaps further (a laptop that slept) leaves no crowd of pupils behind. */
const LEAP_MS = 60_000;

export interface MqttDeviceOptions {
  readonly spec: MqttSpec;
  readonly secret: string;
  readonly seed: number;
  readonly clock: Clock;
  readonly campus: CampusClock;
  /** Where the gateway is now; null while that is not known. */
  readonly urlOf: () => string | null;
}

/** Puts a message below the device's topics among those to send. */
type Send = (topic: string, body: object) => void;
/** Puts an event among them, with its time in the played day. */
type Tell = (type: string, data: Happening["data"], playedMs: number) => void;

/** Runs until `signal` aborts. */
export async function playMqttDevice(options: MqttDeviceOptions, signal: AbortSignal): Promise<void> {
  const { spec, secret, seed, clock, campus } = options;
  const { id } = spec;
  const boot = randomBytes(4).toString("hex");
  const unsent = new Unsent();
  const wake = new EventTarget();
  let events = 0;
  const send: Send = (topic, body) => {
    unsent.add({ topic: `campus/v1/${id}/${topic}`, payload: JSON.stringify(body) });
    wake.dispatchEvent(new Event("added"));
  };
  const tell: Tell = (type, data, playedMs) => {
    const ts = Math.round(clock.now() - campus.realMs(campus.now() - playedMs));
    const played = clockText(momentOf(seed, playedMs).ofDay);
    send("event", { eid: `${boot}-${++events}`, ts, type, data: { ...data, at: played, simulated: true } });
  };
  const urlOf = () => (isSilent(id, momentOf(seed, campus.now())) ? null : options.urlOf());
  const onCommand = obey({ spec, clock, send, tell: (type, data) => tell(type, data, campus.now()) });
  const delivering = deliver({ urlOf, id, secret, clock, unsent, wake, onCommand }, signal);
  send("state", { ts: clock.now(), state: { firmware: "simulated", simulated: true } });
  await live(options, boot, send, tell, signal);
  await delivering;
}

async function live(
  options: MqttDeviceOptions,
  boot: string,
  send: Send,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const { spec, seed, clock, campus } = options;
  const day = happeningsOf(spec.id, seed);
  let seq = 0;
  let told = campus.now();
  let due = told;
  while (!signal.aborted) {
    const now = campus.now();
    if (now < told || now - told > LEAP_MS * campus.speed) told = now;
    for (const { ms, type, data } of happened(day, told, now)) tell(type, data, ms);
    told = now;
    if (now >= due) {
      const points = sensorPoints(spec.id, momentOf(seed, now));
      if (points !== null) send("telemetry", { ts: clock.now(), seq: ++seq, boot, points });
      due = now + Math.max(EVERY_MS, AT_MOST_EVERY_MS * campus.speed);
    }
    const wait = campus.realMs(Math.min(due, nextAfter(day, now)) - campus.now());
    await clock.sleep(Math.max(SHORTEST_WAIT_MS, wait), signal);
  }
}

/** What happens after `from` and until `to`, with its moment. */
function happened(
  day: readonly Happening[],
  from: number,
  to: number,
): readonly (Happening & { readonly ms: number })[] {
  const found: (Happening & { readonly ms: number })[] = [];
  for (let midnight = midnightOf(from); midnight <= to; midnight += DAY_MS) {
    for (const happening of day) {
      const ms = midnight + happening.ofDay;
      if (ms > from && ms <= to) found.push({ ...happening, ms });
    }
  }
  return found;
}

function nextAfter(day: readonly Happening[], now: number): number {
  const midnight = midnightOf(now);
  const next = day.find(({ ofDay }) => midnight + ofDay > now);
  return next === undefined ? Infinity : midnight + next.ofDay;
}

function midnightOf(ms: number): number {
  return ms - momentOf(0, ms).ofDay;
}
