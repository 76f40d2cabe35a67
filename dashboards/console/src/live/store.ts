// What is live on this page: the newest values of all points, the state of the line, and who wants to hear of entries.
import type { Entry } from "#gateway/contract/entry.ts";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import { call } from "../api/http.ts";
import type { LatestAnswer } from "../api/types.ts";
import { learnTime } from "./clock.ts";
import { endingOf, missedBy, setMissed } from "./missed.ts";
import { StreamRefused } from "./refused.ts";
import { type Position, readStream, type StreamMessage } from "./stream.ts";

/** `broken`: nothing came for 5 s, or the connection ended; what is on screen is then shown as stale. */
export type Line =
  | { readonly state: "connecting" | "live" }
  | {
      readonly state: "broken";
      readonly since: number;
      /** The gateway said that it ends; it will be back when it has started again. */
      readonly stopping?: boolean;
    };

export type LatestByDevice = ReadonlyMap<string, readonly LatestPoint[]>;

const SILENT_MS = 5000;
const AGAIN_MS = [500, 1000, 2000, 4000];

let line: Line = { state: "connecting" };
let latest: LatestByDevice = new Map();
const lineTellers = new Set<() => void>();
const latestTellers = new Set<() => void>();
const entryTellers = new Set<(entry: Entry) => void>();

export const currentLine = (): Line => line;
export const currentLatest = (): LatestByDevice => latest;

export function followLine(tell: () => void): () => void {
  lineTellers.add(tell);
  return () => lineTellers.delete(tell);
}

export function followLatest(tell: () => void): () => void {
  latestTellers.add(tell);
  return () => latestTellers.delete(tell);
}

/** Hears of each entry but readings, once, in order, across breaks of the line. */
export function followEntries(tell: (entry: Entry) => void): () => void {
  entryTellers.add(tell);
  return () => entryTellers.delete(tell);
}

function setLine(next: Line): void {
  if (next.state === line.state) return;
  line = next;
  for (const tell of lineTellers) tell();
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
  const position: Position = { id: null };
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
    await pause(AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)] ?? 4000, signal);
  }
}

/** Takes the newest values; returns where the stream goes on from them. */
async function begin(signal: AbortSignal): Promise<string> {
  const answer = await call<LatestAnswer>("GET", "/latest", { signal });
  learnTime(answer.at);
  setLatest(withPoints(new Map(), answer.points));
  return `${answer.epoch}:${answer.seq}`;
}

interface Hearers {
  readonly opened: () => void;
  readonly said: (message: StreamMessage) => void;
}

/** One connection; it is given up when nothing, not even a beat, came for 5 s, and when the page was not told of everything. */
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
  let timer = setTimeout(end, SILENT_MS);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(end, SILENT_MS);
    setLine({ state: "live" });
  };
  try {
    await readStream("/api/v1/stream?latest=1s", position, { opened, alive, message }, ending.signal);
  } finally {
    // From the newest values, whatever else came with what told of it.
    if (anew) position.id = null;
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener("abort", end, { once: true });
  });
}

/** Forgets everything: whoever signs in next may see less. */
export function clearLive(): void {
  setLatest(new Map());
  setMissed(null);
  setLine({ state: "connecting" });
}
