// The occurrences that a question finds, newest first, page by page; and all of them for a file.
import { useInfiniteQuery } from "@tanstack/react-query";
import type { AlarmHistory, Occurrence } from "#gateway/contract/alarm-desk.ts";
import { type ApiProblem, call } from "../../api/http.ts";

const AT_ONCE = 200;
/** One file holds at most so many. */
const MOST_EXPORTED = 10_000;

function pathOf(question: string, before: string | null): string {
  return `/alarms/history?limit=${AT_ONCE}${before === null ? "" : `&before=${encodeURIComponent(before)}`}&${question}`;
}

function nextOf({ next }: AlarmHistory): string | null {
  return next === null ? null : String(next);
}

export function useHistory(question: string) {
  return useInfiniteQuery<
    AlarmHistory,
    ApiProblem,
    { readonly pages: readonly AlarmHistory[] },
    readonly string[],
    string | null
  >({
    queryKey: [`/alarms/history?${question}`, "pages"],
    queryFn: ({ pageParam, signal }) => call("GET", pathOf(question, pageParam), { signal }),
    initialPageParam: null,
    getNextPageParam: nextOf,
  });
}

export interface Exported {
  readonly occurrences: readonly Occurrence[];
  /** There are older ones that are not in it. */
  readonly cut: boolean;
}

export async function readAll(question: string): Promise<Exported> {
  const occurrences: Occurrence[] = [];
  for (let before: string | null = null; ; ) {
    const page: AlarmHistory = await call<AlarmHistory>("GET", pathOf(question, before));
    occurrences.push(...page.occurrences);
    before = nextOf(page);
    if (before === null || page.occurrences.length === 0) return { occurrences, cut: false };
    if (occurrences.length >= MOST_EXPORTED) return { occurrences: occurrences.slice(0, MOST_EXPORTED), cut: true };
  }
}
