// The last entries of one device, new ones on top as they happen.
import { Empty, Tooltip } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import type { Entry } from "#gateway/contract/entry.ts";
import { useGet } from "../../api/queries.ts";
import type { EntriesPage } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { useEntries } from "../../live/hooks.ts";
import { EntryLine } from "../../parts/entry-line.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Section } from "../../parts/section.tsx";
import { wordTexts } from "../../words/texts.ts";
import { ageText, timeText } from "../../words/time.ts";
import { merged } from "./last.ts";
import { deviceTexts } from "./texts.ts";

const SHOWN = 8;
/** Readings are shown as values; here is what happened. */
const KINDS = ["event", "state", "command", "alarm", "audit", "loss", "system"].map((kind) => `kind=${kind}`).join("&");

export function LastEntries({ device }: { readonly device: string }) {
  const say = useTexts(deviceTexts);
  const query = useGet<EntriesPage>(
    `/entries?order=newest&device=${encodeURIComponent(device)}&${KINDS}&limit=${SHOWN}`,
  );
  const [live, setLive] = useState<readonly Entry[]>([]);
  useEntries((entry) => {
    if (entry.device === device) setLive((before) => [entry, ...before].slice(0, SHOWN));
  });
  return (
    <Section
      title={say("entries")}
      acts={<Link to={`/entries?device=${encodeURIComponent(device)}`}>{say("allEntries")}</Link>}
    >
      <Loaded
        query={query}
        empty={({ entries }) => entries.length + live.length === 0}
        nothing={<Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say("noEntries")} />}
      >
        {({ entries }) => (
          <ul className="entries-short">
            {merged(live, entries, SHOWN).map((entry) => (
              <li key={`${entry.epoch}:${entry.seq}`}>
                <When at={entry.receivedAt} />
                <EntryLine entry={entry} device={false} />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Section>
  );
}

function When({ at }: { readonly at: string }) {
  const say = useTexts(wordTexts);
  const now = useNow();
  return (
    <Tooltip title={timeText(Date.parse(at), now)}>
      <span className="quiet">{ageText(now - Date.parse(at), say)}</span>
    </Tooltip>
  );
}
