// Open alarms of all campuses that may be seen, the worst first; filtered by town, severity and state in the address.
import { Button, Checkbox, Empty, Grid, Result, Select } from "antd";
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { SEVERITIES } from "#gateway/contract/alarms.ts";
import type { CampusView, CountyAlarm, CountyAlarms } from "#gateway/contract/county.ts";
import { useGet } from "../../../api/queries.ts";
import { campusTexts } from "../../../campus/texts.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { Loaded } from "../../../parts/loaded.tsx";
import { Page } from "../../../parts/page.tsx";
import { VirtualRows } from "../../../parts/virtual-rows.tsx";
import { AlarmLine } from "../../alarm-line.tsx";
import { alarmLineTexts } from "../../alarm-texts.ts";
import { useFleet } from "../../fleet.ts";
import { campusesTexts } from "../campuses/texts.ts";
import "../campuses/campuses.css";

const AGAIN_MS = 30_000;
const ROW_PX = { wide: 64, phone: 152 } as const;

export default function AlarmsPage() {
  const say = useTexts(alarmLineTexts);
  const alarms = useGet<CountyAlarms>("/alarms", { refresh: AGAIN_MS });
  return (
    <Page title={say("title")} lead={say("lead")}>
      <Loaded
        query={alarms}
        empty={(answer) => answer.alarms.length === 0}
        nothing={<Result status="success" title={say("none")} />}
      >
        {(answer) => <Listed answer={answer} />}
      </Loaded>
    </Page>
  );
}

function Listed({ answer }: { readonly answer: CountyAlarms }) {
  const say = useTexts(alarmLineTexts);
  const severity = useTexts(campusTexts);
  const where = useTexts(campusesTexts);
  const fleet = useFleet().data;
  const [params, setParams] = useSearchParams();
  const phone = Grid.useBreakpoint().md === false;
  const campuses = useMemo(() => new Map((fleet?.campuses ?? []).map((campus) => [campus.id, campus])), [fleet]);
  const [towns, severities, open] = [params.getAll("town"), params.getAll("severity"), params.get("open") === "1"];
  const shown = answer.alarms.filter((alarm) => fits(alarm, campuses.get(alarm.campus), { towns, severities, open }));
  const put = (key: string, values: readonly string[]) =>
    setParams(
      (before) => {
        const after = new URLSearchParams(before);
        after.delete(key);
        for (const value of values) after.append(key, value);
        return after;
      },
      { replace: true },
    );
  return (
    <>
      <div className="campus-filter">
        <Select<string[]>
          mode="multiple"
          aria-label={where("town")}
          placeholder={where("allTowns")}
          optionFilterProp="label"
          maxTagCount="responsive"
          value={towns}
          options={(fleet?.towns ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(chosen) => put("town", chosen)}
        />
        <Select<string[]>
          mode="multiple"
          aria-label={say("severity")}
          placeholder={say("allSeverities")}
          value={severities}
          options={SEVERITIES.map((value) => ({ value, label: severity(value) }))}
          onChange={(chosen) => put("severity", chosen)}
        />
        <Checkbox checked={open} onChange={({ target }) => put("open", target.checked ? ["1"] : [])}>
          {say("unacknowledged")}
        </Checkbox>
        <span className="quiet" role="status">
          {say("shown", { n: shown.length, all: answer.alarms.length })}
          {answer.more > 0 ? ` · ${say("beyond", { n: answer.more })}` : null}
        </span>
      </div>
      {shown.length === 0 ? (
        <Empty description={say("nothingFits")}>
          <Button onClick={() => setParams({})}>{where("clear")}</Button>
        </Empty>
      ) : (
        <VirtualRows
          count={shown.length}
          rowPx={phone ? ROW_PX.phone : ROW_PX.wide}
          label={say("sort")}
          keyOf={(index) => `${shown[index]?.campus} ${shown[index]?.id}`}
          row={(index) => {
            const alarm = shown[index];
            return alarm === undefined ? null : <AlarmLine alarm={alarm} campus={campuses.get(alarm.campus)} />;
          }}
        />
      )}
    </>
  );
}

interface Wish {
  readonly towns: readonly string[];
  readonly severities: readonly string[];
  readonly open: boolean;
}

function fits(alarm: CountyAlarm, campus: CampusView | undefined, { towns, severities, open }: Wish): boolean {
  const town = campus?.town ?? "";
  return (
    (towns.length === 0 || towns.includes(town)) &&
    (severities.length === 0 || severities.includes(alarm.severity)) &&
    (!open || !alarm.acknowledged)
  );
}
