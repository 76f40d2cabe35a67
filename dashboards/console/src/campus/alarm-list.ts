// The list of alarms as changes of single alarms come in: what an entry tells is put in its place without asking for the list again. Pure.
import { type Alarm, type AlarmFilter, SEVERITIES } from "#gateway/contract/alarms.ts";

/** The alarm that an alarm's entry carries; null for a body that is none. */
export function alarmIn(body: Readonly<Record<string, unknown>>): Alarm | null {
  return isAlarm(body) ? body : null;
}

function isAlarm(body: unknown): body is Alarm {
  if (typeof body !== "object" || body === null) return false;
  const known = "id" in body && "occurrence" in body && "severity" in body && "text" in body && "active" in body;
  return known && typeof body.id === "string" && typeof body.text === "object" && body.text !== null;
}

/** Whether a list of this state holds the alarm (contract §6). */
export function belongs(alarm: Alarm, state: AlarmFilter): boolean {
  const { active, acknowledged, latched, shelved } = alarm;
  switch (state) {
    case "open":
      return (active || !acknowledged || latched) && shelved === null;
    case "active":
      return active;
    case "unacknowledged":
      return !acknowledged;
    case "shelved":
      return shelved !== null;
    case "all":
      return true;
  }
}

/** Worst first, then what was raised last, as the gateway orders them. */
export function worstFirst(a: Alarm, b: Alarm): number {
  const bySeverity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  if (bySeverity !== 0) return bySeverity;
  const [x, y] = [a.raisedAt ?? "", b.raisedAt ?? ""];
  if (x !== y) return x < y ? 1 : -1;
  return a.id < b.id ? -1 : 1;
}

/** The list with these newer alarms in it, or out of it. */
export function withAlarms(list: readonly Alarm[], news: readonly Alarm[], state: AlarmFilter): readonly Alarm[] {
  const newest = new Map(news.map((alarm) => [alarm.id, alarm]));
  const kept = list.filter(({ id }) => !newest.has(id));
  const come = [...newest.values()].filter((alarm) => belongs(alarm, state)).sort(worstFirst);
  if (come.length === 0 && kept.length === list.length) return list;
  return merged(kept, come);
}

/** Two sorted lists as one. Of ten thousand alarms hardly any are compared when one comes. */
function merged(list: readonly Alarm[], few: readonly Alarm[]): Alarm[] {
  const parts: Alarm[] = [];
  let from = 0;
  for (const alarm of few) {
    const to = placeOf(list, alarm, from);
    for (let i = from; i < to; i++) parts.push(list[i] ?? alarm);
    parts.push(alarm);
    from = to;
  }
  return from === 0 ? [...parts, ...list] : [...parts, ...list.slice(from)];
}

/** Before which of a sorted list, from `from` on, an alarm belongs. */
function placeOf(list: readonly Alarm[], alarm: Alarm, from: number): number {
  let [low, high] = [from, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = list[middle];
    if (other !== undefined && worstFirst(other, alarm) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
