// What is known of an alarm when something is to be said of it: its names, places, value and rule, in the language of the campus.
import type { RuleView } from "../contract/alarm-desk.ts";
import type { Alarm } from "../contract/alarms.ts";
import type { Value } from "../contract/entry.ts";
import { pointLabel } from "../contract/point-labels.ts";
import { isBelievable } from "../kit/build-date.ts";
import { type CampusMinute, campusMinute } from "./campus-minute.ts";
import type { AlarmsForNotify, CampusForNotify } from "./port.ts";
import type { AlarmWords, Language } from "./words.ts";

const UNITS: Readonly<Record<string, string>> = {
  Cel: "℃",
  "[ppm]": "ppm",
  "kW.h": "kWh",
  "V.A": "VA",
  "ug/m3": "µg/m³",
  "1": "",
};

export interface FactParts {
  readonly campus: () => CampusForNotify;
  readonly alarms: Pick<AlarmsForNotify, "desk">;
  readonly now: () => number;
}

/** Answers what stands in campus.yaml and in the rules; rules are looked up once for each configuration. */
export class Facts {
  readonly #parts: FactParts;
  #rules: { readonly of: CampusForNotify; readonly byId: ReadonlyMap<string, RuleView> } | null = null;
  #times: { readonly timezone: string; readonly minute: CampusMinute } | null = null;

  constructor(parts: FactParts) {
    this.#parts = parts;
  }

  get campus(): CampusForNotify {
    return this.#parts.campus();
  }

  get time(): CampusMinute {
    const { timezone } = this.campus.campus;
    if (this.#times?.timezone !== timezone) this.#times = { timezone, minute: campusMinute(timezone) };
    return this.#times.minute;
  }

  /** A moment of the wall clock as people on campus read it now. */
  shown(ms: number): string {
    return this.time.shown(ms, this.#parts.now());
  }

  /** The same; null: the clock was not set then, and what it showed was never the time. */
  known(ms: number): string | null {
    return isBelievable(ms) ? this.shown(ms) : null;
  }

  rule(id: string): RuleView | null {
    const of = this.campus;
    if (this.#rules?.of !== of) {
      this.#rules = { of, byId: new Map(this.#parts.alarms.desk.rules().map((rule) => [rule.id, rule])) };
    }
    return this.#rules.byId.get(id) ?? null;
  }

  /** The place of an alarm's device; null: none. */
  placeOf(device: string | null): string | null {
    return device === null ? null : (this.campus.devices.get(device)?.place ?? null);
  }

  postName(id: string): string {
    return this.campus.duty.posts.find((post) => post.id === id)?.name ?? id;
  }

  words(alarm: Alarm, times: number, language: Language): AlarmWords {
    const { device, rule, point, value, limit, unit, raisedAt, severity } = alarm;
    const { devices, places } = this.campus;
    const place = this.placeOf(device);
    const measured = typeof value === "number" && unit !== null ? valueText(value, unit) : null;
    return {
      severity,
      what: textIn(alarm.text, language) ?? (point === null ? rule : pointLabel(point)[language]),
      place: place === null ? null : (places.get(place)?.name ?? null),
      device: device === null ? null : (devices.get(device)?.name ?? device),
      value: measured === null || point === null ? null : `${pointLabel(point)[language]} ${measured}`,
      limit: measured === null || typeof limit !== "number" || unit === null ? null : valueText(limit, unit),
      since: this.known(raisedAt === null ? this.#parts.now() : Date.parse(raisedAt)),
      action: textIn(this.rule(rule)?.action ?? {}, language),
      times,
    };
  }
}

/** The text in a language, else in another one; null: there is none. */
export function textIn(texts: Readonly<Record<string, string>>, language: Language): string | null {
  return texts[language] ?? texts["zh-CN"] ?? texts.en ?? Object.values(texts)[0] ?? null;
}

function valueText(value: Value, unit: string): string {
  const shown = typeof value === "number" ? String(Math.round(value * 100) / 100) : String(value);
  return `${shown} ${UNITS[unit] ?? unit}`.trim();
}
