// The alarm desk: the open alarms by their causes, worst first, and the story of the chosen one.
import { Button, Empty, Grid, Segmented } from "antd";
import { Link, useSearchParams } from "react-router";
import { ALARM_STATES, type AlarmFilter } from "#gateway/contract/alarms.ts";
import { useAlarmRules } from "../../api/alarms.ts";
import { alarmsTexts } from "../../campus/alarm-texts.ts";
import { useAlarms } from "../../campus/alarms.ts";
import { MaintenanceList } from "../../campus/maintenance-list.tsx";
import { QuietList } from "../../campus/quiet-list.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { useCan } from "../../session/session.tsx";
import { AlarmDesk } from "./desk.tsx";
import { DeskNotices, LoadFigures } from "./desk-notices.tsx";
import { deskTexts } from "./texts.ts";
import "./alarms.css";

export default function AlarmsPage() {
  const say = useTexts(alarmsTexts);
  const desk = useTexts(deskTexts);
  const wide = Grid.useBreakpoint().lg === true;
  const canRules = useCan("config.read");
  const [params, setParams] = useSearchParams();
  const asked = params.get("state");
  const state: AlarmFilter = ALARM_STATES.find((known) => known === asked) ?? "open";
  const query = useAlarms(state);
  const put = (key: "state" | "id", value: string | null) => {
    const next = new URLSearchParams(params);
    if (value === null) next.delete(key);
    else next.set(key, value);
    setParams(next, { replace: true });
  };
  return (
    <Page
      title={say("title")}
      {...(wide ? { lead: desk("lead") } : {})}
      acts={
        <>
          <Link to="/alarms/history">
            <Button>{desk("history")}</Button>
          </Link>
          <Link to="/alarms/figures">
            <Button>{desk("figures")}</Button>
          </Link>
          {canRules ? (
            <Link to="/settings/rules">
              <Button>{desk("rules")}</Button>
            </Link>
          ) : null}
        </>
      }
    >
      <div className="alarm-bar">
        <Segmented
          className="wide-choice"
          value={state}
          onChange={(value) => put("state", value)}
          options={ALARM_STATES.map((value) => ({ value, label: say(value) }))}
        />
        <LoadFigures />
      </div>
      <DeskNotices />
      <MaintenanceList />
      <QuietList />
      <Loaded query={query} empty={({ alarms: list }) => list.length === 0} nothing={<Nothing state={state} />}>
        {({ alarms }) => (
          <AlarmDesk alarms={alarms} state={state} named={params.get("id")} name={(id) => put("id", id)} />
        )}
      </Loaded>
    </Page>
  );
}

/** A campus without rules hears nothing: that is said, with the way to change it. */
function Nothing({ state }: { readonly state: AlarmFilter }) {
  const say = useTexts(alarmsTexts);
  const rules = useAlarmRules(useCan("alarms.read")).data?.rules;
  return (
    <Empty
      description={
        <>
          <div>{say(state === "open" ? "none" : "noneOther")}</div>
          {rules?.length === 0 ? <div className="quiet">{say("noRules")}</div> : null}
        </>
      }
    />
  );
}
