// All alarms in memory: feeds them values, time, people and configurations, and keeps what is still to be saved and told. Awaits nothing.
import { type Happening, LATE_AFTER_MS, type Reading, type StoredValue } from "../journal/record.ts";
import { end } from "./actions.ts";
import { type AlarmState, dueOf, type Moment, needsSomebody, type Step } from "./alarm.ts";
import type { Acted, Draft, Plan } from "./book-words.ts";
import { DueQueue } from "./due-queue.ts";
import { afterTime, afterValue, conditionText, listening, newAlarm, type Seen } from "./evaluate.ts";
import type { Former } from "./former.ts";
import { afterOwn, OWN_CONDITION, type OwnAlarm } from "./own.ts";
import type { PresentOf } from "./present.ts";
import type { Held } from "./quiet.ts";
import { keepWithin } from "./restart.ts";
import type { NumberedOutput } from "./store.ts";
import { outputOf } from "./view.ts";
import { WatchIndex } from "./watch-index.ts";
import type { Watch } from "./watches.ts";

/** Reasons of `device.offline` that somebody meant. */
const MEANT: ReadonlySet<string> = new Set(["disabled", "removed"]);

export class AlarmBook {
  readonly #states = new Map<string, AlarmState>();
  readonly #due = new DueQueue();
  readonly #dirty = new Set<string>();
  /** Forgotten since the last save, with their last occurrence, and all that ever were. */
  readonly #gone = new Map<string, number>();
  readonly #former: Map<string, number>;
  #outputs: NumberedOutput[] = [];
  #watches: ReadonlyMap<string, Watch> = new Map();
  #index = new WatchIndex(new Map());
  #isMaintained: (alarm: Held) => boolean = () => false;
  readonly #epoch: string;
  #lastNumber: number;
  /** Seq of the last entry taken. */
  seq: number;
  turn: number;

  /** `epoch` of the journal that it follows: entries of another one may have the same numbers. */
  constructor(from: {
    readonly epoch: string;
    readonly seq: number;
    readonly turn: number;
    readonly lastNumber: number;
    readonly former?: Former;
  }) {
    this.#former = new Map(from.former);
    this.#epoch = from.epoch;
    this.seq = from.seq;
    this.turn = from.turn;
    this.#lastNumber = from.lastNumber;
  }

  /**
   * The states that an earlier run left; silence is not held against devices before they could be heard again. `isSame`: that run
   * watched the same, so nothing of it is new.
   */
  load(states: readonly AlarmState[], plan: Plan, now: Moment, isSame = true): void {
    if (isSame) this.#watches = plan.watches;
    for (const state of states) {
      const rule = plan.watches.get(state.id)?.rule;
      this.#put(rule === undefined ? state : keepWithin(rule, state, now));
    }
  }

  isOutOfService(id: string): boolean {
    const watch = this.#watches.get(id);
    const device = this.#states.get(id)?.device ?? null;
    return (
      watch?.outOfService === true ||
      this.#isMaintained({ device, link: watch?.link ?? null, rule: watch?.rule ?? null })
    );
  }

  /** Which alarms are in maintenance or held by a quiet time, from here on. */
  maintain(isMaintained: (alarm: Held) => boolean): void {
    this.#isMaintained = isMaintained;
  }

  /** Something is waiting to be told. */
  get hasOutputs(): boolean {
    return this.#outputs.length > 0;
  }

  /** True: a device or link that is gone explains it, and is told for it. */
  isSuppressed({ id, active }: AlarmState): boolean {
    if (!active) return false;
    return this.#watches.get(id)?.causes.some((cause) => this.#states.get(cause)?.active === true) === true;
  }

