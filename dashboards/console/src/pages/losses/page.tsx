// What was lost and why: nothing is missing silently.
import { CheckCircleOutlined } from "@ant-design/icons";
import { Alert, Flex, Result, Typography } from "antd";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { useGet } from "../../api/queries.ts";
import type { EntriesPage } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { CopyLink } from "../../parts/copy-link.tsx";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { TimeRange } from "../../parts/time-range.tsx";
import { fixedRange, putRange, type Range, rangeOf } from "../../words/range.ts";
import { wordTexts } from "../../words/texts.ts";
import { ageText, timeText } from "../../words/time.ts";
import { groupsOf } from "./groups.ts";
import { LossTable } from "./loss-table.tsx";
import { lossesTexts } from "./texts.ts";
import { type Losses, MOST_COUNTED, useLosses } from "./use-losses.ts";
import "./losses.css";

const PRESETS = ["24h", "7d", "30d", "all"] as const;
const USUAL = "24h";

export default function LossesPage() {
  const say = useTexts(lossesTexts);
  const [params, setParams] = useSearchParams();
  const address = params.toString();
  const range = useMemo(() => rangeOf(new URLSearchParams(address), USUAL), [address]);
  const { query, read } = useLosses(range);
  const withRange = (next: Range) => {
    const address = new URLSearchParams(params);
    putRange(address, next, USUAL);
    return address;
  };
  return (
    <Page
      title={say("title")}
      lead={say("lead")}
      acts={<CopyLink address={() => `${location.origin}/losses?${withRange(fixedRange(range, gatewayNow()))}`} />}
    >
      <Flex vertical gap="middle">
        <TimeRange range={range} presets={PRESETS} change={(next) => setParams(withRange(next), { replace: true })} />
        {query.data === undefined && read > 0 ? (
          <Typography.Text type="secondary">{say("searching", { n: read })}</Typography.Text>
        ) : null}
        <Loaded
          query={query}
          empty={({ entries }) => entries.length === 0}
          nothing={<Nothing from={query.data?.from ?? null} />}
        >
          {(losses) => <Found losses={losses} />}
        </Loaded>
      </Flex>
    </Page>
  );
}

function Found({ losses: { entries, cut } }: { readonly losses: Losses }) {
  const say = useTexts(lossesTexts);
  const groups = useMemo(() => groupsOf(entries), [entries]);
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const devices = new Set(groups.map(({ device }) => device).filter((id) => id !== null)).size;
  const oldest = entries[entries.length - 1];
  return (
    <>
      <div>{say("summary", { count, devices, groups: groups.length })}</div>
      {cut && oldest !== undefined ? (
        <Alert
          type="warning"
          showIcon
          title={say("cut", { n: MOST_COUNTED, time: timeText(Date.parse(oldest.measuredAt), gatewayNow()) })}
        />
      ) : null}
      <LossTable groups={groups} />
    </>
  );
}

/** Nothing was lost: since when, and when it last was. */
function Nothing({ from }: { readonly from: number | null }) {
  const say = useTexts(lossesTexts);
  const word = useTexts(wordTexts);
  const { data } = useGet<EntriesPage>("/entries?order=newest&kind=loss&limit=1");
  const before = data?.entries[0];
  const now = gatewayNow();
  const at = before === undefined ? null : Date.parse(before.measuredAt);
  return (
    <Result
      icon={<CheckCircleOutlined className="losses-none" />}
      title={say("none")}
      subTitle={
        <>
          <div>{from === null ? say("noneEver") : say("noneSince", { time: timeText(from, now) })}</div>
          {at === null ? null : <div>{say("before", { time: timeText(at, now), age: ageText(now - at, word) })}</div>}
        </>
      }
    />
  );
}
