// What happened last, newest first, live; readings are left out.
import { Skeleton } from "antd";
import { Link } from "react-router";
import type { Entry } from "#gateway/contract/entry.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { EntryLine } from "../../parts/entry-line.tsx";
import { useCan } from "../../session/session.tsx";
import { overviewTexts } from "./texts.ts";

const SHOWN = 20;

export function Events({ entries }: { readonly entries: readonly Entry[] | undefined }) {
  const say = useTexts(overviewTexts);
  if (!useCan("entries.read")) return null;
  return (
    <section className="panel overview-events" aria-label={say("events")}>
      <h2>{say("events")}</h2>
      {entries === undefined ? (
        <div className="panel-body">
          <Skeleton active title={false} paragraph={{ rows: 6 }} />
        </div>
      ) : (
        <EventList entries={entries.slice(0, SHOWN)} />
      )}
      {entries === undefined || entries.length === 0 ? (
        entries === undefined ? null : (
          <p className="panel-quiet">{say("noEvents")}</p>
        )
      ) : (
        <div className="panel-body">
          <Link to="/entries">{say("allEvents")}</Link>
        </div>
      )}
    </section>
  );
}

/** One line per entry, with its age. */
export function EventList({ entries }: { readonly entries: readonly Entry[] }) {
  return (
    <ol className="event-list">
      {entries.map((entry) => (
        <li key={`${entry.epoch} ${entry.seq}`}>
          <EntryLine entry={entry} />
          <small className="quiet">
            <Age at={entry.receivedAt} ageOnly />
          </small>
        </li>
      ))}
    </ol>
  );
}
