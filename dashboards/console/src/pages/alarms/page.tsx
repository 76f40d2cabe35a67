// The alarm desk: the open alarms, worst first, and the story of the chosen one; everyday acts from the keyboard.
import { Empty, Segmented } from "antd";
import { useEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { ALARM_STATES, type Alarm, type AlarmFilter } from "#gateway/contract/alarms.ts";
import { AlarmRow } from "../../campus/alarm-row.tsx";
import { alarmsTexts } from "../../campus/alarm-texts.ts";
import { useAlarms } from "../../campus/alarms.ts";
import { useTexts } from "../../i18n/texts.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { Page } from "../../parts/page.tsx";
import { type Act, ActDialog, useActs } from "./acts.tsx";
import { Story } from "./story.tsx";
import "./alarms.css";

const KEYS: Readonly<Record<string, Act>> = { a: "ack", s: "shelve" };

export default function AlarmsPage() {
  const say = useTexts(alarmsTexts);
  const [params, setParams] = useSearchParams();
  const asked = params.get("state");
  const state: AlarmFilter = ALARM_STATES.find((known) => known === asked) ?? "open";
  const query = useAlarms(state);
  const alarms = query.data?.alarms ?? [];
  const chosen = alarms.find(({ id }) => id === params.get("id")) ?? alarms[0] ?? null;
  const acts = useActs(chosen);
  // What is acted on is what was looked at, however the list moves meanwhile.
  const [acting, setActing] = useState<{ readonly alarm: Alarm; readonly act: Act } | null>(null);
  const start = (act: Act) => {
    if (chosen !== null) setActing({ alarm: chosen, act });
  };
  const put = (key: "state" | "id", value: string) => {
    const next = new URLSearchParams(params);
    next.set(key, value);
    setParams(next, { replace: true });
  };
  useKeys((key) => {
    if (acting !== null || chosen === null) return;
    const act = KEYS[key];
    if (act !== undefined && acts.includes(act)) start(act);
    const step = key === "j" ? 1 : key === "k" ? -1 : 0;
    const next = alarms[alarms.indexOf(chosen) + step];
    if (step !== 0 && next !== undefined) put("id", next.id);
  });
  return (
    <Page title={say("title")} lead={say("lead")}>
      <Segmented
        className="alarm-states"
        value={state}
        onChange={(value) => put("state", value)}
        options={ALARM_STATES.map((value) => ({ value, label: say(value) }))}
      />
      <Loaded
        query={query}
        empty={({ alarms: list }) => list.length === 0}
        nothing={<Empty description={say(state === "open" ? "none" : "noneOther")} />}
      >
        {() => (
          <div className="alarm-desk">
            <ul className="matters panel alarm-list">
              {alarms.map((alarm) => (
                <AlarmRow
                  key={alarm.id}
                  alarm={alarm}
                  chosen={alarm.id === chosen?.id}
                  choose={() => put("id", alarm.id)}
                />
              ))}
            </ul>
            {chosen === null ? null : <Story alarm={chosen} acts={acts} start={start} />}
          </div>
        )}
      </Loaded>
      {acting === null ? null : <ActDialog {...acting} close={() => setActing(null)} />}
    </Page>
  );
}

/** Calls `act` for a letter pressed outside of fields. */
function useKeys(act: (key: string) => void): void {
  const newest = useRef(act);
  useEffect(() => {
    newest.current = act;
  });
  useEffect(() => {
    const pressed = ({ key, target, ctrlKey, metaKey, altKey }: KeyboardEvent) => {
      const typing = target instanceof HTMLElement && target.closest("input, textarea, select") !== null;
      if (!typing && !ctrlKey && !metaKey && !altKey) newest.current(key.toLowerCase());
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}
