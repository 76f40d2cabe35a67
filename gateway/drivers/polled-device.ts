// One device as the drivers' thread sees it: when it is due, how it answers, and which of its polls are reported. No input, no output.
import type { Poll, Sample } from "../contract/driver.ts";
import type { Reason } from "../contract/entry.ts";
import type { StoredValue } from "../journal/record.ts";
import { type Grid, gridOf, slotAfter, slotFrom, slotsBetween } from "./grid.ts";
import { deviceWaitMs, FAILURES_UNTIL_GONE } from "./patience.ts";
import type { BadAnswer, DeviceSpec, DeviceState, DeviceStatus, ReadingMessage } from "./protocol.ts";
import { hasChanged, isDue, type Snapshot } from "./report.ts";
import { type Board, type Judged, judge } from "./trust/judge.ts";
import { type Memory, memoryOf } from "./trust/rules.ts";

const MAX_TEXT = 256;
const NO_ANSWER: Failure = { code: "timeout", message: "it did not answer" };
/** Hex digits of `raw`: 1 KiB. */
const MAX_RAW = 2048;
/** Reasons that say: nothing sensible came back at all. */
const SILENT: ReadonlySet<Reason | undefined> = new Set(["timeout", "crc"]);

export interface Failure {
  readonly code: string;
  readonly message: string;
}

interface Reported extends Snapshot {
  readonly slotMs: number;
}

/** Times are monotonic unless they say `wall`. */
export class PolledDevice {
  spec: DeviceSpec;
  /** The slot of the next poll. */
  dueMs: number;
  /** The number of the reading that is on its way to disk; null: may be asked. */
  #unstored: number | null = null;
  readonly #grid: Grid;
  #state: DeviceState = "down";
  #sinceWallMs: number;
  #lastPollWallMs: number | null = null;
  #lastError: Failure | null = null;
  #raw: string | null = null;
  #lastBad: BadAnswer | null = null;
  #linkDown = false;
  #failures = 0;
  #skipped = 0;
  #held = 0;
  #lastHeld: (Snapshot & { readonly measuredMs: number }) | null = null;
  #reported: Reported | null = null;
  #readings = 0;
  readonly #memories = new Map<string, Memory>();
  readonly #board: Board;

  /** `board` holds what other devices say of the same things. */
  constructor(spec: DeviceSpec, nowMs: number, wallMs: number, board: Board = new Map()) {
    this.spec = spec;
    this.#board = board;
    this.#grid = gridOf(spec.device.id, spec.everyMs, nowMs);
    this.dueMs = this.#grid.startMs;
    this.#sinceWallMs = wallMs;
  }

  get id(): string {
    return this.spec.device.id;
  }

  /** False while its last reading is not on disk. */
  get mayBeAsked(): boolean {
    return this.#unstored === null;
  }

  /** True after so many polls without answer that it is asked less often. */
  get isSilent(): boolean {
    return this.#failures >= FAILURES_UNTIL_GONE;
  }

