// Quiet times as they run and come again: when the next one is, what it holds now, and the ways to end or cancel it.
import { CalendarOutlined } from "@ant-design/icons";
import { Button, Flex } from "antd";
import { useState } from "react";
import type { QuietTime } from "#gateway/contract/quiet.ts";
import { useDeviceMap, usePlaceMap } from "../api/campus.ts";
import { call } from "../api/http.ts";
import { queryClient, useGet } from "../api/queries.ts";
import { useTexts } from "../i18n/texts.ts";
import { Confirm } from "../parts/confirm.tsx";
import { useCan } from "../session/session.tsx";
import { askForAlarms } from "./alarms.ts";
import { QuietDialog } from "./quiet-dialog.tsx";
import { quietTexts } from "./quiet-texts.ts";
import "./maintenance.css";

const AGAIN_MS = 30_000;

type Asked = { readonly act: "endNow" | "skip" | "remove"; readonly time: QuietTime };

export function QuietList() {
  const say = useTexts(quietTexts);
  const mayChange = useCan("alarms.shelve");
  const mayRead = useCan("alarms.read");
  const times = useGet<{ readonly quietTimes: readonly QuietTime[] }>("/quiet-times", {
    refresh: AGAIN_MS,
    enabled: mayRead,
  }).data?.quietTimes;
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  if (times === undefined || (times.length === 0 && !mayChange)) return null;
  return (
    <section aria-label={say("title")}>
      <Flex align="center" gap="small" wrap className="quiet-head">
        <span className="quiet">{say("title")}</span>
        {mayChange ? (
          <Button size="small" icon={<CalendarOutlined />} onClick={() => setAdding(true)}>
            {say("add")}
          </Button>
        ) : null}
      </Flex>
      {times.length === 0 ? null : (
        <ul className="maintenance">
          {times.map((time) => (
            <Line key={time.id} time={time} mayChange={mayChange} ask={(act) => setAsked({ act, time })} />
          ))}
        </ul>
      )}
      {adding ? <QuietDialog close={() => setAdding(false)} /> : null}
      {asked === null ? null : <Ask asked={asked} close={() => setAsked(null)} />}
    </section>
  );
}

function Line(props: { readonly time: QuietTime; readonly mayChange: boolean; ask(act: Asked["act"]): void }) {
  const { time, mayChange, ask } = props;
  const say = useTexts(quietTexts);
  const whatOf = useWhat();
  const [next] = time.next;
  const runs = time.running;
  const when =
    runs !== null ? say("runs", { to: runs.to }) : next === undefined ? say("never") : say("next", { from: next.from });
  const held = runs !== null && time.holds > 0 ? `，${say("holds", { count: time.holds })}` : "";
  return (
    <li>
      <CalendarOutlined aria-hidden /> <strong>{whatOf(time)}</strong>
      <span className="maintenance-what">
        {when}
        {held}（{say("by", { who: time.by })}）{time.comment ?? ""}
      </span>
      {mayChange ? (
        <Flex gap="small" wrap>
          {runs !== null ? (
            <Button size="small" onClick={() => ask("endNow")}>
              {say("endNow")}
            </Button>
          ) : null}
          {runs === null && next !== undefined ? (
            <Button size="small" onClick={() => ask("skip")}>
              {say("skip")}
            </Button>
          ) : null}
          <Button size="small" onClick={() => ask("remove")}>
            {say("remove")}
          </Button>
        </Flex>
      ) : null}
    </li>
  );
}

function Ask({ asked: { act, time }, close }: { readonly asked: Asked; close(): void }) {
  const say = useTexts(quietTexts);
  const what = useWhat()(time);
  const day = (act === "endNow" ? time.running?.day : time.next[0]?.day) ?? "";
  const send = async () => {
    const path = `/quiet-times/${encodeURIComponent(time.id)}`;
    if (act === "remove") await call("DELETE", path);
    else await call("POST", `${path}/cancel`, { body: { day } });
    await askForAlarms(queryClient);
  };
  return (
    <Confirm title={say(`${act}Title`, { what, day })} word={say(act)} act={send} close={close}>
      {say(act === "remove" ? "removeWhat" : "endWhat")}
    </Confirm>
  );
}

/** What it is and where: `计划停电：教学点`. */
function useWhat(): (time: QuietTime) => string {
  const say = useTexts(quietTexts);
  const devices = useDeviceMap();
  const places = usePlaceMap();
  return ({ kind, scopes }) => {
    const names = scopes.map((scope) => {
      if ("device" in scope) return devices.get(scope.device)?.name ?? scope.device;
      return "place" in scope ? (places.get(scope.place)?.name ?? scope.place) : say("campus");
    });
    return `${say(kind)}：${names.join("、")}`;
  };
}
