// Holidays and swapped working days of a year as they were announced, and the days that the school decides itself.
import { EditOutlined, LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Alert, Button, Flex } from "antd";
import { useState } from "react";
import { useSearchParams } from "react-router";
import type { CalendarView } from "#gateway/contract/duty.ts";
import { useGet } from "../../api/queries.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Section } from "../../parts/section.tsx";
import { useCan } from "../../session/session.tsx";
import { calendarTexts } from "./calendar-texts.ts";
import { OwnDaysForm } from "./own-days.tsx";
import { useDutyWords, useToday } from "./use-words.ts";
import { YearForm } from "./year-form.tsx";

export default function CalendarTab() {
  const say = useTexts(calendarTexts);
  const mayWrite = useCan("people.write");
  const thisYear = Number(useToday().slice(0, 4));
  const [params] = useSearchParams();
  const [year, setYear] = useState(Number(params.get("year")) || thisYear);
  const [filling, setFilling] = useState(false);
  const query = useGet<CalendarView>(`/duty/calendar?year=${year}`);
  const acts = (
    <>
      <Button icon={<LeftOutlined />} aria-label={say("before")} onClick={() => setYear(year - 1)} />
      <Button icon={<RightOutlined />} aria-label={say("after")} onClick={() => setYear(year + 1)} />
      {mayWrite ? (
        <Button icon={<EditOutlined />} onClick={() => setFilling(true)}>
          {say("import")}
        </Button>
      ) : null}
    </>
  );
  return (
    <Flex vertical gap="middle">
      <span className="quiet">{say("lead")}</span>
      <Section title={say("year", { year })} acts={acts}>
        <Loaded query={query}>
          {(view) => <Year view={view} {...(mayWrite ? { fill: () => setFilling(true) } : {})} />}
        </Loaded>
      </Section>
      {query.data === undefined ? null : (
        <Section title={say("own")}>
          <OwnDaysForm key={query.data.own.version} own={query.data.own} mayWrite={mayWrite} />
        </Section>
      )}
      {filling && query.data !== undefined ? (
        <YearForm view={query.data} close={() => setFilling(false)} saved={setYear} />
      ) : null}
    </Flex>
  );
}

/** `fill` absent: the reader may not. */
function Year({ view, fill }: { readonly view: CalendarView; readonly fill?: () => void }) {
  const say = useTexts(calendarTexts);
  const language = useLanguage();
  const words = useDutyWords();
  const { known, year, source, holidays, swappedWorkdays, warning } = view;
  if (!known)
    return (
      <Alert
        type="warning"
        showIcon
        title={warning?.[language] ?? warning?.["zh-CN"] ?? say("unknown", { year })}
        action={
          fill === undefined ? null : (
            <Button size="small" onClick={fill}>
              {say("fill", { year })}
            </Button>
          )
        }
      />
    );
  return (
    <>
      <dl className="duty-year">
        <dt>{say("holidays")}</dt>
        <dd>
          <ul>
            {holidays.map(({ name, from, to }) => (
              <li key={from}>
                {name[language] ?? name["zh-CN"]} · {from === to ? from : say("range", { from, to })}
              </li>
            ))}
          </ul>
        </dd>
        <dt>{say("swapped")}</dt>
        <dd>
          <ul>
            {swappedWorkdays.map((day) => (
              <li key={day}>
                {day} {words.weekday(day)}
              </li>
            ))}
            {swappedWorkdays.length === 0 ? <li className="quiet">{say("none")}</li> : null}
          </ul>
        </dd>
      </dl>
      {source === null ? null : (
        <small className="quiet">
          {say("source")} <span lang="zh-CN">{source}</span>
        </small>
      )}
    </>
  );
}
