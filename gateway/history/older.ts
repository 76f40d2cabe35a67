// Readings that are older than the journal, from InfluxDB: in front of whatever answers from the journal. Steps never need it.
import { cursorText, type History, type HistoryAnswer, type HistoryQuery } from "../contract/history.ts";
import { formatTime } from "../contract/time.ts";
import type { Clock } from "../kit/clock.ts";
import { messageOf } from "../kit/errors.ts";
import type { Target } from "../kit/line-store/target.ts";
import type { Log } from "../kit/log.ts";
import { influxReaches, influxReadings, type StoredReading } from "./influx-readings.ts";

/** One answer may take so long; then there is only what the journal has. */
const PATIENCE_MS = 8000;
/** A device's time is believed up to this much ahead (contract §4): its readings may be measured after the journal's oldest was received. */
const AHEAD_MS = 5 * 60_000;

export interface OlderOptions {
  /** Where InfluxDB is now and as which campus we write there; null: there is none. */
  readonly store: () => { readonly target: Target; readonly campus: string } | null;
  readonly clock: Clock;
  readonly log: Log;
}

interface ReadingsBody {
  readonly device: string;
  readonly point: string;
  readonly unit: string;
  readonly complete: boolean;
  readonly next: string | null;
  readonly readings: readonly { readonly at: string; readonly value: unknown; readonly quality: string }[];
}

/** Answers from `journal`, and readings before it from InfluxDB while there is one. What cannot be asked there makes an answer incomplete. */
export function withOlderReadings(journal: History, options: OlderOptions): History {
  const { store, clock, log } = options;
  let trouble = false;

  const older = async (
    query: HistoryQuery,
    answer: { readonly body: string; readonly sinceMs: number },
    signal: AbortSignal,
  ): Promise<HistoryAnswer | null> => {
    const from = store();
    if (from === null) return answer;
    const untilMs = Math.min(query.toMs, answer.sinceMs + AHEAD_MS);
    const late = new AbortController();
    using _patience = clock.after(PATIENCE_MS, () => late.abort());
    const ended = AbortSignal.any([signal, late.signal]);
    const body: ReadingsBody = JSON.parse(answer.body);
    const complete = await influxReaches(from.target, from.campus, query.fromMs, ended);
    const fromMs = Math.max(query.fromMs, query.after?.ms ?? 0);
    if (fromMs >= untilMs) return { body: JSON.stringify({ ...body, complete }) };
    const { device, point, limit, after } = query;
    const cursor = after === null ? null : { ms: after.ms, rest: after.seq % 1_000_000 };
    const wish = {
      campus: from.campus,
      device,
      point,
      unit: body.unit,
      fromMs,
      toMs: untilMs,
      after: cursor,
      limit: limit + 1,
    };
    const found = await influxReadings(from.target, wish, ended);
    const shown = found.slice(0, limit).map((one) => readingBody(one, query.booleans === true));
    const last = found[Math.min(found.length, limit) - 1];
    const end = last === undefined ? null : cursorText({ ms: last.measuredMs, seq: last.rest });
    if (found.length > limit) return { body: JSON.stringify({ ...body, complete, next: end, readings: shown }) };
    const rest = await journal.query(
      { ...query, fromMs: untilMs, after: null, limit: Math.max(1, limit - shown.length) },
      signal,
    );
    if (rest === null || !("body" in rest)) return rest;
    const newer: ReadingsBody = JSON.parse(rest.body);
    const isFull = shown.length === limit;
    const next = isFull ? (newer.readings.length > 0 ? end : null) : newer.next;
    const readings = isFull ? shown : [...shown, ...newer.readings];
    return { body: JSON.stringify({ ...body, complete, next, readings }) };
  };

  return {
    query: async (query, signal) => {
      const answer = await journal.query(query, signal);
      if (answer === null || !("body" in answer)) return answer;
      const { body, sinceMs } = answer;
      if (sinceMs === undefined || sinceMs <= query.fromMs || store() === null) return answer;
      try {
        const whole = await older(query, { body, sinceMs }, signal);
        trouble = false;
        return whole;
      } catch (error) {
        if (signal.aborted) return null;
        if (!trouble) log.warn({ error: messageOf(error) }, "InfluxDB could not be asked for older readings");
        trouble = true;
        return answer;
      }
    },
  };
}

function readingBody({ measuredMs, value, quality }: StoredReading, booleans: boolean) {
  const shown = booleans && typeof value === "number" ? value !== 0 : value;
  return { at: formatTime(measuredMs), value: shown, quality };
}
