// Whether shifts can be kept as they were given, and whether a swap can be: everything that is wrong, each at its field. Pure.
import { isId } from "../../contract/ids.ts";
import type { Fault } from "../documents.ts";
import { isDay, isTime } from "./days.ts";
import type { Roster, Shift, Swap, Turn } from "./roster.ts";
import { type RosterFacts, turnsIn } from "./turns.ts";

const MOST_SHIFTS = 100;
const MOST_GROUPS = 60;
const MOST_IN_GROUP = 8;
const LONGEST_NAME = 32;
const DAY_MS = 86_400_000;

/** What shifts and swaps may name. */
export interface Known {
  hasPerson(id: string): boolean;
  hasPost(id: string): boolean;
}

/** Everything that is wrong with these shifts; `before`: a post that a shift has named already may be gone from the configuration. */
export function checkShifts(shifts: readonly Shift[], known: Known, before: readonly Shift[]): readonly Fault[] {
  const wrong: Fault[] = [];
  if (shifts.length > MOST_SHIFTS) wrong.push({ path: "/shifts", fault: "tooMany", values: { limit: MOST_SHIFTS } });
  const seen = new Set<string>();
  for (const [n, shift] of shifts.entries()) {
    const say = (path: string, fault: Fault["fault"], values?: Fault["values"]) =>
      wrong.push({ path: `/shifts/${n}${path}`, fault, ...(values !== undefined && { values }) });
    if (!isId(shift.id)) say("/id", "notAnId");
    else if (seen.has(shift.id)) say("/id", "twice");
    seen.add(shift.id);
    const name = shift.name.trim();
    if (name === "") say("/name", "required");
    if (name.length > LONGEST_NAME) say("/name", "tooLong", { limit: LONGEST_NAME });
    if (!known.hasPost(shift.post) && !before.some(({ id, post }) => id === shift.id && post === shift.post))
      say("/post", "unknownPost", { id: shift.post });
    if (!isTime(shift.from)) say("/from", "notATime");
    if (!isTime(shift.to)) say("/to", "notATime");
    const { start, groups } = shift.rotation;
    if (!isDay(start)) say("/rotation/start", "notADay");
    if (groups.length === 0) say("/rotation/groups", "required");
    if (groups.length > MOST_GROUPS) say("/rotation/groups", "tooMany", { limit: MOST_GROUPS });
    for (const [at, persons] of groups.entries())
      for (const { path, ...fault } of personFaults(persons, known))
        wrong.push({ path: `/shifts/${n}/rotation/groups/${at}${path}`, ...fault });
  }
  return wrong;
}

/** Faults of a list of persons, with paths from the list on. */
export function personFaults(persons: readonly string[], known: Pick<Known, "hasPerson">): readonly Fault[] {
  const wrong: Fault[] = [];
  if (persons.length > MOST_IN_GROUP) wrong.push({ path: "", fault: "tooMany", values: { limit: MOST_IN_GROUP } });
  for (const [n, person] of persons.entries()) {
    if (!known.hasPerson(person)) wrong.push({ path: `/${n}`, fault: "unknownPerson", values: { id: person } });
    else if (persons.indexOf(person) !== n) wrong.push({ path: `/${n}`, fault: "twice" });
  }
  return wrong;
}

/** What is wrong with a swap: no such shift, not held that day, persons unknown, or somebody would stand at two posts at once. */
export function checkSwap(facts: RosterFacts, swap: Swap, known: Known): readonly Fault[] {
  if (!isDay(swap.day)) return [{ path: "/day", fault: "notADay" }];
  const shift = facts.roster.shifts.find(({ id }) => id === swap.shift);
  if (shift === undefined) return [{ path: "/shift", fault: "unknownShift", values: { id: swap.shift } }];
  const wrong = personFaults(swap.persons, known).map((fault) => ({ ...fault, path: `/persons${fault.path}` }));
  if (wrong.length > 0) return wrong;
  const swapped = { ...facts, roster: withSwap(facts.roster, swap) };
  const dayMs = facts.time.momentOf(swap.day, "00:00");
  const turns = turnsIn(swapped, dayMs - DAY_MS, dayMs + 3 * DAY_MS);
  const own = turns.find(({ shift: id, day }) => id === swap.shift && day === swap.day);
  if (own === undefined) return [{ path: "/day", fault: "notHeldThatDay" }];
  return swap.persons.flatMap((person, n) => {
    const other = turns.find((turn) => turn !== own && overlaps(turn, own) && turn.persons.includes(person));
    const values = { shift: other?.shift ?? "", day: other?.day ?? "" };
    return other === undefined ? [] : [{ path: `/persons/${n}`, fault: "swapOverlaps", values } as const];
  });
}

/** The roster with this swap in place of one of the same shift and day. */
export function withSwap<Given extends Swap>(
  roster: { readonly shifts: readonly Shift[]; readonly swaps: readonly Given[] },
  swap: Given,
): { readonly shifts: readonly Shift[]; readonly swaps: readonly Given[] } {
  const others = roster.swaps.filter(({ shift, day }) => shift !== swap.shift || day !== swap.day);
  return { ...roster, swaps: [...others, swap].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)) };
}

/** Where persons are named: by id of the shift, and `SHIFT DAY` for swaps from `today` on. */
export function whereNamed({ shifts, swaps }: Roster, today: string): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, string[]>();
  const add = (person: string, where: string) => {
    const list = named.get(person) ?? [];
    if (!list.includes(where)) list.push(where);
    named.set(person, list);
  };
  for (const { id, rotation } of shifts) for (const person of rotation.groups.flat()) add(person, id);
  for (const { shift, day, persons } of swaps)
    if (day >= today) for (const person of persons) add(person, `${shift} ${day}`);
  return named;
}

function overlaps(a: Turn, b: Turn): boolean {
  return a.fromMs < b.toMs && b.fromMs < a.toMs;
}
