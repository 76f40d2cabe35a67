// The alarms that may be seen, kept up to date by the stream.
import { useQueryClient } from "@tanstack/react-query";
import type { Alarm, AlarmFilter } from "#gateway/contract/alarms.ts";
import { useGet } from "../api/queries.ts";
import { useEntries } from "../live/hooks.ts";
import { useCan } from "../session/session.tsx";

/** Shelves end and flags change without an entry on this screen's filter, so the list is asked for again now and then. */
const AGAIN_MS = 30_000;

/** The alarms in this state, worst first; not asked for without the right to see any. */
export function useAlarms(state: AlarmFilter) {
  const client = useQueryClient();
  useEntries(({ kind }) => {
    if (kind === "alarm")
      void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith("/alarms") });
  });
  return useGet<{ readonly alarms: readonly Alarm[] }>(`/alarms?state=${state}`, {
    refresh: AGAIN_MS,
    enabled: useCan("alarms.read"),
  });
}
