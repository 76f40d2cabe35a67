// What is live on this page: the newest values of all points, the state of the line, and who wants to hear of entries.
import type { Entry } from "#gateway/contract/entry.ts";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import { call } from "../api/http.ts";
import type { LatestAnswer } from "../api/types.ts";
import { learnTime } from "./clock.ts";
import { beforeAgain, readLine, setLine } from "./line.ts";
import { endingOf, missedBy, setMissed } from "./missed.ts";
import { StreamRefused } from "./refused.ts";
import type { Position, StreamMessage } from "./stream.ts";

export { currentLine, followLine, type Line } from "./line.ts";

export type LatestByDevice = ReadonlyMap<string, readonly LatestPoint[]>;

/** Before the first values have come. */
export const NO_VALUES: LatestByDevice = new Map();

let latest = NO_VALUES;
let known: string | null = null;
const latestTellers = new Set<() => void>();
const entryTellers = new Set<(entry: Entry) => void>();

export const currentLatest = (): LatestByDevice => latest;

export function followLatest(tell: () => void): () => void {
  latestTellers.add(tell);
  return () => latestTellers.delete(tell);
}

/** Hears of each entry but readings, once, in order, across breaks of the line. */
export function followEntries(tell: (entry: Entry) => void): () => void {
  entryTellers.add(tell);
  return () => entryTellers.delete(tell);
}

/** The values with `points` put in place of the older ones; devices that did not change keep their array. */
export function withPoints(before: LatestByDevice, points: readonly LatestPoint[]): LatestByDevice {
  const after = new Map(before);
  const fresh = new Map<string, Map<string, LatestPoint>>();
  for (const point of points) {
    let device = fresh.get(point.device);
    if (device === undefined) {
      device = new Map((before.get(point.device) ?? []).map((known) => [known.point, known]));
      fresh.set(point.device, device);
    }
    device.set(point.point, point);
  }
  for (const [device, known] of fresh) after.set(device, [...known.values()]);
  return after;
}

function setLatest(next: LatestByDevice): void {
  latest = next;
  for (const tell of latestTellers) tell();
}

function take({ event, data }: StreamMessage): void {
  if (event === "entry") {
    const entry = JSON.parse(data) as Entry;
    for (const tell of entryTellers) tell(entry);
  } else if (event === "latest") {
    const answer = JSON.parse(data) as Partial<LatestAnswer>;
    if (answer.at !== undefined) learnTime(answer.at);
    if (answer.points !== undefined) setLatest(withPoints(latest, answer.points));
  }
}

/** Reads the newest values and follows them until `signal` aborts, however often the line breaks. */
export async function live(signal: AbortSignal): Promise<void> {
  const position: Position = { id: known };
  known = null;
  let stopping = false;
  for (let tries = 0; !signal.aborted; tries++) {
    try {
      if (position.id === null) position.id = await begin(signal);
      stopping = false;
      await connection(position, signal, {
        opened: () => {
          tries = 0;
        },
        said: ({ event, data }) => {
          stopping = event === "end" && endingOf(data) === "stopping";
        },
      });
    } catch (error) {
      // The position is of no use any more, or we are no longer welcome: begin from the newest values.
      if (error instanceof StreamRefused && !error.isForNow) position.id = null;
    }
    if (signal.aborted) return;
    setLine({ state: "broken", since: Date.now(), ...(stopping ? { stopping } : {}) });
    await beforeAgain(tries, signal);
  }
}

/** Takes the newest values; returns where the stream goes on from them. */
async function begin(signal: AbortSignal): Promise<string> {
  return takeValues(await call<LatestAnswer>("GET", "/latest", { signal }));
}

function takeValues(answer: LatestAnswer): string {
  learnTime(answer.at);
  setLatest(withPoints(NO_VALUES, answer.points));
  return `${answer.epoch}:${answer.seq}`;
}

/** Shows values that came before anything was drawn; `live` goes on from them. */
export function beginWith(answer: LatestAnswer): void {
  known = takeValues(answer);
}

interface Hearers {
  readonly opened: () => void;
  readonly said: (message: StreamMessage) => void;
}

/** One connection; it is given up when the page was not told of everything. */
async function connection(position: Position, signal: AbortSignal, { opened, said }: Hearers): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  let anew = false;
  const message = (each: StreamMessage) => {
    if (anew) return;
    said(each);
    const missed = missedBy(each.event, each.data);
    if (missed === null) return take(each);
    anew = true;
    setMissed(missed);
    end();
  };
  signal.addEventListener("abort", end);
  try {
    await readLine("/api/v1/stream?latest=1s", position, { opened, message }, ending.signal);
  } finally {
    // From the newest values, whatever else came with what told of it.
    if (anew) position.id = null;
    signal.removeEventListener("abort", end);
  }
}

/** Forgets everything: whoever signs in next may see less. */
export function clearLive(): void {
  known = null;
  setLatest(NO_VALUES);
  setMissed(null);
  setLine({ state: "connecting" });
}
