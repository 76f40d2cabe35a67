// The list of entries as it grows at both ends: older pages below as one scrolls, new entries above without moving what is being read.
import type { Entry } from "#gateway/contract/entry.ts";
import type { ApiProblem } from "../../api/http.ts";
import type { EntriesPage } from "../../api/types.ts";

/** More rows than this are not kept: the filter is then the way to older ones. */
export const MOST_ROWS = 10_000;

export interface ListState {
  readonly epoch: string | null;
  /** Newest first. */
  readonly rows: readonly Entry[];
  /** Newer than `rows`, newest first: shown when asked for, so that nothing moves under the eyes. */
  readonly waiting: readonly Entry[];
  /** From where newer entries are asked for: everything up to here was looked at. */
  readonly newest: number;
  /** Where the next older page begins. */
  readonly before: number;
  /** True while older entries may exist. */
  readonly more: boolean;
  readonly gap: EntriesPage["gap"];
  readonly problem: ApiProblem | null;
  /** The journal was replaced while the page was open. */
  readonly replaced: boolean;
}

export type ListAct =
  | { readonly act: "begin"; readonly replaced?: boolean }
  | { readonly act: "older"; readonly page: EntriesPage }
  | { readonly act: "newer"; readonly page: EntriesPage; readonly atTop: boolean }
  | { readonly act: "show-waiting" }
  | { readonly act: "failed"; readonly problem: ApiProblem };

export const EMPTY: ListState = {
  epoch: null,
  rows: [],
  waiting: [],
  newest: 0,
  before: 0,
  more: true,
  gap: null,
  problem: null,
  replaced: false,
};

export function listReducer(state: ListState, act: ListAct): ListState {
  switch (act.act) {
    case "begin":
      return { ...EMPTY, replaced: act.replaced ?? false };
    case "older":
      return withOlder(state, act.page);
    case "newer":
      return withNewer(state, act.page, act.atTop);
    case "show-waiting":
      return { ...state, ...capped([...state.waiting, ...state.rows], state), waiting: [] };
    case "failed":
      return { ...state, problem: act.problem };
  }
}

function withOlder(state: ListState, page: EntriesPage): ListState {
  const first = state.epoch === null;
  const last = state.rows[state.rows.length - 1]?.seq ?? Number.POSITIVE_INFINITY;
  const rows = [...state.rows, ...page.entries.filter(({ seq }) => seq < last)];
  return {
    ...state,
    ...capped(rows, { before: page.next, more: page.more }),
    epoch: page.epoch,
    newest: first ? page.head : state.newest,
    gap: page.gap ?? state.gap,
    problem: null,
  };
}

/** `page` is oldest first, as the gateway gives what comes after a position. */
function withNewer(state: ListState, page: EntriesPage, atTop: boolean): ListState {
  const fresh = page.entries.filter(({ seq }) => seq > state.newest).reverse();
  const newest = Math.max(state.newest, page.next);
  if (fresh.length === 0) return { ...state, newest, problem: null };
  if (!atTop || state.waiting.length > 0)
    return { ...state, newest, waiting: [...fresh, ...state.waiting].slice(0, MOST_ROWS), problem: null };
  return { ...state, ...capped([...fresh, ...state.rows], state), newest, problem: null };
}

/** What is cut off below can be had again by going on from the last row that is kept. */
function capped(
  rows: readonly Entry[],
  { before, more }: Pick<ListState, "before" | "more">,
): Pick<ListState, "rows" | "before" | "more"> {
  const last = rows[MOST_ROWS - 1];
  if (rows.length <= MOST_ROWS || last === undefined) return { rows, before, more };
  return { rows: rows.slice(0, MOST_ROWS), before: last.seq, more: true };
}
