// What happened at a campus, newest first, in words; by kind, and page by page further back.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented } from "antd";
import { useState } from "react";
import type { CountyEntries } from "#gateway/contract/county.ts";
import type { Entry } from "#gateway/contract/entry.ts";
import { type ApiProblem, call } from "../../../api/http.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { Age } from "../../../parts/age.tsx";
import { ProblemPanel } from "../../../parts/problem.tsx";
import { Section } from "../../../parts/section.tsx";
import { entryWords } from "../../../words/entry-words.ts";
import { campusPageTexts } from "./texts.ts";

const KINDS = ["all", "alarm", "event", "state", "command", "loss", "audit"] as const;
type Choice = (typeof KINDS)[number];
const AGAIN_MS = 30_000;

async function page(campus: string, kind: Choice, before: number | null, signal: AbortSignal): Promise<CountyEntries> {
  const query = [kind === "all" ? null : `kind=${kind}`, before === null ? null : `before=${before}`];
  const asked = query.filter((part) => part !== null).join("&");
  return call<CountyEntries>("GET", `/campuses/${campus}/entries?${asked}`, { signal });
}

export function Events({ campus }: { readonly campus: string }) {
  const say = useTexts(campusPageTexts);
  const [kind, setKind] = useState<Choice>("all");
  const query = useInfiniteQuery<
    CountyEntries,
    ApiProblem,
    { pages: CountyEntries[] },
    readonly string[],
    number | null
  >({
    queryKey: ["/county-entries", campus, kind],
    queryFn: ({ pageParam, signal }) => page(campus, kind, pageParam, signal),
    initialPageParam: null,
    getNextPageParam: ({ next }) => next,
    refetchInterval: AGAIN_MS,
  });
  const all = query.data?.pages.flatMap((each) => each.entries) ?? [];
  // What somebody did stands there as it happened; that it was also written into the audit is the audit's matter.
  const entries = kind === "all" ? all.filter((entry) => entry.kind !== "audit") : all;
  return (
    <div className="campus-wide">
      <Section
        title={say("eventsTitle")}
        acts={
          <Segmented<Choice>
            size="small"
            aria-label={say("kinds")}
            value={kind}
            options={KINDS.map((value) => ({ value, label: say(value === "state" ? "state_" : value) }))}
            onChange={setKind}
          />
        }
      >
        {query.error === null ? null : <ProblemPanel problem={query.error} retry={() => void query.refetch()} />}
        {query.isSuccess && entries.length === 0 ? <p className="quiet">{say("noEvents")}</p> : null}
        <ul className="campus-events" aria-busy={query.isPending}>
          {entries.map((entry) => (
            <Event key={`${entry.epoch} ${entry.seq}`} entry={entry} />
          ))}
        </ul>
        {query.hasNextPage ? (
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {say("older")}
          </Button>
        ) : null}
      </Section>
    </div>
  );
}

function Event({ entry }: { readonly entry: CountyEntries["entries"][number] }) {
  const language = useLanguage();
  const { at } = entry;
  const whole: Entry = { ...entry, measuredAt: at, receivedAt: at, clock: "gateway", late: false, deviceSeq: null, eid: null, cause: null }; // biome-ignore format: one line
  const { what, detail } = entryWords(whole, { language, devices: new Map(), profiles: new Map() });
  return (
    <li>
      <Age at={at} />
      <span>
        <strong>{what}</strong> {entry.device === null ? null : <span>{entry.device}</span>}{" "}
        <span className="quiet">{detail}</span>
      </span>
    </li>
  );
}
