// What the parts of running notification share: the book, the clock, the settings in force, and small questions about roads and calls.
import type { Alarm } from "../contract/alarms.ts";
import type { NotifySettings, PlanStep, RoadKind } from "../contract/notify.ts";
import { isBelievable } from "../kit/build-date.ts";
import type { Clock } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import type { SteadyClock } from "../kit/steady-clock.ts";
import type { Book } from "./book.ts";
import type { Call } from "./call.ts";
import type { Facts } from "./facts.ts";
import { isNight, planOf, stepsFor } from "./plans.ts";
import type { AlarmsForNotify, OnCall } from "./port.ts";
import type { AlarmRef } from "./rows.ts";

export interface CoreParts {
  readonly book: Book;
  readonly time: SteadyClock;
  readonly clock: Clock;
  readonly log: Log;
  readonly facts: Facts;
  readonly onCall: OnCall;
  readonly alarms: AlarmsForNotify;
  readonly settings: () => NotifySettings;
}

export class Core {
  readonly parts: CoreParts;
  /** Alarms as their newest entries say, of running calls. */
  readonly #seen = new Map<string, Alarm>();

  constructor(parts: CoreParts) {
    this.parts = parts;
  }

  get book(): Book {
    return this.parts.book;
  }

  get settings(): NotifySettings {
    return this.parts.settings();
  }

  now(): number {
    return this.parts.time.now();
  }

  wallNow(): number {
    return this.parts.clock.now();
  }

  /** With a clock that was never set it may be night: whoever sleeps must wake, whoever does not hears it as well. */
  get night(): boolean {
    const now = this.wallNow();
    return !isBelievable(now) || isNight(this.settings, this.parts.facts.time.minuteOf(now));
  }

  /** Null: no such road is configured. */
  kindOf(road: string): RoadKind | null {
    return this.settings.roads.find(({ id }) => id === road)?.kind ?? null;
  }

  saw(alarm: Alarm): void {
    this.#seen.set(alarm.id, alarm);
  }

  forget(alarm: string): void {
    this.#seen.delete(alarm);
  }

  /**
   * The alarm as it stands now. What an entry said and what is shown may each be a moment behind the other, but what is over, acknowledged or
   * reset stays so within one occurrence.
   */
  alarm(id: string): Alarm | null {
    const [seen, shown] = [this.#seen.get(id) ?? null, this.parts.alarms.get(id)];
    if (seen === null || shown === null) return seen ?? shown;
    if (seen.occurrence !== shown.occurrence) return seen.occurrence > shown.occurrence ? seen : shown;
    return {
      ...shown,
      active: seen.active && shown.active,
      latched: seen.latched && shown.latched,
      acknowledged: seen.acknowledged || shown.acknowledged,
      clearedAt: seen.clearedAt ?? shown.clearedAt,
      acknowledgements:
        seen.acknowledgements.length > shown.acknowledgements.length ? seen.acknowledgements : shown.acknowledgements,
    };
  }

  stepsOf(alarm: Alarm): readonly PlanStep[] {
    const { facts } = this.parts;
    const place = facts.placeOf(alarm.device);
    return stepsFor(alarm, planOf(alarm, { settings: this.settings, place, places: facts.campus.places }));
  }

  /** The call that an occurrence belongs to: also one of those that came and went before; null: none runs any more. */
  callOf({ id, occurrence }: AlarmRef): Call | null {
    const call = this.book.calls.get(id);
    if (call === undefined) return null;
    return occurrence <= call.occurrence && occurrence >= firstOf(call) ? call : null;
  }
}

/** The first occurrence that a call is about; also when it has calmed down meanwhile: who was told then knows of it. */
export function firstOf({ occurrence, flapping }: Call): number {
  return flapping.from ?? occurrence;
}

/** As often the alarm was raised within one call. */
export function timesOf(call: Call): number {
  return call.occurrence - firstOf(call) + 1;
}
