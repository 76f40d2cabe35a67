// What a digest says of many alarms, and which of them can be acknowledged by it: an answer by telephone counts for all that it names, a link for one
// alarm alone, so it stands only beside its alarm.
import { type Alarm, SEVERITIES } from "../contract/alarms.ts";
import type { RoadKind } from "../contract/notify.ts";
import type { Facts } from "./facts.ts";
import type { AlarmRef, Row } from "./rows.ts";
import { isLast } from "./teller.ts";
import type { DigestWords, Language } from "./words.ts";

/** Alarms that a digest names by themselves. */
const WORST = 5;
/** Nobody goes through more links than these one by one. */
const MOST_LINKS = 3;

export interface Named {
  readonly ref: AlarmRef;
  readonly alarm: Alarm;
}

export interface DigestParts {
  readonly facts: Facts;
  readonly timesOf: (ref: AlarmRef) => number;
}

/** Those that are still there and nobody has acknowledged, the worst first. */
export function openOf(alarms: readonly Named[], timesOf: (ref: AlarmRef) => number): readonly Named[] {
  const rank = ({ alarm }: Named) => SEVERITIES.indexOf(alarm.severity);
  const isOpen = ({ ref, alarm }: Named) =>
    (alarm.occurrence === ref.occurrence || timesOf(ref) > 1) && (alarm.active || alarm.latched) && !alarm.acknowledged;
  return alarms.filter(isOpen).sort((a, b) => rank(a) - rank(b));
}

/** The alarms of a digest that have a link of their own. Templates have room for one, and name the worst alarm. */
export function linkedBy(kind: RoadKind, open: readonly Named[]): readonly Named[] {
  if (kind === "http-sms") return open.slice(0, 1);
  return kind === "smtp" && open.length <= MOST_LINKS ? open : [];
}

/** `links`: addresses by alarm; null: this letter could have none whatever it said. */
export function digestOf(
  row: Row,
  kind: RoadKind,
  alarms: readonly Named[],
  links: ReadonlyMap<string, string> | null,
  { facts, timesOf }: DigestParts,
  language: Language,
): DigestWords {
  const open = openOf(alarms, timesOf);
  const last = isLast(row);
  return {
    total: row.alarms.length,
    open: open.length,
    worst: open.slice(0, WORST).map(({ ref, alarm }) => facts.words(alarm, timesOf(ref), language)),
    links: open.slice(0, WORST).map(({ alarm }) => links?.get(alarm.id) ?? null),
    onConsole: links !== null && links.size === 0 && open.length > 0 && !last,
    atOnce: kind === "modem-call" && row.person !== null && !row.test && !last,
    last,
  };
}
