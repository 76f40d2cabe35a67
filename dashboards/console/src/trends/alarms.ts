// The limits and alarms of the points that are shown, for whoever may see alarms; without them a course is drawn all the same.
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { useAlarmRules } from "../api/alarms.ts";
import { call } from "../api/http.ts";
import type { EntriesPage } from "../api/types.ts";
import { useLanguage } from "../i18n/texts.ts";
import { useCan } from "../session/session.tsx";
import { type Limit, limitsOf, type Raised, raisedOf } from "./limits.ts";
import { type Series, seriesKey } from "./series.ts";
import type { Window } from "./window.ts";

const MOST = 500;
const AGAIN_MS = 60_000;

export interface Marks {
  readonly limits: ReadonlyMap<string, readonly Limit[]>;
  readonly raised: readonly Raised[];
}

export function useMarks(series: readonly Series[], { range, fromMs, toMs, moving }: Window): Marks {
  const can = useCan("alarms.read");
  const canSee = useCan("entries.read") && can;
  const language = useLanguage();
  const rules = useAlarmRules(can).data?.rules;
  const devices = [...new Set(series.map(({ device }) => device))];
  const named = "preset" in range ? range.preset : `${range.from}-${range.to}`;
  const answers = useQueries({
    queries: devices.map((device) => ({
      queryKey: [`/entries?kind=alarm&device=${device}`, named],
      queryFn: ({ signal }: { signal: AbortSignal }) => alarmEntries(device, fromMs, moving ? null : toMs, signal),
      enabled: canSee,
      refetchInterval: AGAIN_MS,
    })),
  });
  const keys = series.map(seriesKey).join(",");
  const versions = answers.map(({ dataUpdatedAt }) => dataUpdatedAt).join(",");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `keys` and `versions` stand for series and answers
  return useMemo(() => {
    const known = rules ?? [];
    const found = answers.flatMap(({ data }) => data?.entries ?? []);
    return {
      limits: new Map(series.map((each) => [seriesKey(each), limitsOf(known, each, language)])),
      raised: raisedOf(found, series, language),
    };
  }, [rules, keys, versions, language]);
}

/** The newest entries about alarms of a device in a stretch of time. */
function alarmEntries(device: string, fromMs: number, toMs: number | null, signal: AbortSignal): Promise<EntriesPage> {
  const from = new Date(fromMs).toISOString();
  const params = new URLSearchParams({ kind: "alarm", device, from, order: "newest", limit: String(MOST) });
  if (toMs !== null) params.set("to", new Date(toMs).toISOString());
  return call<EntriesPage>("GET", `/entries?${params}`, { signal });
}
