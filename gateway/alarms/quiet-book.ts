// The quiet times that people have made: kept in state.db, looked at with every question about an alarm.
import { randomBytes } from "node:crypto";
import type { CampusConfig } from "../config/campus.ts";
import type { QuietPreview, QuietTime, QuietWhen, QuietWish } from "../contract/quiet.ts";
import type { Clock } from "../kit/clock.ts";
import type { Store } from "../kit/store-worker.ts";
import { type Held, heldBy, type QuietPlan, quieted, quietView, timesOf } from "./quiet.ts";
import { overMs, problemIn } from "./quiet-time.ts";
import type { AlarmWrites } from "./store.ts";

/** An alarm that is open, with what makes it. */
export interface OpenAlarm extends Held {
  readonly id: string;
}

export interface QuietBookOptions {
  readonly store: Pick<Store<AlarmWrites>, "write">;
  readonly clock: Clock;
  readonly plans: ReadonlyMap<string, QuietPlan>;
  /** Alarms that are open now. */
  readonly open: () => readonly OpenAlarm[];
  readonly config: CampusConfig;
}

export class QuietBook {
  readonly #options: QuietBookOptions;
  readonly #plans: Map<string, QuietPlan>;
  #config: CampusConfig;
  #holds: (alarm: Held, nowMs: number) => boolean = () => false;

  constructor(options: QuietBookOptions) {
    this.#options = options;
    this.#plans = new Map(options.plans);
    this.#config = options.config;
    this.#changed();
  }

  /** Another configuration is in force. */
  configured(config: CampusConfig): void {
    this.#config = config;
    this.#changed();
  }

  /** Whether an alarm is held now. */
  holds(alarm: Held): boolean {
    return this.#holds(alarm, this.#options.clock.now());
  }

  /** Those that run or will run again. */
  list(): readonly QuietTime[] {
    const nowMs = this.#options.clock.now();
    return [...this.#plans.values()].filter(({ when }) => overMs(when) > nowMs).map((plan) => this.#view(plan));
  }

  /** Which part of its times can never be; null when they are well. */
  problemIn(when: QuietWhen): string | null {
    return problemIn(when);
  }

  /** What it would hold if it ran now, and when it will. */
  preview(wish: QuietWish): QuietPreview {
    const holds = heldBy(wish, this.#config);
    const { next } = timesOf({ ...wish, cancelled: [] }, this.#config.campus.timezone, this.#options.clock.now());
    return { alarms: this.#options.open().flatMap((alarm) => (holds(alarm) ? [alarm.id] : [])), next };
  }

  /** Resolves when it is saved. */
  async add(by: string, wish: QuietWish): Promise<QuietTime> {
    const plan = { id: `q-${randomBytes(6).toString("hex")}`, by, cancelled: [], ...wish };
    await this.#put(plan);
    return this.#view(plan);
  }

  /** Cancels the occurrence that begins on a day, also while it runs. Null: there is no such quiet time. */
  async cancel(id: string, day: string): Promise<QuietTime | null> {
    const plan = this.#plans.get(id);
    if (plan === undefined) return null;
    const changed = { ...plan, cancelled: [...new Set([...plan.cancelled, day])].sort() };
    await this.#put(changed);
    return this.#view(changed);
  }

  /** Ends all of it. Null: there is none. */
  async end(id: string): Promise<QuietTime | null> {
    const plan = this.#plans.get(id);
    if (plan === undefined) return null;
    const last = this.#view(plan);
    await this.#options.store.write("dropWindow", id, () => {
      this.#plans.delete(id);
      this.#changed();
    });
    return last;
  }

  async #put(plan: QuietPlan): Promise<void> {
    await this.#options.store.write("putQuiet", { plan, nowMs: this.#options.clock.now() }, () => {
      this.#plans.set(plan.id, plan);
      this.#changed();
    });
  }

  #view(plan: QuietPlan): QuietTime {
    const holds = heldBy(plan, this.#config);
    const held = this.#options.open().filter(holds).length;
    return quietView(plan, this.#config.campus.timezone, this.#options.clock.now(), held);
  }

  #changed(): void {
    this.#holds = quieted(this.#plans.values(), this.#config);
  }
}