  /** Takes over another configuration. */
  configure({ watches, reasonGone, isOnline, present }: Plan, at: Moment, wallMs: number): void {
    const before = this.#watches;
    this.#watches = watches;
    this.#index = new WatchIndex(watches);
    const key = this.#turnKey();
    for (const state of [...this.#states.values()]) {
      const watch = watches.get(state.id);
      if (state.condition === OWN_CONDITION) continue;
      if (watch === undefined) this.#end(state, reasonGone(state), wallMs, key, null);
      else if (state.condition !== conditionText(watch.rule)) this.#end(state, "rule-changed", wallMs, key, watch);
      else if (watch.outOfService && state.pending !== null) this.#put({ ...state, pending: null });
    }
    for (const { id, rule, device, expected, outOfService } of watches.values()) {
      if (outOfService) continue;
      const state = this.#states.get(id);
      const { is } = rule.condition;
      if (is === "offline" && device !== null && state === undefined && isOnline(device))
        this.#put(this.#new(id, rule, device));
      if (is !== "noData" || !expected || state?.active === true || (state?.pending ?? null) !== null) continue;
      this.#put(listening(rule, state ?? this.#new(id, rule, device), at));
    }
    const seen = { at, wallMs, seq: this.seq, value: true, unit: "1", late: false };
    for (const [link, devices] of this.#index.links()) this.#judgeLink(link, devices, seen, key);
    for (const watch of watches.values()) {
      const old = before.get(watch.id);
      if (old !== undefined && conditionText(old.rule) === conditionText(watch.rule)) continue;
      this.#judgePresent(watch, present, at, wallMs, key);
    }
  }

  /** Takes one reading. */
  take(reading: Reading, at: Moment): void {
    const late = reading.receivedMs - reading.measuredMs > LATE_AFTER_MS;
    const key = this.#entryKey(reading.seq);
    for (const [position, watch] of this.#index.of(reading.shape)) {
      const value = reading.values[position] as StoredValue;
      const unit = reading.shape.units[position] ?? "1";
      this.#judge(watch, { at, wallMs: reading.receivedMs, seq: reading.seq, value, unit, late }, key);
    }
  }

  /** Takes a device's word that it is there, or that it is not; other states say nothing about alarms. */
  takeState({ type, device, receivedMs, seq, body }: Happening, at: Moment): void {
    const isOffline = type === "device.offline";
    if (device === null || (!isOffline && type !== "device.online")) return;
    const watch = this.#index.offlineOf(device);
    if (watch === undefined || (isOffline && MEANT.has(String(body.reason)))) return;
    // Whoever never answered is not missed.
    if (isOffline && !this.#states.has(watch.id)) return;
    if (!this.#states.has(watch.id)) this.#put(this.#new(watch.id, watch.rule, device));
    const seen: Seen = { at, wallMs: receivedMs, seq, value: isOffline, unit: "1", late: false };
    const key = this.#entryKey(seq);
    this.#judge(watch, seen, key);
    const link = watch.link === null ? null : this.#index.link(watch.link);
    if (link !== null) this.#judgeLink(...link, seen, key);
  }

  /** Lets everything happen that is due by then. */
  advance(at: Moment, wallOf: (moment: Moment) => number): void {
    if (this.#due.next > at) return;
    const key = this.#turnKey();
    for (let first = this.#due.take(at); first !== null; first = this.#due.take(at)) {
      const before = this.#states.get(first.id);
      const due = before === undefined ? null : dueOf(before);
      if (before === undefined || due === null) continue;
      const rule = this.#watches.get(first.id)?.rule ?? null;
      if (due <= first.at) this.#accept(afterTime(rule, before, due, wallOf), key);
      else this.#due.add(first.id, due);
    }
  }

  /** The gateway says how one of its own stands; saying the same again changes nothing. */
  own(own: OwnAlarm, isActive: boolean, atMs: number): void {
    const before = this.#states.get(own.id);
    const step = afterOwn(own, before, isActive, atMs, this.#former.get(own.id));
    if (step !== null) this.#accept(step, this.#turnKey());
  }

  /** Somebody acts on an alarm; null: nobody can see one of this id. Throws what `act` throws. */
  act(id: string, act: (state: AlarmState) => Step): Acted | null {
    const before = this.#states.get(id);
    if (before === undefined || before.occurrence === 0) return null;
    const step = act(before);
    const mark = this.#lastNumber;
    if (step.state !== before) this.#accept(step, this.#turnKey());
    const isOfThis = ({ n }: NumberedOutput) => n > mark && n <= mark + step.told.length;
    const undo = () => {
      if (this.#states.get(id) !== step.state || !this.#outputs.some(isOfThis)) return false;
      this.#put(before);
      this.#outputs = this.#outputs.filter((output) => !isOfThis(output));
      return true;
    };
    return { state: step.state, undo };
  }

  /** Something has changed since the last save, or time will change something. */
  get isUnsaved(): boolean {
    return this.#dirty.size + this.#gone.size + this.#outputs.length > 0 || this.#due.next < Number.POSITIVE_INFINITY;
  }

  /** What is not saved yet. */
  draft(): Draft {
    const alarms = [...this.#dirty].flatMap((id) => this.#states.get(id) ?? []);
    return { alarms, gone: new Map(this.#gone), outputs: [...this.#outputs] };
  }

  /** The draft is on disk. */
  saved({ alarms, gone, outputs }: Draft): void {
    for (const state of alarms) if (this.#states.get(state.id) === state) this.#dirty.delete(state.id);
    for (const id of gone.keys()) this.#gone.delete(id);
    const last = outputs.at(-1)?.n ?? 0;
    this.#outputs = this.#outputs.filter(({ n }) => n > last);
  }

  #judge({ id, rule, device }: Watch, seen: Seen, key: () => string): void {
    let before = this.#states.get(id);
    if (before === undefined) {
      before = this.#new(id, rule, device);
      this.#states.set(id, before);
    }
    const step = afterValue(rule, before, seen);
    if (step.state !== before) this.#put(step.state);
    for (const told of step.told) this.#tell(told, key());
  }

  /** A rule that is new judges what is known already; what it does not know yet it will be given as an entry. */
  #judgePresent(watch: Watch, present: PresentOf, at: Moment, wallMs: number, key: () => string): void {
    const { device, rule, outOfService } = watch;
    if (outOfService || device === null || rule.point === null || rule.condition.is === "noData") return;
    const now = present(device, rule.point);
    if (now !== null && now.seq <= this.seq) this.#judge(watch, { at, wallMs, late: false, ...now }, key);
  }

  /** A link is gone when none of the devices that ever answered does, and there are several of them. */
  #judgeLink(link: Watch, devices: readonly Watch[], seen: Seen, key: () => string): void {
    const states = devices.flatMap(({ id }) => this.#states.get(id) ?? []);
    const isDown = states.length > 1 && states.every(({ active, pending }) => active || pending?.to === "raise");
    if (isDown || this.#states.has(link.id)) this.#judge(link, { ...seen, value: isDown }, key);
  }

  /** `next`: it is watched for another condition from now on. */
  #end(state: AlarmState, reason: string, wallMs: number, key: () => string, next: Watch | null): void {
    const { step, keep } = end(state, reason, wallMs);
    for (const told of step.told) this.#tell(told, key());
    if (next !== null) this.#put({ ...step.state, condition: conditionText(next.rule) });
    else if (keep) this.#put(step.state);
    else this.#forget(state);
  }

  #accept(step: Step, key: () => string): void {
    this.#put(step.state);
    for (const told of step.told) this.#tell(told, key());
    // Nobody watches it and nobody has to see it any more.
    if (!this.#watches.has(step.state.id) && !needsSomebody(step.state)) this.#forget(step.state);
  }

  #put(state: AlarmState): void {
    this.#states.set(state.id, state);
    this.#dirty.add(state.id);
    this.#gone.delete(state.id);
    const due = dueOf(state);
    if (due !== null) this.#due.add(state.id, due);
  }

  #new(id: string, rule: Watch["rule"], device: string | null): AlarmState {
    return newAlarm(id, rule, device, this.#former.get(id));
  }

  #forget({ id, occurrence, formerly = 0 }: AlarmState): void {
    this.#states.delete(id);
    this.#dirty.delete(id);
    const last = Math.max(occurrence, formerly);
    this.#former.set(id, last);
    this.#gone.set(id, last);
  }

  #tell(told: Step["told"][number], key: string): void {
    const { state } = told;
    const flags = { outOfService: this.isOutOfService(state.id), suppressed: this.isSuppressed(state) };
    this.#outputs.push({ n: ++this.#lastNumber, output: outputOf(told, flags, key) });
  }

  /** Keys of what comes from an entry. */
  #entryKey(seq: number): () => string {
    let n = 0;
    return () => `alarms:${this.#epoch}:${seq}:${n++}`;
  }

  /** Keys of what comes from something that is no entry: the last entry taken, and the number of the turn. */
  #turnKey(): () => string {
    let turn = 0;
    let n = 0;
    return () => {
      // A turn in which nothing is told is none: looking too often must not change the keys.
      if (n === 0) turn = ++this.turn;
      return `alarms:${this.#epoch}:${this.seq}:${turn}.${n++}`;
    };
  }
}
