// The past of some points with what comes live: asked for once, kept up to date by the stream, and asked again now and then.
import { type UseQueryOptions, type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { parseDuration } from "#gateway/contract/time.ts";
import { type ApiProblem, call } from "../api/http.ts";
import { gatewayNow } from "../live/clock.ts";
import { currentLatest, followLatest } from "../live/store.ts";
import { folded, type HistoryAnswer, joined, type Moment, momentOf, momentsOf } from "./course.ts";
import { FINEST_STEP, historyPath, MOST_READINGS, stepFor } from "./plan.ts";
import { type Series, seriesKey } from "./series.ts";
import type { Window } from "./window.ts";

/** Figures of a step that is not over yet change; late readings change older ones. */
const AGAIN_MS = 60_000;
const LATE_AGAIN_MS = 300_000;
/** Beyond this length what comes live is less than a pixel wide until it is asked for again. */
const LIVE_UP_TO_MS = 25 * 3_600_000;

export interface Past {
  readonly answer: HistoryAnswer;
  /** Null: the readings themselves. */
  readonly step: string | null;
  readonly moments: readonly Moment[];
}

/** One point with its course over the window. */
export interface Course {
  readonly series: Series;
  readonly query: UseQueryResult<Past, ApiProblem>;
  readonly moments: readonly Moment[];
}

async function read(series: Series, { range, fromMs, toMs }: Window, signal: AbortSignal): Promise<Past> {
  const now = gatewayNow();
  const span =
    "preset" in range ? { fromMs: now - (toMs - fromMs), toMs: null } : { fromMs: range.from, toMs: range.to };
  const get = (step: string | null) => call<HistoryAnswer>("GET", historyPath(series, span, step), { signal });
  let step = stepFor(span.fromMs, span.toMs ?? now, now);
  let answer = await get(step);
  if (step === null && answer.next !== null) {
    step = FINEST_STEP;
    answer = await get(step);
  }
  return { answer, step, moments: momentsOf(answer) };
}

/** The courses of these points over the window, in the same order. */
export function useCourses(series: readonly Series[], window: Window): readonly Course[] {
  const { range, fromMs, toMs, moving } = window;
  const named = "preset" in range ? range.preset : `${range.from}-${range.to}`;
  const queries = useQueries({
    queries: series.map(
      (each): UseQueryOptions<Past, ApiProblem> => ({
        queryKey: ["/history", each.device, each.point, named],
        queryFn: ({ signal }) => read(each, window, signal),
        refetchInterval: moving ? (toMs - fromMs > LIVE_UP_TO_MS ? LATE_AGAIN_MS : AGAIN_MS) : false,
        staleTime: AGAIN_MS,
      }),
    ),
  });
  const live = useLiveMoments(series, moving && toMs - fromMs <= LIVE_UP_TO_MS);
  const keys = series.map(seriesKey).join(",");
  const versions = queries.map(({ dataUpdatedAt }) => dataUpdatedAt).join(",");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `keys` and `versions` stand for series and answers; what came live waits for the next step of the window
  const moments = useMemo(
    () => series.map((each, at) => momentsIn(queries[at]?.data, live.current.get(seriesKey(each)) ?? [], fromMs)),
    [keys, versions, fromMs],
  );
  return series.flatMap((each, at) => {
    const query = queries[at];
    return query === undefined ? [] : [{ series: each, query, moments: moments[at] ?? [] }];
  });
}

function momentsIn(past: Past | undefined, live: readonly Moment[], fromMs: number): readonly Moment[] {
  if (past === undefined) return [];
  const since = past.step === null ? live : folded(live, parseDuration(past.step) ?? 1);
  return joined(past.moments, since, fromMs);
}

/** What came live for each of these points since they are shown. */
function useLiveMoments(series: readonly Series[], enabled: boolean) {
  const live = useRef(new Map<string, Moment[]>());
  const keys = series.map(seriesKey).join(",");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `keys` stands for the series
  useEffect(() => {
    if (!enabled) return;
    const take = () => {
      for (const each of series) {
        const point = currentLatest()
          .get(each.device)
          ?.find((one) => one.point === each.point);
        const moment = point === undefined ? null : momentOf(point);
        const known = live.current.get(seriesKey(each)) ?? [];
        if (moment === null || known.at(-1)?.atMs === moment.atMs) continue;
        live.current.set(seriesKey(each), [...known, moment].slice(-MOST_READINGS));
      }
    };
    take();
    return followLatest(take);
  }, [keys, enabled]);
  return live;
}
