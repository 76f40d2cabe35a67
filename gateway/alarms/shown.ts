// The alarms as everybody sees them: only what has been told. Sorted once for each change, however many ask.
import { type AlarmFilter, SEVERITIES, type Severity } from "../contract/alarms.ts";
import type { AlarmState } from "./alarm.ts";
import { passes, worstFirst } from "./view.ts";

/** Where a page ends: the place of its last alarm in the order of the list. */
const CURSOR = /^([0-3])\.(\d{1,16})\.(.{1,200})$/;

export class ShownAlarms {
  readonly #states = new Map<string, AlarmState>();
  #version = 0;
  readonly #sorted = new Map<AlarmFilter, readonly AlarmState[]>();

  /** Null: nothing of this id any more. */
  set(id: string, state: AlarmState | null): void {
    if (state === null) this.#states.delete(id);
    else this.#states.set(id, state);
    this.#sorted.clear();
    this.#version++;
  }

  /** Another number after every change. */
  get version(): number {
    return this.#version;
  }

  get(id: string): AlarmState | undefined {
    return this.#states.get(id);
  }

  /** Worst first. */
  list(filter: AlarmFilter): readonly AlarmState[] {
    const known = this.#sorted.get(filter);
    if (known !== undefined) return known;
    const sorted = [...this.#states.values()].filter((state) => passes(state, filter)).sort(worstFirst);
    this.#sorted.set(filter, sorted);
    return sorted;
  }

  openCounts(): ReadonlyMap<Severity, number> {
    const counts = new Map<Severity, number>(SEVERITIES.map((severity) => [severity, 0]));
    for (const { severity } of this.list("open")) counts.set(severity, (counts.get(severity) ?? 0) + 1);
    return counts;
  }
}

/** The part of a sorted list that follows `after`, at most `limit` of those that `sees` lets through. Null: `after` is no cursor. */
export function pageOf(
  sorted: readonly AlarmState[],
  { after, limit, sees }: { after: string | null; limit: number; sees: (state: AlarmState) => boolean },
): { readonly states: readonly AlarmState[]; readonly next: string | null } | null {
  const place = after === null ? null : placeOf(after);
  if (after !== null && place === null) return null;
  const states: AlarmState[] = [];
  for (const state of sorted) {
    if ((place !== null && worstFirst(state, place) <= 0) || !sees(state)) continue;
    if (states.length === limit) return { states, next: cursorOf(states.at(-1) as AlarmState) };
    states.push(state);
  }
  return { states, next: null };
}

function cursorOf({ severity, raisedMs, id }: AlarmState): string {
  return `${SEVERITIES.indexOf(severity)}.${raisedMs ?? 0}.${id}`;
}

function placeOf(cursor: string): Pick<AlarmState, "severity" | "raisedMs" | "id"> | null {
  const [, rank, raisedMs, id] = CURSOR.exec(cursor) ?? [];
  const severity = SEVERITIES[Number(rank)];
  return severity === undefined || id === undefined ? null : { severity, raisedMs: Number(raisedMs), id };
}
