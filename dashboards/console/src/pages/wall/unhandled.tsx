// Severe alarms of the last day that are over and of which nobody has said what they were: told on the large screen until somebody does.
import { useQueries } from "@tanstack/react-query";
import type { AlarmHistory } from "#gateway/contract/alarm-desk.ts";
import type { Handling } from "#gateway/contract/story.ts";
import { call } from "../../api/http.ts";
import { useGet } from "../../api/queries.ts";
import type { AlarmRef } from "../../calling/look.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { useCan } from "../../session/session.tsx";
import { wallTexts } from "./texts.ts";

const DAY_MS = 24 * 3_600_000;
const AGAIN_MS = 30_000;
/** Looked at: more than a shift has on a bad day. */
const LOOKED_AT = 12;
/** `severity` of a list may repeat. */
const ASKED = "/alarms/history?limit=50&severity=critical&severity=high";

/** The newest first; empty for whoever may not record it. */
export function useUnhandled(): readonly AlarmRef[] {
  const may = useCan("alarms.ack");
  const past = useGet<AlarmHistory>(ASKED, { refresh: AGAIN_MS, enabled: may }).data?.occurrences ?? [];
  const over = past
    .filter(
      ({ clearedAt, acknowledgedAt, raisedAt }) =>
        clearedAt !== null && acknowledgedAt !== null && Date.parse(raisedAt) > gatewayNow() - DAY_MS,
    )
    .slice(0, LOOKED_AT);
  const answers = useQueries({
    queries: over.map(({ alarm, occurrence }) => {
      const path = `/alarms/${encodeURIComponent(alarm)}/handling?occurrence=${occurrence}`;
      return {
        queryKey: [path],
        queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
          call<{ readonly handling: Handling | null }>("GET", path, { signal }),
        refetchInterval: AGAIN_MS,
      };
    }),
  });
  return over.flatMap(({ alarm, occurrence }, i) =>
    answers[i]?.data?.handling === null ? [{ id: alarm, occurrence }] : [],
  );
}

/** One line: how many wait, and a tap opens the newest. */
export function WallUnhandled({ open }: { open(alarm: AlarmRef): void }) {
  const say = useTexts(wallTexts);
  const waiting = useUnhandled();
  const [newest] = waiting;
  if (newest === undefined) return null;
  return (
    <button type="button" className="wall-open wall-unhandled" onClick={() => open(newest)}>
      {say("unhandled", { n: waiting.length })}
    </button>
  );
}
