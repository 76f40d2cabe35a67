import { expect, test } from "vitest";
import type { Entry } from "#gateway/contract/entry.ts";
import type { EntriesPage } from "../../api/types.ts";
import { EMPTY, type ListState, listReducer, MOST_ROWS } from "./list-state.ts";

function entry(seq: number): Entry {
  const at = "2026-11-22T05:00:00.000Z";
  return {
    ...{ epoch: "q7", seq, kind: "event", type: "door.opened", device: "gate", measuredAt: at, receivedAt: at },
    ...{ clock: "gateway", late: false, deviceSeq: null, eid: null, cause: null, body: {} },
  } as Entry;
}
function page(seqs: readonly number[], rest: Partial<EntriesPage> = {}): EntriesPage {
  return { epoch: "q7", head: 100, entries: seqs.map(entry), next: seqs.at(-1) ?? 1, more: false, gap: null, ...rest };
}
const seqs = (rows: readonly Entry[]) => rows.map(({ seq }) => seq);
const opened = (): ListState => listReducer(EMPTY, { act: "older", page: page([100, 99, 90], { more: true }) });

test("pages join below without an entry twice", () => {
  const state = listReducer(opened(), { act: "older", page: page([90, 80]) });
  expect(seqs(state.rows)).toEqual([100, 99, 90, 80]);
  expect(state.more).toBe(false);
});

test("new entries wait above while somebody reads further down, and are shown when asked for", () => {
  const away = listReducer(opened(), { act: "newer", page: page([101, 103]), atTop: false });
  expect(seqs(away.rows)).toEqual([100, 99, 90]);
  expect(seqs(away.waiting)).toEqual([103, 101]);
  const later = listReducer(away, { act: "newer", page: page([104]), atTop: true });
  expect(seqs(later.waiting)).toEqual([104, 103, 101]);
  const shown = listReducer(later, { act: "show-waiting" });
  expect(seqs(shown.rows)).toEqual([104, 103, 101, 100, 99, 90]);
  expect(shown.waiting).toEqual([]);
});

test("at the top new entries come by themselves, once, also when asked for twice", () => {
  const once = listReducer(opened(), { act: "newer", page: page([101, 102]), atTop: true });
  const twice = listReducer(once, { act: "newer", page: page([101, 102]), atTop: true });
  expect(seqs(twice.rows)).toEqual([102, 101, 100, 99, 90]);
});

test("entries that the filter leaves out are not asked for again", () => {
  expect(listReducer(opened(), { act: "newer", page: page([], { next: 180 }), atTop: true }).newest).toBe(180);
});

test("the list stays within its bound", () => {
  const all = Array.from({ length: MOST_ROWS + 5 }, (_, i) => 20_000 - i);
  const state = listReducer(EMPTY, { act: "older", page: page(all) });
  expect(state.rows).toHaveLength(MOST_ROWS);
  expect(state.rows.at(-1)?.seq).toBe(20_000 - MOST_ROWS + 1);
});
