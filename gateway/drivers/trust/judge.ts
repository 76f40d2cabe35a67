// Which values of a poll or message are believed, pure but for the memory that it is given. What is not believed is bad and has no value; what only
// contradicts another sensor keeps its value and is uncertain. A value that came bad stays as it came, and teaches nothing.
import type { Sample } from "../../contract/driver.ts";
import type { Reason } from "../../contract/entry.ts";
import { implausible } from "./plausible.ts";
import type { DeviceTrust, Kept, Memory, PointTrust } from "./rules.ts";

export interface Judged {
  readonly samples: readonly Sample[];
  /** The first doubt, in words; null when all was believed. */
  readonly doubt: string | null;
}

/** Newest believed values of other devices, by `device.point`. */
export type Board = Map<string, Kept>;

interface Doubt {
  readonly reason: Reason;
  readonly words: string;
}

export interface Case {
  readonly device: string;
  readonly trust: DeviceTrust;
  readonly memories: Map<string, Memory>;
  readonly board: Board;
  /** When it was measured, on the monotonic clock. A message that comes after a newer one is judged by itself alone. */
  readonly nowMs: number;
}

/** The poll as it may be believed; memories and board are brought up to date. */
export function judge(samples: readonly Sample[], on: Case): Judged {
  const stranger = strangerIn(samples, on.trust);
  if (stranger !== null) return allBad(samples, stranger);
  const at = new Map(samples.map(({ point }, i) => [point, i]));
  const judged = [...samples];
  const words: string[] = [];
  const settle = (i: number, point: string, doubt: Doubt | null) => {
    if (doubt === null) return;
    judged[i] = { point, value: null, quality: "bad", reason: doubt.reason };
    words.push(`${point}: ${doubt.words}`);
  };
  const each = (work: (point: string, rule: PointTrust, i: number, sample: Sample) => void) => {
    for (const [point, rule] of Object.entries(on.trust)) {
      const i = at.get(point);
      const sample = i === undefined ? undefined : judged[i];
      if (i !== undefined && sample !== undefined && sample.quality !== "bad") work(point, rule, i, sample);
    }
  };
  each((point, rule, i, { value }) => {
    const memory = on.memories.get(point);
    if (memory !== undefined && value !== null) settle(i, point, doubtOf(rule, memory, { value, atMs: on.nowMs }));
  });
  const saidOf = (point: string) => judged[at.get(point) ?? -1];
  each((point, rule, i) => settle(i, point, leaningOn(rule, saidOf)));
  each((point, rule, i, sample) => {
    const against = comparedWith(rule, point, sample, on);
    if (against === null) return;
    judged[i] = { ...sample, quality: "uncertain", reason: "disagree" };
    words.push(`${point}: ${against}`);
  });
  return { samples: judged, doubt: words[0] ?? null };
}

/** Who says something else than is expected is another device. */
function strangerIn(samples: readonly Sample[], trust: DeviceTrust): string | null {
  for (const { point, value, quality } of samples) {
    const expected = trust[point]?.expect;
    if (expected !== undefined && quality !== "bad" && value !== expected)
      return `its ${point} is ${value}, not ${expected}: another device answers here`;
  }
  return null;
}

function allBad(samples: readonly Sample[], words: string): Judged {
  return {
    samples: samples.map((sample) =>
      sample.quality === "bad" ? sample : { point: sample.point, value: null, quality: "bad", reason: "identity" },
    ),
    doubt: words,
  };
}

/** What a point's own past says against its value. */
function doubtOf(rule: PointTrust, memory: Memory, now: Kept): Doubt | null {
  const { range } = rule;
  if (range !== undefined && typeof now.value === "number" && (now.value < range[0] || now.value > range[1]))
    return { reason: "range", words: `${now.value} is not from ${range[0]} to ${range[1]}` };
  if (memory.believed !== null && now.atMs < memory.believed.atMs) return null;
  const why = memory.believed === null ? null : implausible(rule, memory.believed, now);
  const confirmed = memory.doubted !== null && implausible(rule, memory.doubted, now) === null;
  if (why !== null && !confirmed) {
    memory.doubted = now;
    return { reason: "jump", words: why };
  }
  memory.doubted = null;
  memory.believed = now;
  if (rule.flatlineMs === undefined) return null;
  if (memory.standing?.value !== now.value) memory.standing = now;
  if (now.atMs - memory.standing.atMs < rule.flatlineMs) return null;
  return { reason: "flatline", words: `${now.value} has not changed for too long` };
}

/** What other points of the same poll say against it. */
function leaningOn(
  { follows, unless = [] }: PointTrust,
  sampleOf: (point: string) => Sample | undefined,
): Doubt | null {
  const flag = unless.find((point) => sampleOf(point)?.value === true);
  if (flag !== undefined) return { reason: "device", words: `the device itself says ${flag}` };
  const other = follows === undefined ? undefined : sampleOf(follows);
  if (other?.quality !== "bad") return null;
  return { reason: other.reason ?? "device", words: `${follows} is ${other.reason}` };
}

/** What another sensor says against it for long enough, in words. */
function comparedWith(rule: PointTrust, point: string, { value }: Sample, on: Case): string | null {
  const memory = on.memories.get(point);
  if (rule.agrees === undefined || memory === undefined || typeof value !== "number") return null;
  if (memory.believed !== null && on.nowMs < memory.believed.atMs) return null;
  on.board.set(`${on.device}.${point}`, { value, atMs: on.nowMs });
  const apart = rule.agrees.flatMap(({ key, within, forMs, freshMs }) => {
    const other = on.board.get(key);
    const isFar =
      typeof other?.value === "number" && on.nowMs - other.atMs <= freshMs && Math.abs(other.value - value) > within;
    return isFar ? [{ words: `${value}, but ${key} says ${other.value}`, forMs }] : [];
  });
  const [first] = apart;
  memory.apartSinceMs = first === undefined ? null : (memory.apartSinceMs ?? on.nowMs);
  if (first === undefined || memory.apartSinceMs === null) return null;
  return on.nowMs - memory.apartSinceMs >= first.forMs ? first.words : null;
}
