// The calls that run: fed by the journal's alarms and by time, one input after the other, each saved before anything follows from it. Read this first.
import type { Alarm } from "../contract/alarms.ts";
import type { Journal } from "../journal/journal.ts";
import type { Fresh } from "../journal/record.ts";
import { messageOf } from "../kit/errors.ts";
import { beginCall, type Call, calmDown, follow, nextDue, ROUNDING_MS, type Told, takeSteps } from "./call.ts";
import type { Core } from "./core.ts";
import { isForgettable } from "./flapping.ts";
import type { FloodGate } from "./flood.ts";
import type { Teller } from "./teller.ts";

/** How often steps, retries and digests are looked at: the most by which they are late. */
const LOOK_EVERY_MS = 250;
/** How often held calls are looked at again: that their cause is over is no entry of their own. */
const HELD_EVERY_MS = 3000;
/** Where both clocks stand is saved so often while nothing else is. */
const SAVE_EVERY_MS = 60_000;

export interface EngineParts {
  readonly core: Core;
  readonly journal: Journal;
  readonly teller: Teller;
  readonly gate: FloodGate;
  /** True for a row that is being sent: it cannot be changed any more. */
  readonly isBusy: (n: number) => boolean;
  /** An alarm calls people again: its steps that were taken go on where they were. */
  readonly goOn: (call: Call) => void;
  /** What was saved may be sent. */
  readonly kick: () => void;
  /** Somebody has acknowledged on a console. */
  readonly acknowledged: (alarm: Alarm, seq: number) => void;
  /** Every few seconds: what goes by the time of day. */
  readonly slowly: () => void;
}

export class Engine implements AsyncDisposable {
  readonly name = "notify";
  readonly from: { readonly epoch: string; readonly seq: number };
  readonly #parts: EngineParts;
  #seq: number;
  #lane: Promise<unknown> = Promise.resolve();
  #timer: Disposable | null = null;
  #nextHeld = 0;
  #nextSave = 0;
  #looking = false;

  constructor(parts: EngineParts) {
    const { core, journal } = parts;
    const { place } = core.book;
    // Without a past of its own it begins now: what was raised before is on the console. With another journal it begins with that.
    const known = place === null || (place.epoch === journal.epoch && place.seq <= journal.head);
    this.from = { epoch: journal.epoch, seq: known ? (place?.seq ?? journal.head) : 0 };
    this.#parts = parts;
    this.#seq = this.from.seq;
  }

  /** What changed while nobody looked comes first: nothing is sent for what is over or answered by now. */
  async begin(): Promise<void> {
    await this.input(() => this.#passTime(false));
    this.#timer = this.#parts.core.parts.clock.every(LOOK_EVERY_MS, () => this.#look());
  }

  async take(records: readonly Fresh[]): Promise<void> {
    await this.input(() => {
      for (const record of records) {
        if (record.seq <= this.#seq) continue;
        this.#seq = record.seq;
        // The body of an alarm's entry is the alarm (contract §6).
        if (record.kind === "alarm") this.#changed(record.type, record.body as unknown as Alarm, record.seq);
      }
    });
  }

  /** One input after the other; resolves with what `work` gives when it is on disk. */
  input<T>(work: () => T): Promise<T> {
    const done = this.#lane.then(async () => {
      const result = work();
      await this.#save();
      return result;
    });
    this.#lane = done.catch(() => undefined);
    return done;
  }

  /** The same for work that nobody waits for. */
  soon(work: () => void): void {
    const { log } = this.#parts.core.parts;
    this.input(work).catch((error: unknown) =>
      log.warn({ reason: messageOf(error) }, "a call cannot be saved; it is tried again"),
    );
  }

