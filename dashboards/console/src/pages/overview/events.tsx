// What happened last, newest first, live; readings are left out.
import { Skeleton } from "antd";
import { Link } from "react-router";
import type { Entry } from "#gateway/contract/entry.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Age } from "../../parts/age.tsx";
import { EntryLine } from "../../parts/entry-line.tsx";
import { useCan } from "../../session/session.tsx";
import { isOwnCommand } from "../../words/own-commands.ts";
import { runsOf } from "./runs.ts";
import { overviewTexts } from "./texts.ts";

/** What each device says of itself when it signs in: for its own page, not among what happened. */
const SAYS_HOW_IT_IS = "device.state";

/** Who answered an alarm by link, or was looked for by the county, is told once: the steps on the way there are not. */
const STEPS_OF_IT = new Set(["notify.link-issued", "notify.link-used", "notify.link-pressed"]);

function happened(entry: Entry): boolean {
  return entry.type !== SAYS_HOW_IT_IS && !isOwnCommand(entry) && !STEPS_OF_IT.has(entry.type ?? "");
}

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
        <EventList entries={entries} />
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

/** One line per run of like entries, with the age of the newest. */
export function EventList({ entries }: { readonly entries: readonly Entry[] }) {
  return (
    <ol className="event-list">
      {runsOf(entries.filter(happened)).map(({ entry, count }) => (
        <li key={`${entry.epoch} ${entry.seq}`}>
          <span>
            <EntryLine entry={entry} /> {count > 1 ? <small className="quiet">×{count}</small> : null}
          </span>
          <small className="quiet">
            <Age at={entry.receivedAt} ageOnly />
          </small>
        </li>
      ))}
    </ol>
  );
}
