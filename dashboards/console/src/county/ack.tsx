// Acknowledging an alarm from the county: one tap; then what became of it, as the campus itself tells. Without an answer nothing is claimed.
import { Button } from "antd";
import { useState } from "react";
import type { CountyAlarm, CountyCommandView } from "#gateway/contract/county.ts";
import { call } from "../api/http.ts";
import { useChange, useGet } from "../api/queries.ts";
import { useTexts } from "../i18n/texts.ts";
import { ProblemPanel } from "../parts/problem.tsx";
import { useCan } from "../session/session.tsx";
import { useWords } from "../words/speech.ts";
import { alarmLineTexts } from "./alarm-texts.ts";

const LOOK_MS = 1500;
const OPEN: readonly CountyCommandView["state"][] = ["issued", "requested", "started"];
const REFUSED: readonly CountyCommandView["state"][] = ["failed", "refused", "expired", "unknown"];

export function Acknowledge({ alarm }: { readonly alarm: CountyAlarm }) {
  const say = useTexts(alarmLineTexts);
  const may = useCan("alarms.ack");
  const [asked, setAsked] = useState<string | null>(null);
  const { campus, id, occurrence, acknowledged } = alarm;
  const path = `/campuses/${campus}/alarms/${encodeURIComponent(id)}/ack`;
  const ack = useChange<void, CountyCommandView>(async () => {
    const command = await call<CountyCommandView>("POST", path, { body: { occurrence } });
    setAsked(command.id);
    return command;
  }, ["/commands"]);
  if (acknowledged || !may || occurrence < 1) return null;
  return (
    <span className="county-ack">
      {asked === null ? (
        <Button size="small" loading={ack.isPending} onClick={() => ack.mutate()}>
          {say("acknowledge")}
        </Button>
      ) : (
        <Progress id={asked} again={() => setAsked(null)} />
      )}
      {ack.error === null ? null : <ProblemPanel problem={ack.error} />}
    </span>
  );
}

function Progress({ id, again }: { readonly id: string; again(): void }) {
  const say = useTexts(alarmLineTexts);
  const words = useWords();
  const { data } = useGet<CountyCommandView>(`/commands/${id}`, { refresh: LOOK_MS });
  const state = data?.state ?? "issued";
  return (
    <span role="status">
      {say(OPEN.includes(state) && state !== "issued" ? "underWay" : state)}
      {data === undefined || data.code === null ? null : ` · ${words.code(data.code)}`}{" "}
      {REFUSED.includes(state) ? (
        <Button size="small" onClick={again}>
          {say("askAgain")}
        </Button>
      ) : null}
    </span>
  );
}