  /** Its next slot is not before `ms`. */
  postpone(ms: number): void {
    this.dueMs = Math.max(this.dueMs, slotFrom(this.#grid, ms));
  }

  /** Its next slot is the next there is, whatever it had to wait for. */
  hasten(nowMs: number): void {
    this.dueMs = Math.min(this.dueMs, slotFrom(this.#grid, nowMs));
  }

  stored(n: number): void {
    if (this.#unstored === n) this.#unstored = null;
  }

  status(): DeviceStatus {
    return {
      state: this.#state,
      sinceMs: this.#sinceWallMs,
      lastPollMs: this.#lastPollWallMs,
      lastError: this.#lastError,
      raw: this.#raw,
      ...(this.#lastBad !== null && { lastBad: this.#lastBad }),
      skipped: this.#skipped,
    };
  }

  /** Takes an answer; gives the reading to report, or null when it is held. */
  answered(poll: Poll, nowMs: number, wallMs: number, random: () => number): ReadingMessage | null {
    const silent =
      poll.absent === true || poll.samples.every(({ quality, reason }) => quality === "bad" && SILENT.has(reason));
    this.#lastPollWallMs = wallMs;
    if (poll.raw !== undefined) this.#raw = poll.raw.slice(0, MAX_RAW);
    const { samples, doubt } = this.#judged(poll.samples, nowMs);
    const failure = failureOf(samples, poll.detail ?? doubt, this.id);
    if (failure !== null && this.#raw !== null && poll.raw !== undefined)
      this.#lastBad = { atMs: wallMs, ...failure, raw: this.#raw };
    this.#linkDown = false;
    if (silent) this.#failed(failure ?? NO_ANSWER, wallMs);
    else {
      this.#failures = 0;
      this.#lastError = failure;
      this.#become("up", wallMs);
    }
    const slotMs = this.dueMs;
    this.#advance(nowMs, deviceWaitMs(this.#failures, this.spec.everyMs, random));
    return this.#report(snapshotOf(samples, this.#reported), poll.measuredMs, slotMs);
  }

  /** The driver could not make a poll of it. */
  stumbled(failure: Failure, nowMs: number, wallMs: number, random: () => number): ReadingMessage | null {
    this.#failed(failure, wallMs);
    const slotMs = this.dueMs;
    this.#advance(nowMs, deviceWaitMs(this.#failures, this.spec.everyMs, random));
    return this.#report(this.#allBad(), wallMs, slotMs);
  }

  /** Its link cannot be used before `untilMs`. `gone`: for so long that it is reported. Told once per outage, then with each try. */
  linkFailed(failure: Failure, gone: boolean, tried: boolean, untilMs: number, wallMs: number): ReadingMessage | null {
    const first = !this.#linkDown;
    this.#linkDown = true;
    this.#lastError = failure;
    if (gone) this.#become("backing-off", wallMs);
    const slotMs = this.dueMs;
    this.dueMs = slotFrom(this.#grid, untilMs);
    // Also while an earlier reading is on its way to disk: that its values are of before must not stay unsaid.
    if (!first && !tried) return null;
    this.#lastPollWallMs = wallMs;
    return this.#report(this.#allBad(), wallMs, slotMs);
  }

  /** A command was answered: whatever it was, the device is there. */
  heard(nowMs: number): void {
    if (this.#failures === 0) return;
    this.#failures = 0;
    this.hasten(nowMs);
  }

  /** The newest poll that is held back, so that none is lost when nobody asks any more. */
  flush(): ReadingMessage | null {
    const last = this.#lastHeld;
    return last === null ? null : this.#tell(last, last.measuredMs, this.dueMs, this.#held - 1);
  }

  #judged(samples: readonly Sample[], nowMs: number): Judged {
    const { trust, seeds } = this.spec;
    if (trust === undefined) return { samples, doubt: null };
    for (const point of Object.keys(trust))
      if (!this.#memories.has(point)) this.#memories.set(point, memoryOf(seeds?.[point], nowMs));
    return judge(samples, { device: this.id, trust, memories: this.#memories, board: this.#board, nowMs });
  }

  #failed(failure: Failure, wallMs: number): void {
    this.#failures++;
    this.#lastError = failure;
    if (this.#failures >= FAILURES_UNTIL_GONE) this.#become("backing-off", wallMs);
  }

  #become(state: DeviceState, wallMs: number): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#sinceWallMs = wallMs;
  }

  /** Moves on to the next slot; slots that passed meanwhile are skipped and counted, waiting on purpose is not skipping. */
  #advance(nowMs: number, waitMs: number): void {
    const next = slotAfter(this.#grid, Math.max(nowMs, this.dueMs));
    this.#skipped += slotsBetween(this.#grid, this.dueMs, next);
    this.dueMs = waitMs === 0 ? next : slotFrom(this.#grid, Math.max(next, nowMs + waitMs));
  }

  #report(next: Snapshot, measuredMs: number, slotMs: number): ReadingMessage | null {
    const { report, deadbands, everyMs } = this.spec;
    const last = this.#reported;
    if (report !== null && last !== null && !isDue(report, last.slotMs, slotMs, everyMs)) {
      if (!hasChanged(last, next, deadbands)) {
        this.#held++;
        this.#lastHeld = { ...next, measuredMs };
        return null;
      }
    }
    return this.#tell(next, measuredMs, slotMs, this.#held);
  }

  #tell(next: Snapshot, measuredMs: number, slotMs: number, held: number): ReadingMessage {
    // Kept only where something is held against it.
    this.#reported = { points: next.points, values: next.values, slotMs };
    this.#held = 0;
    this.#lastHeld = null;
    this.#unstored = ++this.#readings;
    const { points, values } = next;
    return { device: this.id, n: this.#readings, measuredMs, points, values, held };
  }

  /** Everything that it has told of, and what every device of its model tells of. */
  #allBad(): Snapshot {
    const names = [...new Set([...(this.#reported?.points ?? []), ...expectedPoints(this.spec.device.profile)])];
    return { points: names, values: names.map(() => ({ value: null, quality: "bad", reason: "timeout" })) };
  }
}

/** Points of a profile but those that only some devices of the model have (`wire.optional`). */
function expectedPoints({ points }: Readonly<Record<string, unknown>>): string[] {
  if (typeof points !== "object" || points === null) return [];
  return Object.entries(points).flatMap(([name, point]) => (isOptional(point) ? [] : [name]));
}

function isOptional(point: unknown): boolean {
  if (typeof point !== "object" || point === null || !("wire" in point)) return false;
  const { wire } = point;
  return typeof wire === "object" && wire !== null && "optional" in wire && wire.optional === true;
}

/** Points and values of a poll; the list of names is the one of before where it says the same. */
function snapshotOf(samples: readonly Sample[], before: Snapshot | null): Snapshot {
  const same =
    before !== null &&
    before.points.length === samples.length &&
    samples.every(({ point }, i) => point === before.points[i]);
  return { points: same ? before.points : samples.map(({ point }) => point), values: samples.map(storedOf) };
}

/** What was wrong with a poll; null when all its points have values that nothing contradicts. */
function failureOf(samples: readonly Sample[], detail: string | null, device: string): Failure | null {
  const flawed =
    samples.find(({ quality }) => quality === "bad") ??
    (detail === null ? undefined : samples.find(({ reason }) => reason));
  if (flawed === undefined) return null;
  const code = flawed.reason ?? "device";
  return { code, message: detail?.slice(0, MAX_TEXT) ?? `${flawed.point} of ${device}: ${code}` };
}

/** A sample as a row keeps it. What is no value (contract §1) becomes `bad`, whatever the driver thinks of it. */
function storedOf({ value, quality, reason }: Sample): StoredValue {
  if (quality === "bad") return { value: null, quality, reason: reason ?? "device" };
  if (value === null || (typeof value === "number" && !Number.isFinite(value)))
    return { value: null, quality: "bad", reason: reason ?? "range" };
  const kept = typeof value === "string" ? value.slice(0, MAX_TEXT) : value;
  return quality === "good" ? kept : { value: kept, quality, reason: reason ?? "device" };
}
