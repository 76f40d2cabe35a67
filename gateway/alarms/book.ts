// All alarms in memory: feeds them values, time, people and configurations, and keeps what is still to be saved and told. Awaits nothing.
import { LATE_AFTER_MS, type Reading, type Shape, type StoredValue } from "../journal/record.ts";
import { end } from "./actions.ts";
import { type AlarmState, dueOf, type Moment, needsSomebody, type Step } from "./alarm.ts";
import { DueQueue } from "./due-queue.ts";
import { afterTime, afterValue, conditionText, listening, newAlarm } from "./evaluate.ts";
import { afterOwn, type OwnAlarm } from "./own.ts";
import { keepWithin } from "./restart.ts";
import type { NumberedOutput } from "./store.ts";
import { outputOf } from "./view.ts";
import { type Watch, watchesByPoint } from "./watches.ts";

/** What a save must hold; handed back when it is on disk. */
export interface Draft {
  readonly alarms: readonly AlarmState[];
  readonly gone: readonly string[];
  readonly outputs: readonly NumberedOutput[];
}

/** What is watched now, and why an alarm that is not watched any more ends. */
export interface Plan {
  readonly watches: ReadonlyMap<string, Watch>;
  readonly reasonGone: (state: AlarmState) => string;
}

/** A change that can be taken back until it is saved; false: it is saved, or was changed again. */
export interface Acted {
  readonly state: AlarmState;
  undo(): boolean;
}

export class AlarmBook {
  readonly #states = new Map<string, AlarmState>();
  readonly #due = new DueQueue();
  readonly #dirty = new Set<string>();
  readonly #gone = new Set<string>();
  #outputs: NumberedOutput[] = [];
  #watches: ReadonlyMap<string, Watch> = new Map();
  #byPoint = watchesByPoint([]);
  /** Positions of watched points in a shape: looked up once for each. */
  #byShape = new WeakMap<Shape, readonly (readonly [position: number, watch: Watch])[]>();
  #lastNumber: number;
  /** Seq of the last entry taken. */
  seq: number;
  turn: number;

  constructor(from: { readonly seq: number; readonly turn: number; readonly lastNumber: number }) {
    this.seq = from.seq;
    this.turn = from.turn;
    this.#lastNumber = from.lastNumber;
  }

  /** The states that an earlier run left; silence is not held against devices before they could be heard again. */
  load(states: readonly AlarmState[], plan: Plan, now: Moment): void {
    for (const state of states) {
      const rule = plan.watches.get(state.id)?.rule;
      this.#put(rule === undefined ? state : keepWithin(rule, state, now));
    }
  }

  isOutOfService(id: string): boolean {
    return this.#watches.get(id)?.outOfService ?? false;
  }

  /** Something is waiting to be told. */
  get hasOutputs(): boolean {
    return this.#outputs.length > 0;
  }

  /** Takes over another configuration. */
  configure({ watches, reasonGone }: Plan, at: Moment, wallMs: number): void {
    this.#watches = watches;
    this.#byPoint = watchesByPoint([...watches.values()].filter(({ outOfService }) => !outOfService));
    this.#byShape = new WeakMap();
    const key = this.#turnKey();
    for (const state of [...this.#states.values()]) {
      const watch = watches.get(state.id);
      if (state.device === null) continue;
      if (watch === undefined) this.#end(state, reasonGone(state), wallMs, key, null);
      else if (state.condition !== conditionText(watch.rule)) this.#end(state, "rule-changed", wallMs, key, watch);
      else if (watch.outOfService && state.pending !== null) this.#put({ ...state, pending: null });
    }
    for (const { id, rule, device, expected, outOfService } of watches.values()) {
      if (rule.condition.is !== "noData" || !expected || outOfService) continue;
      const state = this.#states.get(id) ?? newAlarm(rule, device);
      if (state.pending === null && !state.active) this.#put(listening(rule, state, at));
    }
  }

  /** Takes one reading. */
  take(reading: Reading, at: Moment): void {
    const late = reading.receivedMs - reading.measuredMs > LATE_AFTER_MS;
    let n = 0;
    for (const [position, { id, rule, device }] of this.#watchesOf(reading.shape)) {
      let before = this.#states.get(id);
      if (before === undefined) {
        before = newAlarm(rule, device);
        this.#states.set(id, before);
      }
      const value = reading.values[position] as StoredValue;
      const unit = reading.shape.units[position] ?? "1";
      const seen = { at, wallMs: reading.receivedMs, seq: reading.seq, value, unit, late };
      const step = afterValue(rule, before, seen);
      if (step.state !== before) this.#put(step.state);
      for (const told of step.told) this.#tell(told, `alarms:${reading.seq}:${n++}`);
    }
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
    const step = afterOwn(own, before, isActive, atMs);
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
    return { alarms, gone: [...this.#gone], outputs: [...this.#outputs] };
  }

  /** The draft is on disk. */
  saved({ alarms, gone, outputs }: Draft): void {
    for (const state of alarms) if (this.#states.get(state.id) === state) this.#dirty.delete(state.id);
    for (const id of gone) this.#gone.delete(id);
    const last = outputs.at(-1)?.n ?? 0;
    this.#outputs = this.#outputs.filter(({ n }) => n > last);
  }

  #watchesOf(shape: Shape): readonly (readonly [number, Watch])[] {
    const known = this.#byShape.get(shape);
    if (known !== undefined) return known;
    const byPoint = this.#byPoint.get(shape.device);
    const found = shape.points.flatMap((point, position) =>
      (byPoint?.get(point) ?? []).map((watch) => [position, watch] as const),
    );
    this.#byShape.set(shape, found);
    return found;
  }

  /** `next`: it is watched for another condition from now on. */
  #end(state: AlarmState, reason: string, wallMs: number, key: () => string, next: Watch | null): void {
    const { step, keep } = end(state, reason, wallMs);
    for (const told of step.told) this.#tell(told, key());
    if (next !== null) this.#put({ ...step.state, condition: conditionText(next.rule) });
    else if (keep) this.#put(step.state);
    else this.#forget(state.id);
  }

  #accept(step: Step, key: () => string): void {
    this.#put(step.state);
    for (const told of step.told) this.#tell(told, key());
    // Nobody watches it and nobody has to see it any more.
    if (!this.#watches.has(step.state.id) && !needsSomebody(step.state)) this.#forget(step.state.id);
  }

  #put(state: AlarmState): void {
    this.#states.set(state.id, state);
    this.#dirty.add(state.id);
    this.#gone.delete(state.id);
    const due = dueOf(state);
    if (due !== null) this.#due.add(state.id, due);
  }

  #forget(id: string): void {
    this.#states.delete(id);
    this.#dirty.delete(id);
    this.#gone.add(id);
  }

  #tell(told: Step["told"][number], key: string): void {
    this.#outputs.push({ n: ++this.#lastNumber, output: outputOf(told, this.isOutOfService(told.state.id), key) });
  }

  /** Keys of what comes from something that is no entry: the last entry taken, and the number of the turn. */
  #turnKey(): () => string {
    let turn = 0;
    let n = 0;
    return () => {
      // A turn in which nothing is told is none: looking too often must not change the keys.
      if (n === 0) turn = ++this.turn;
      return `alarms:${this.seq}:${turn}.${n++}`;
    };
  }
}
