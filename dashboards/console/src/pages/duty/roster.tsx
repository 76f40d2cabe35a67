// The roster's first tab: now, what is missing, and the table of a week or month.
import { DownloadOutlined, LeftOutlined, PrinterOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Flex, Radio } from "antd";
import { useSearchParams } from "react-router";
import type { DutyNow, GapsView, RosterView, TurnsView } from "#gateway/contract/duty.ts";
import { useGet } from "../../api/queries.ts";
import type { Setup } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { csvText, saveFile } from "../../parts/csv.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { NothingYet } from "../../parts/nothing-yet.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { momentOfWall } from "../../words/range.ts";
import { addDays, daysOf, isDay, type Span, turned } from "./days.ts";
import { Gaps } from "./gaps.tsx";
import { columnGroups, rowsOf, tableOf } from "./grid.ts";
import { NowCards } from "./now.tsx";
import { RosterTable } from "./table.tsx";
import { dutyTexts } from "./texts.ts";
import { useDutyWords, useToday } from "./use-words.ts";

interface Props {
  readonly now: DutyNow;
  open(tab: "shifts" | "people" | "calendar", year?: number | null): void;
}

export function RosterTab({ now, open }: Props) {
  const roster = useGet<RosterView>("/duty/roster");
  const gaps = useGet<GapsView>("/duty/gaps");
  return (
    <Flex vertical gap="middle">
      <NowCards now={now} />
      {gaps.data === undefined ? null : (
        <Gaps view={gaps.data} posts={now.posts} toCalendar={(year) => open("calendar", year)} />
      )}
      <Loaded query={roster} empty={({ shifts }) => shifts.length === 0} nothing={<Nothing open={open} />}>
        {(view) => <Days now={now} roster={view} gaps={gaps.data?.gaps ?? []} />}
      </Loaded>
    </Flex>
  );
}

function Nothing({ open }: Pick<Props, "open">) {
  const say = useTexts(dutyTexts);
  const mayWrite = useCan("people.write");
  return (
    <NothingYet title={say("emptyTitle")} help={say(mayWrite ? "emptyHelp" : "emptyRead")}>
      {mayWrite ? (
        <Flex gap="small" justify="center" wrap>
          <Button type="primary" onClick={() => open("people")}>
            {say("addPeople")}
          </Button>
          <Button onClick={() => open("shifts")}>{say("addShift")}</Button>
        </Flex>
      ) : null}
    </NothingYet>
  );
}

interface DaysProps {
  readonly now: DutyNow;
  readonly roster: RosterView;
  readonly gaps: GapsView["gaps"];
}

function Days({ now, roster, gaps }: DaysProps) {
  const say = useTexts(dutyTexts);
  const words = useDutyWords();
  const today = useToday();
  const campus = useGet<Setup>("/setup").data?.campus.name ?? "";
  const [params, setParams] = useSearchParams();
  const span: Span = params.get("span") === "month" ? "month" : "week";
  const asked = params.get("day") ?? "";
  const day = isDay(asked) ? asked : today;
  const days = daysOf(span, day);
  const [first = day, last = day] = [days[0], days.at(-1)];
  const iso = (each: string) => encodeURIComponent(new Date(momentOfWall(`${each}T00:00`)).toISOString());
  const turns = useGet<TurnsView>(`/duty/turns?from=${iso(first)}&to=${iso(addDays(last, 1))}`);
  const show = (next: { readonly span?: Span; readonly day?: string }) => {
    const [nextSpan, nextDay] = [next.span ?? span, next.day ?? asked];
    setParams(
      { ...(nextSpan === "month" ? { span: "month" } : {}), ...(nextDay === "" ? {} : { day: nextDay }) },
      { replace: true },
    );
  };
  const groups = columnGroups(now.posts, roster.shifts);
  const shown = (view: TurnsView) =>
    rowsOf(
      groups,
      view.days.filter((each) => days.includes(each.day)),
      view.turns,
      gaps,
    );
  const save = (view: TurnsView) => {
    const head = (["day", "dayKind", "post", "shift", "from", "to", "persons"] as const).map((key) => say(key));
    const table = tableOf(groups, shown(view), {
      head,
      dayWords: (each) =>
        [words.weekday(each.day), words.mark(each), words.dayName(each)].filter((text) => text !== "").join(" "),
      persons: ({ persons }) => words.persons(persons, view.names),
    });
    saveFile(`roster-${first}-${last}.csv`, "text/csv;charset=utf-8", csvText(table));
  };
  const acts = (
    <Flex gap="small" wrap className="no-print">
      <Radio.Group
        optionType="button"
        aria-label={say("day")}
        value={span}
        options={(["week", "month"] as const).map((value) => ({ value, label: say(value) }))}
        onChange={({ target }) => show({ span: target.value as Span })}
      />
      <Button icon={<LeftOutlined />} aria-label={say("before")} onClick={() => show({ day: turned(span, day, -1) })} />
      <Button disabled={days.includes(today)} onClick={() => show({ day: "" })}>
        {say("today")}
      </Button>
      <Button icon={<RightOutlined />} aria-label={say("after")} onClick={() => show({ day: turned(span, day, 1) })} />
      <Button icon={<PrinterOutlined />} onClick={() => print()}>
        {say("print")}
      </Button>
      <Button
        icon={<DownloadOutlined />}
        disabled={turns.data === undefined}
        onClick={() => (turns.data === undefined ? undefined : save(turns.data))}
      >
        {say("export")}
      </Button>
    </Flex>
  );
  return (
    <div className="duty-sheet">
      <h2 className="duty-print-title">{say("printTitle", { campus, from: first, to: last })}</h2>
      <Section title={`${first} – ${last}`} acts={acts}>
        <Loaded query={turns}>
          {(view) => (
            <RosterTable groups={groups} rows={shown(view)} names={view.names} today={today} roster={roster} />
          )}
        </Loaded>
      </Section>
    </div>
  );
}
