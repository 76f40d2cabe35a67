// What else the gateway noted about the device shortly before and after the alarm began: often the reason stands there.
import { Link } from "react-router";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { useGet } from "../../api/queries.ts";
import type { EntriesPage } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { EntryLine } from "../../parts/entry-line.tsx";
import { useCan } from "../../session/session.tsx";
import { timeText } from "../../words/time.ts";
import { deskTexts } from "./texts.ts";

const AROUND_MS = 5 * 60_000;
const SHOWN = 12;
/** Readings are on the device's page, as a curve. */
const KINDS = ["event", "state", "command", "alarm", "loss", "system", "audit"] as const;

export function Around({ alarm: { device, raisedAt } }: { readonly alarm: Pick<Alarm, "device" | "raisedAt"> }) {
  const say = useTexts(deskTexts);
  const now = useNow();
  const can = useCan("entries.read");
  const at = Date.parse(raisedAt ?? "");
  const ask = new URLSearchParams(KINDS.map((kind) => ["kind", kind]));
  if (device !== null) ask.set("device", device);
  if (Number.isFinite(at)) {
    ask.set("from", new Date(at - AROUND_MS).toISOString());
    ask.set("to", new Date(at + AROUND_MS).toISOString());
  }
  const enabled = can && Number.isFinite(at);
  const entries = useGet<EntriesPage>(`/entries?limit=${SHOWN}&${ask}`, { enabled }).data?.entries;
  if (entries === undefined) return null;
  return (
    <>
      <h3>{say("around")}</h3>
      <ol className="alarm-past">
        {entries.map((entry) => (
          <li key={entry.seq}>
            <span className="quiet">{timeText(Date.parse(entry.receivedAt), now)}</span>{" "}
            <EntryLine entry={entry} device={device === null} />
          </li>
        ))}
      </ol>
      {entries.length === 0 ? <p className="quiet">{say("aroundNone")}</p> : null}
      <p>
        <Link to={`/entries?${ask}`}>{say("aroundAll")}</Link>
      </p>
    </>
  );
}