  /** The numbers of the rows that `work` adds. */
  added(work: () => void): Promise<readonly number[]> {
    const done = this.#lane.then(async () => {
      await this.#save();
      work();
      return await this.#save();
    });
    this.#lane = done.catch(() => undefined);
    return done;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#timer?.[Symbol.dispose]();
    await this.#lane;
    this.#nextSave = 0;
    await this.#save();
  }

  #changed(type: string, entry: Alarm, seq: number): void {
    const { core, acknowledged } = this.#parts;
    if (type === "alarm.raised" || core.book.calls.has(entry.id)) core.saw(entry);
    const alarm = core.alarm(entry.id) ?? entry;
    const call = core.book.calls.get(entry.id) ?? null;
    // An entry of long ago about an occurrence that is over by now: its successor's entry follows.
    if (alarm.occurrence !== entry.occurrence) return;
    if (call === null || call.occurrence < alarm.occurrence) {
      if (type === "alarm.raised" && (alarm.active || alarm.latched)) this.#begin(alarm, call);
      return;
    }
    if (call.occurrence !== alarm.occurrence) return;
    this.#perform(follow(call, alarm, core.now()), alarm);
    if (type === "alarm.acknowledged" && call.taken > 0) acknowledged(alarm, seq);
    if (type === "alarm.cleared") this.#nextHeld = 0;
  }

  #begin(alarm: Alarm, before: Call | null): void {
    const call = beginCall(alarm, this.#parts.core.now(), before);
    this.#perform({ call, orders: [] }, alarm);
  }

  /** Keeps the call, and takes every step that is due: also the next one, while nobody of a step can be told. */
  #perform(told: Told, alarm: Alarm): void {
    const { core, teller, goOn } = this.#parts;
    let { call } = told;
    const before = core.book.calls.get(call.alarm);
    for (const { says } of told.orders) {
      if (says === "raised") continue;
      const by = says === "answered" ? (alarm.acknowledgements.at(-1)?.by ?? null) : null;
      teller.end(call, says === "answered" ? "acknowledged" : "cleared", by);
    }
    if (before !== undefined && before.state !== "calling" && call.state === "calling" && call.taken > 0) {
      core.book.putCall(call);
      goOn(call);
      call = core.book.calls.get(call.alarm) ?? call;
    }
    const steps = core.stepsOf(alarm);
    for (let reached = false; !reached; ) {
      const taken = takeSteps(call, steps, core.now());
      const [order] = taken.orders;
      if (order === undefined) break;
      call = taken.call;
      reached = teller.raised(call, alarm, order.steps);
      const next = steps[call.taken];
      if (!reached && next !== undefined)
        call = { ...call, since: Math.min(call.since, core.now() - next.afterMs - ROUNDING_MS) };
    }
    if (call !== core.book.calls.get(call.alarm)) core.book.putCall(call);
  }

  /** Time goes on while nothing comes. */
  #look(): void {
    const { core, kick } = this.#parts;
    kick();
    const now = core.now();
    const isDue = [...core.book.calls.values()].some((call) => {
      if (call.state !== "calling") return false;
      const alarm = core.alarm(call.alarm);
      return alarm !== null && (nextDue(call, core.stepsOf(alarm)) ?? Number.POSITIVE_INFINITY) <= now;
    });
    const isSlow = now >= this.#nextHeld;
    if (this.#looking || (!isDue && !isSlow && !core.book.isUnsaved)) return;
    this.#looking = true;
    const { log } = core.parts;
    this.input(() => this.#passTime(isSlow))
      .catch((error: unknown) => log.warn({ reason: messageOf(error) }, "calls cannot be saved; it is tried again"))
      .finally(() => {
        this.#looking = false;
      });
  }

  #passTime(isSlow: boolean): void {
    const { core, gate, teller, slowly } = this.#parts;
    const now = core.now();
    for (const call of core.book.calls.values()) {
      if (!isSlow && call.state !== "calling") continue;
      const alarm = core.alarm(call.alarm);
      if (alarm !== null && alarm.occurrence === call.occurrence) this.#perform(follow(call, alarm, now), alarm);
      const followed = core.book.calls.get(call.alarm) ?? call;
      if (alarm !== null && followed.flapping.merged > 0) this.#perform(calmDown(followed, alarm, now), alarm);
      if (alarm === null || isForgettable(followed, now)) this.#forget(call.alarm);
    }
    if (!isSlow) return;
    this.#nextHeld = now + HELD_EVERY_MS;
    for (const { target, alarms } of gate.over(now)) teller.last(target, alarms);
    slowly();
  }

  #forget(alarm: string): void {
    const { core } = this.#parts;
    core.book.dropCall(alarm);
    core.forget(alarm);
  }

  async #save(): Promise<readonly number[]> {
    const { core, journal, teller, isBusy, kick } = this.#parts;
    const { time } = core.parts;
    teller.flush(isBusy);
    const now = time.now();
    if (!core.book.isUnsaved && now < this.#nextSave) return [];
    this.#nextSave = now + SAVE_EVERY_MS;
    time.passed(now);
    const numbers = await core.book.save({ epoch: journal.epoch, seq: this.#seq, anchor: time.anchor() });
    kick();
    return numbers;
  }
}
