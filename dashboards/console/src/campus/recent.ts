// The newest entries of some kinds, kept up to date by the stream; and how many losses there were lately.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Entry, Kind } from "#gateway/contract/entry.ts";
import { call } from "../api/http.ts";
import type { EntriesPage } from "../api/types.ts";
import { useNowEvery } from "../live/clock.ts";
import { useEntries } from "../live/hooks.ts";
import { useCan } from "../session/session.tsx";

/** A page of a sparse filter may be empty though there is more: so often it is asked on. */
const PAGES_AT_MOST = 6;
const PAGE = 500;
const DAY_MS = 86_400_000;
const COUNT_AGAIN_S = 300;

/** The newest entries first, at most `limit`; `more` when there are older ones that were not looked at. */
async function newest(filter: URLSearchParams, limit: number, signal: AbortSignal): Promise<EntriesPage> {
  const entries: Entry[] = [];
  const query = new URLSearchParams(filter);
  query.set("order", "newest");
  query.set("limit", String(Math.min(limit, PAGE)));
  for (let pages = 1; ; pages++) {
    const page = await call<EntriesPage>("GET", `/entries?${query}`, { signal });
    entries.push(...page.entries);
    if (!page.more || entries.length >= limit || pages >= PAGES_AT_MOST)
      return { ...page, entries: entries.slice(0, limit) };
    query.set("before", `${page.epoch}:${page.next}`);
  }
}

/** The newest `limit` entries of these kinds (and devices), newest first; undefined while loading and without the right to see any. */
export function useRecentEntries(
  kinds: readonly Kind[],
  limit: number,
  devices?: ReadonlySet<string>,
): readonly Entry[] | undefined {
  const can = useCan("entries.read");
  const filter = new URLSearchParams(kinds.map((kind) => ["kind", kind]));
  for (const device of devices ?? []) filter.append("device", device);
  const key = filter.toString();
  const { data } = useQuery({
    queryKey: [`/entries?${key}`, limit],
    queryFn: ({ signal }) => newest(filter, limit, signal),
    enabled: can && devices?.size !== 0,
  });
  const [fresh, setFresh] = useState<readonly Entry[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter begins anew
  useEffect(() => setFresh([]), [key]);
  useEntries((entry) => {
    if (!kinds.includes(entry.kind) || (devices !== undefined && !devices.has(entry.device ?? ""))) return;
    setFresh((before) => [entry, ...before].slice(0, limit));
  });
  if (data === undefined) return devices?.size === 0 ? [] : undefined;
  const epoch = fresh[0]?.epoch ?? data.epoch;
  const bySeq = new Map([...data.entries, ...fresh].filter((e) => e.epoch === epoch).map((e) => [e.seq, e]));
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq).slice(0, limit);
}

export interface LossCount {
  readonly count: number;
  /** There were more than could be counted quickly. */
  readonly atLeast: boolean;
}

/** How many messages were lost in the last 24 hours; null while it is not known. */
export function useLossCount(): LossCount | null {
  const can = useCan("entries.read");
  const from = useNowEvery(COUNT_AGAIN_S) - DAY_MS;
  const { data } = useQuery({
    queryKey: ["/entries?kind=loss", from],
    queryFn: ({ signal }) =>
      newest(new URLSearchParams({ kind: "loss", from: new Date(from).toISOString() }), PAGE * 2, signal),
    enabled: can,
    placeholderData: keepPreviousData,
    refetchInterval: COUNT_AGAIN_S * 1000,
  });
  if (data === undefined) return null;
  const count = data.entries.reduce((sum, { body }) => sum + (typeof body.count === "number" ? body.count : 1), 0);
  return { count, atLeast: data.more };
}
