// Brings a batch of lines to where each of them is stored or known to be unwanted: halves what is refused until single lines are left.
// Sending a half again is harmless, since the same line is the same point.
import type { Judgement } from "./answers.ts";
import type { Lines } from "./text.ts";

export interface Quarantined {
  readonly seq: number;
  readonly code: string;
  readonly detail: string;
}

/** What became of a batch beside being stored. */
export interface Outcome {
  /** Lines that the store refused for what they say. */
  readonly quarantined: Quarantined[];
  /** Entries of which lines were older than what the store keeps. */
  readonly tooOld: Set<number>;
}

export interface SettleParts {
  readonly deliver: (lines: readonly string[]) => Promise<Judgement>;
  /** Asked before a line is given up; resolves with false when it must be tried again. */
  readonly mayQuarantine: (found: Quarantined) => Promise<boolean>;
  /** So many bytes were too many. */
  readonly onTooLarge: (bytes: number) => void;
}

/** Resolves when every line was spoken for. Rejects with what `deliver` rejects with. */
export async function settle({ lines, seqs }: Readonly<Lines>, parts: SettleParts): Promise<Outcome> {
  const outcome: Outcome = { quarantined: [], tooOld: new Set() };
  await settlePart(lines, seqs, parts, outcome);
  return outcome;
}

async function settlePart(
  lines: readonly string[],
  seqs: readonly number[],
  parts: SettleParts,
  outcome: Outcome,
): Promise<void> {
  if (lines.length === 0) return;
  const found = await parts.deliver(lines);
  if (found.is === "stored") return;
  if (found.is === "too-old" && (found.dropped !== null || lines.length === 1)) {
    for (const i of oldestOf(lines, found.dropped ?? 1)) outcome.tooOld.add(seqs[i] ?? 0);
    return;
  }
  if (found.is === "too-large") parts.onTooLarge(lines.reduce((sum, line) => sum + line.length + 1, 0));
  if (lines.length === 1) {
    const [seq = 0] = seqs;
    const given: Quarantined =
      found.is === "refused" ? { seq, code: found.code, detail: found.detail } : { seq, code: "too-large", detail: "" };
    if (await parts.mayQuarantine(given)) outcome.quarantined.push(given);
    else await settlePart(lines, seqs, parts, outcome);
    return;
  }
  const half = lines.length >> 1;
  await settlePart(lines.slice(0, half), seqs.slice(0, half), parts, outcome);
  await settlePart(lines.slice(half), seqs.slice(half), parts, outcome);
}

/** Positions of the oldest lines: what lies before a retention's edge is exactly these. */
function oldestOf(lines: readonly string[], count: number): number[] {
  const times = lines.map((line) => BigInt(line.slice(line.lastIndexOf(" ") + 1)));
  const order = lines.map((_, i) => i).sort((a, b) => compare(times[a] ?? 0n, times[b] ?? 0n));
  return order.slice(0, count);
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** At most so many lines an hour are given up; more means that it is not the lines that are wrong. */
export class Allowance {
  readonly #perHour: number;
  /** Monotonic times of the last hour, oldest first. */
  #given: number[] = [];

  constructor(perHour: number) {
    this.#perHour = perHour;
  }

  take(nowMs: number): boolean {
    this.#given = this.#given.filter((at) => nowMs - at < 3_600_000);
    if (this.#given.length >= this.#perHour) return false;
    this.#given.push(nowMs);
    return true;
  }
}
