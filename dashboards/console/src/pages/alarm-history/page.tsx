// Every alarm that was raised, newest first, and how much that asked of the people on duty; the address holds what is shown.
import { Button } from "antd";
import { useMemo } from "react";
import { Link, useSearchParams } from "react-router";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { CopyLink } from "../../parts/copy-link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { boundsOf, fixedRange } from "../../words/range.ts";
import { ExportButton } from "./export-button.tsx";
import { Figures } from "./figures.tsx";
import { addressOf, filterOf, type HistoryFilter, questionOf } from "./filter.ts";
import { FilterBar } from "./filter-bar.tsx";
import { OccurrenceDrawer } from "./occurrence-drawer.tsx";
import { OccurrenceRows, occurrenceKey } from "./occurrence-rows.tsx";
import { historyTexts } from "./texts.ts";
import { useHistory } from "./use-history.ts";
import "./alarm-history.css";

export default function AlarmHistoryPage() {
  const say = useTexts(historyTexts);
  const [params, setParams] = useSearchParams();
  const filter = filterOf(params);
  const address = addressOf(filter).toString();
  const { question, bounds } = useMemo(() => {
    const asked = filterOf(new URLSearchParams(address));
    const now = gatewayNow();
    const found = boundsOf(asked.range, now);
    return { question: questionOf(asked, found), bounds: { from: found.from, to: found.to ?? now } };
  }, [address]);
  const history = useHistory(question);
  const occurrences = history.data?.pages.flatMap((page) => page.occurrences) ?? [];
  const opened = occurrences.find((each) => occurrenceKey(each) === params.get("at"));
  const change = (next: HistoryFilter) => setParams(addressOf(next), { replace: true });
  const open = (key: string | null) => {
    const next = addressOf(filter);
    if (key !== null) next.set("at", key);
    setParams(next, { replace: true });
  };
  const sentAddress = () =>
    `${location.origin}/alarms/history?${addressOf({ ...filter, range: fixedRange(filter.range, gatewayNow()) })}`;
  return (
    <Page
      title={say("title")}
      acts={
        <>
          <Link to="/alarms">
            <Button>{say("desk")}</Button>
          </Link>
          <CopyLink address={sentAddress} />
          <ExportButton question={question} />
        </>
      }
    >
      <FilterBar filter={filter} change={change} />
      <Loaded query={history}>
        {({ pages: [first] }) => (
          <>
            {first === undefined ? null : <Figures figures={first.figures} bounds={bounds} />}
            <OccurrenceRows
              occurrences={occurrences}
              open={open}
              more={() => {
                if (history.hasNextPage && !history.isFetching) void history.fetchNextPage();
              }}
            />
          </>
        )}
      </Loaded>
      {opened === undefined ? null : <OccurrenceDrawer occurrence={opened} close={() => open(null)} />}
    </Page>
  );
}
