// The alarms that may be seen, kept up to date by the stream.
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ALARM_STATES, type Alarm, type AlarmFilter } from "#gateway/contract/alarms.ts";
import { type ApiProblem, call } from "../api/http.ts";
import { useEntries } from "../live/hooks.ts";
import { useCan } from "../session/session.tsx";
import { alarmIn, withAlarms } from "./alarm-list.ts";

interface AlarmsPage {
  readonly alarms: readonly Alarm[];
  readonly next: string | number | null;
}

export interface Alarms {
  readonly alarms: readonly Alarm[];
}

/** Shelves end and flags change without an entry on this screen's filter, so the list is asked for again now and then. */
const AGAIN_MS = 30_000;
const LONG_AGAIN_MS = 4 * AGAIN_MS;
/** Many alarms at once are put in together. */
const TOGETHER_MS = 200;
/** What is grouped by cause, and what was put in while a list was on its way, is asked for this long after a change. */
const ASK_AFTER_MS = 1500;
/** A longer list is not asked for again at each change. */
const LONG = 1000;

const pathOf = (state: AlarmFilter) => `/alarms?state=${state}`;

/** All pages of the list. */
async function readAlarms(state: AlarmFilter, signal: AbortSignal): Promise<Alarms> {
  const alarms: Alarm[] = [];
  for (let after = ""; ; ) {
    const page = await call<AlarmsPage>("GET", `${pathOf(state)}${after}`, { signal });
    alarms.push(...page.alarms);
    if (page.next === null || page.alarms.length === 0) return { alarms };
    after = `&after=${encodeURIComponent(String(page.next))}`;
  }
}

/** The alarms in this state, worst first; not asked for without the right to see any. */
export function useAlarms(state: AlarmFilter) {
  return useQuery<Alarms, ApiProblem>({
    queryKey: [pathOf(state)],
    queryFn: ({ signal }) => readAlarms(state, signal),
    refetchInterval: ({ state: { data } }) => (isLong(data) ? LONG_AGAIN_MS : AGAIN_MS),
    structuralSharing: false,
    enabled: useCan("alarms.read"),
  });
}

/** Keeps every list of alarms true while the page is open; once per page. */
export function useFollowAlarms(): void {
  const client = useQueryClient();
  const news = useRef<Alarm[]>([]);
  const timers = useRef<{ put: Timer; ask: Timer }>({ put: null, ask: null });
  useEffect(
    () => () => {
      for (const timer of Object.values(timers.current)) if (timer !== null) clearTimeout(timer);
    },
    [],
  );
  useEntries(({ kind, body }) => {
    if (kind !== "alarm") return;
    const alarm = alarmIn(body);
    if (alarm !== null) news.current.push(alarm);
    const { current } = timers;
    current.put ??= setTimeout(() => {
      current.put = null;
      putIn(client, news.current.splice(0));
    }, TOGETHER_MS);
    current.ask ??= setTimeout(() => {
      current.ask = null;
      askAgain(client);
    }, ASK_AFTER_MS);
  });
}

type Timer = ReturnType<typeof setTimeout> | null;

function putIn(client: QueryClient, news: readonly Alarm[]): void {
  for (const state of ALARM_STATES)
    client.setQueryData<Alarms>([pathOf(state)], (before) => {
      if (before === undefined) return undefined;
      const alarms = withAlarms(before.alarms, news, state);
      return alarms === before.alarms ? before : { alarms };
    });
}

/** Everything about alarms that is on screen; of the lists themselves, and of their causes, only the short ones. */
function askAgain(client: QueryClient): void {
  void client.invalidateQueries({
    predicate: ({ queryKey: [path], state: { data } }) =>
      String(path).startsWith("/alarms") && !String(path).startsWith("/alarms/rules") && !isLong(data),
  });
}

function isLong(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  const list = "alarms" in data ? data.alarms : "groups" in data ? data.groups : null;
  return Array.isArray(list) && list.length > LONG;
}

/** After an act of this person: everything about alarms is asked for again. */
export async function askForAlarms(client: QueryClient): Promise<void> {
  await client.invalidateQueries({
    predicate: ({ queryKey: [path] }) => /^\/(alarms|maintenance|quiet-times)/.test(String(path)),
  });
}
