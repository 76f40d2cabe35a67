// A roster as a table: one row per day, one column per shift of each post, hours without anybody where they fall. Pure.
import type { DayView, GapsView, PostNow, Shift, TurnView } from "#gateway/contract/duty.ts";
import { momentOfWall, wallText } from "../../words/range.ts";
import { addDays } from "./days.ts";

/** A shift of a post; `shift` null: the post has none. */
export interface Column {
  readonly key: string;
  readonly post: string;
  readonly shift: Pick<Shift, "id" | "name" | "from" | "to"> | null;
}

/** Columns of one post stand together. */
export interface ColumnGroup {
  readonly post: Pick<PostNow, "id" | "name">;
  readonly columns: readonly Column[];
}

/** Hours of one day without anybody, as campus clocks show them; `to` is `24:00` when they go on. */
export interface DayGap {
  readonly from: string;
  readonly to: string;
}

export interface Row {
  readonly day: DayView;
  /** By column's key. */
  readonly turns: ReadonlyMap<string, TurnView>;
  /** By column's key: hours of a turn with nobody stand at that turn, others in the first column of their post. */
  readonly gaps: ReadonlyMap<string, readonly DayGap[]>;
}

/** Posts in the order of the configuration, their shifts by the time they begin; a post that must always be covered has a column in any case. */
export function columnGroups(posts: readonly PostNow[], shifts: readonly Shift[]): readonly ColumnGroup[] {
  const known = new Set(posts.map(({ id }) => id));
  // A shift may outlive its post, and is shown so that somebody mends it.
  const gone = [...new Set(shifts.map(({ post }) => post))].filter((id) => !known.has(id));
  return [...posts, ...gone.map((id) => ({ id, name: id, covered: "sometimes" as const }))].flatMap((post) => {
    const own = shifts
      .filter((shift) => shift.post === post.id)
      .sort((a, b) => a.from.localeCompare(b.from) || a.name.localeCompare(b.name));
    if (own.length === 0 && post.covered === "sometimes") return [];
    const columns = own.map((shift) => ({ key: shift.id, post: post.id, shift }));
    return [{ post, columns: columns.length > 0 ? columns : [{ key: ` ${post.id}`, post: post.id, shift: null }] }];
  });
}

/** One row for each day. */
export function rowsOf(
  groups: readonly ColumnGroup[],
  days: readonly DayView[],
  turns: readonly TurnView[],
  gaps: GapsView["gaps"],
): readonly Row[] {
  const byDay = new Map(days.map(({ day }) => [day, new Map<string, TurnView>()]));
  for (const turn of turns) byDay.get(turn.day)?.set(turn.shift, turn);
  return days.map((day) => {
    const own = byDay.get(day.day) ?? new Map<string, TurnView>();
    return { day, turns: own, gaps: gapsOn(day.day, groups, own, gaps) };
  });
}

function gapsOn(
  day: string,
  groups: readonly ColumnGroup[],
  turns: ReadonlyMap<string, TurnView>,
  gaps: GapsView["gaps"],
): Row["gaps"] {
  const [begin, end] = [momentOfWall(`${day}T00:00`), momentOfWall(`${addDays(day, 1)}T00:00`)];
  const found = new Map<string, DayGap[]>();
  for (const { post, from, to } of gaps) {
    const [first, last] = [Math.max(begin, Date.parse(from)), Math.min(end, Date.parse(to))];
    if (first >= last) continue;
    const columns = groups.find((group) => group.post.id === post)?.columns ?? [];
    const isOf = ({ key }: Column) => {
      const turn = turns.get(key);
      if (turn === undefined || turn.persons.length > 0) return false;
      return Date.parse(turn.from) < last && Date.parse(turn.to) > first;
    };
    const key = (columns.find(isOf) ?? columns[0])?.key ?? "";
    const part = { from: clockOf(first), to: last === end ? "24:00" : clockOf(last) };
    found.set(key, [...(found.get(key) ?? []), part]);
  }
  return found;
}

/** `HH:MM` on the campus's clock. */
export function clockOf(ms: number): string {
  return wallText(ms).slice(11);
}

/** A shift that goes over midnight; 24 hours are no night. */
export function isNight({ from, to }: Pick<Shift, "from" | "to">): boolean {
  return to < from;
}

/** The table as a file has it: one line per day and shift. */
export function tableOf(
  groups: readonly ColumnGroup[],
  rows: readonly Row[],
  words: { readonly head: readonly string[]; dayWords(day: DayView): string; persons(turn: TurnView): string },
): readonly (readonly string[])[] {
  const lines = rows.flatMap((row) =>
    groups.flatMap(({ post, columns }) =>
      columns.flatMap(({ key, shift }) => {
        const turn = row.turns.get(key);
        if (turn === undefined || shift === null) return [];
        return [
          [row.day.day, words.dayWords(row.day), post.name, shift.name, shift.from, shift.to, words.persons(turn)],
        ];
      }),
    ),
  );
  return [words.head, ...lines];
}
