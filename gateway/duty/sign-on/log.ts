// What came of the turns: who signed on where and when, and which turns nobody signed on for. One document of campus.db per day on campus.
import type { Document } from "../../kit/accounts/documents.ts";
import { oldestKept } from "../../kit/accounts/lived.ts";
import { nextDocument } from "../documents.ts";
import { addDays } from "../roster/campus-time.ts";

const KIND = "duty-day";
/** As long as the ledger of what was told to whom. */
const KEEP_DAYS = 400;

export interface DutyDay {
  readonly signOns: readonly { readonly post: string; readonly persons: readonly string[]; readonly atMs: number }[];
  readonly missed: readonly { readonly post: string; readonly shift: string; readonly day: string }[];
}

export interface DutyLog {
  /** From the first to the last day, both included. */
  between(first: string, last: string): readonly DutyDay[];
  /** The documents to be changed so that this stands in the log of a day; `written` when they are. */
  adding(
    day: string,
    more: Partial<DutyDay>,
    nowMs: number,
  ): { readonly put: Document; readonly remove: readonly Document[]; written(): void };
}

/** Over the documents that were found; whoever writes them tells when they are written. */
export function dutyLog(store: { documents(kind: string): readonly Document[] }): DutyLog {
  const days = new Map(store.documents(KIND).map((document) => [document.id, document]));
  return {
    between: (first, last) =>
      [...days.values()]
        .filter(({ id }) => id >= first && id <= last)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(dayOf),
    adding(day, { signOns = [], missed = [] }, nowMs) {
      const before = days.get(day);
      const old = before === undefined ? { signOns: [], missed: [] } : dayOf(before);
      const content = { signOns: [...old.signOns, ...signOns], missed: [...old.missed, ...missed] };
      const put = nextDocument(KIND, day, (before?.version ?? 0) + 1, content, nowMs, "");
      const mayForget = Number.isFinite(oldestKept(store, nowMs, 0));
      const oldest = addDays(day, -KEEP_DAYS);
      const remove = mayForget ? [...days.values()].filter(({ id }) => id < oldest) : [];
      return {
        put,
        remove,
        written() {
          days.set(day, put);
          for (const { id } of remove) days.delete(id);
        },
      };
    },
  };
}

function dayOf({ body }: Document): DutyDay {
  return JSON.parse(body) as DutyDay;
}
