// The past of a point with what comes live: asked for once, then kept up to date by the stream, and asked again now and then.
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { parseDuration } from "#gateway/contract/time.ts";
import { type ApiProblem, call } from "../../../api/http.ts";
import type { Device } from "../../../api/types.ts";
import { gatewayNow } from "../../../live/clock.ts";
import { useDeviceLatest } from "../../../live/hooks.ts";
import type { TrendRange } from "./chosen.ts";
import { folded, type HistoryAnswer, joined, type Moment, momentOf, momentsOf } from "./course.ts";
import { FINEST_STEP, historyPath, LENGTH_MS, MOST_READINGS, STEPS } from "./plan.ts";

/** Figures of a step that is not over yet change; late readings change older ones. */
const AGAIN_MS = 60_000;

export interface Past {
  readonly answer: HistoryAnswer;
  /** Null: the readings themselves. */
  readonly step: string | null;
  readonly moments: readonly Moment[];
}

async function read(device: string, point: string, range: TrendRange, signal: AbortSignal): Promise<Past> {
  const fromMs = gatewayNow() - LENGTH_MS[range];
  const get = (step: string | null) => call<HistoryAnswer>("GET", historyPath(device, point, fromMs, step), { signal });
  let step = STEPS[range];
  let answer = await get(step);
  if (step === null && answer.next !== null) {
    step = FINEST_STEP;
    answer = await get(step);
  }
  return { answer, step, moments: momentsOf(answer) };
}

export interface Course {
  readonly query: UseQueryResult<Past, ApiProblem>;
  readonly moments: readonly Moment[];
}

/** The course of a point over a range that ends now. */
export function useCourse(device: Device, point: string, range: TrendRange): Course {
  const query = useQuery<Past, ApiProblem>({
    queryKey: ["/history", device.id, point, range],
    queryFn: ({ signal }) => read(device.id, point, range, signal),
    refetchInterval: AGAIN_MS,
  });
  const newest = useDeviceLatest(device.id).find((one) => one.point === point);
  const [live, setLive] = useState<readonly Moment[]>([]);
  useEffect(() => {
    const moment = newest === undefined ? null : momentOf(newest);
    if (moment === null) return;
    setLive((before) => (before.at(-1)?.atMs === moment.atMs ? before : [...before, moment].slice(-MOST_READINGS)));
  }, [newest]);
  const { moments: past = [], step = null } = query.data ?? {};
  const since = step === null ? live : folded(live, parseDuration(step) ?? 1);
  return { query, moments: joined(past, since, gatewayNow() - LENGTH_MS[range]) };
}
