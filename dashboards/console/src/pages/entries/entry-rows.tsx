// The rows of the list: one entry each, in words; what is new waits above until it is asked for.
import { ArrowUpOutlined } from "@ant-design/icons";
import { Alert, Button, Empty, Grid, Skeleton, Tag } from "antd";
import { useState } from "react";
import type { Entry, Kind } from "#gateway/contract/entry.ts";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { EntryLine } from "../../parts/entry-line.tsx";
import { KindIcon } from "../../parts/kind-icon.tsx";
import { ProblemPanel } from "../../parts/problem.tsx";
import { VirtualRows } from "../../parts/virtual-rows.tsx";
import { kindTexts } from "../../words/kinds.ts";
import { wordTexts } from "../../words/texts.ts";
import { ageText, timeText } from "../../words/time.ts";
import { type ListState, MOST_ROWS } from "./list-state.ts";
import { entriesTexts } from "./texts.ts";
import type { EntryList } from "./use-entry-list.ts";

const ROW_PX = 36;
/** On a phone: time above, words below on up to two lines. */
const TALL_ROW_PX = 76;

interface Props {
  readonly list: EntryList;
  /** Nothing can come: the chosen places have no device. */
  readonly nothing: boolean;
  readonly filtered: boolean;
  open(seq: number): void;
}

export function EntryRows({ list, nothing, filtered, open }: Props) {
  const say = useTexts(entriesTexts);
  const wide = Grid.useBreakpoint().md === true;
  const [topped, setTopped] = useState(0);
  const { state } = list;
  const { rows, waiting, problem, more } = state;
  const end = useEnd(state);
  const show = () => {
    list.showWaiting();
    list.atTop(true);
    setTopped((before) => before + 1);
  };
  const empty = nothing || (state.epoch !== null && rows.length === 0 && !more && waiting.length === 0);
  return (
    <>
      {problem === null ? null : <ProblemPanel problem={problem} retry={list.again} />}
      {state.replaced ? <Alert type="info" showIcon title={say("replaced")} /> : null}
      <div className="entries-new" aria-live="polite">
        {waiting.length === 0 ? null : (
          <Button type="primary" shape="round" size="small" icon={<ArrowUpOutlined />} onClick={show}>
            {say("newOnes", { n: waiting.length })}
          </Button>
        )}
      </div>
      {empty ? (
        <Empty
          description={
            <>
              {say(filtered ? "noneFiltered" : "none")}
              {state.gap === null ? null : <div className="quiet">{end}</div>}
            </>
          }
        />
      ) : rows.length === 0 ? (
        problem === null ? (
          <Skeleton active title={false} paragraph={{ rows: 8 }} />
        ) : null
      ) : (
        <VirtualRows
          count={rows.length + 1}
          rowPx={wide ? ROW_PX : TALL_ROW_PX}
          label={say("list")}
          keyOf={(index) => String(rows[index]?.seq ?? "end")}
          topped={topped}
          onTop={list.atTop}
          onNearEnd={list.older}
          row={(index) => {
            const entry = rows[index];
            return entry === undefined ? (
              <span className="entries-end quiet">{end}</span>
            ) : (
              <Row entry={entry} open={open} />
            );
          }}
        />
      )}
    </>
  );
}

/** What stands below the last row. */
function useEnd({ rows, more, gap, problem }: ListState): string {
  const say = useTexts(entriesTexts);
  const kind = useTexts(kindTexts);
  if (rows.length >= MOST_ROWS) return say("tooMany", { n: MOST_ROWS });
  if (problem !== null) return "";
  if (more) return say("searching");
  if (gap === null) return say("allShown");
  const kinds = gap.kinds.map((each) => kind(each as Kind)).join(say("comma"));
  return say("gap", { from: gap.from, to: gap.to, kinds });
}

function Row({ entry, open }: { readonly entry: Entry; open(seq: number): void }) {
  const say = useTexts(entriesTexts);
  const kind = useTexts(kindTexts);
  const { seq } = entry;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the mouse; the button in it is for the keyboard
    // biome-ignore lint/a11y/useKeyWithClickEvents: the button in it takes the keys
    <div
      className="entries-row"
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest("a") === null) open(seq);
      }}
    >
      <button type="button" className="entries-time" title={say("openOne", { seq })}>
        <When entry={entry} />
      </button>
      <span className="entries-kind quiet">
        <KindIcon kind={entry.kind} /> {kind(entry.kind)}
      </span>
      <span className="entries-words">
        <EntryLine entry={entry} />
        {entry.late ? (
          <Tag className="entries-late" title={say("lateWhy")}>
            {say("late")}
          </Tag>
        ) : null}
      </span>
    </div>
  );
}

function When({ entry: { measuredAt } }: { readonly entry: Entry }) {
  const say = useTexts(wordTexts);
  const now = useNow();
  const ms = Date.parse(measuredAt);
  return (
    <time dateTime={measuredAt}>
      {timeText(ms, now)} <small className="quiet">{ageText(now - ms, say)}</small>
    </time>
  );
}
