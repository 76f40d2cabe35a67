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
  /** Everything up to this seq was looked at. */
  readonly newest: number;
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
      return { ...state, rows: capped([...state.waiting, ...state.rows]), waiting: [] };
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
    rows: capped(rows),
    more: page.more,
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
  return { ...state, rows: capped([...fresh, ...state.rows]), newest, problem: null };
}

function capped(rows: readonly Entry[]): readonly Entry[] {
  return rows.length <= MOST_ROWS ? rows : rows.slice(0, MOST_ROWS);
}
