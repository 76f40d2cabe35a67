// One alarm opened on the large screen: who has seen it, 确认, and 处置 once it is over or somebody has seen it; in letters and buttons for a
// finger. The wall stands behind it and goes on when it is closed.
import { Button, Modal } from "antd";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { queryClient, useGet } from "../../api/queries.ts";
import { useAcknowledge } from "../../calling/acknowledge.ts";
import type { AlarmRef } from "../../calling/look.tsx";
import { AlarmWhere, useAlarmText, useValueText } from "../../campus/alarm-row.tsx";
import { SeverityMark } from "../../campus/severity.tsx";
import { useTexts } from "../../i18n/texts.ts";
import { useNow } from "../../live/clock.ts";
import { Age } from "../../parts/age.tsx";
import { useAct } from "../../session/act.ts";
import { useCan } from "../../session/session.tsx";
import { timeText } from "../../words/time.ts";
import { HandlingPart } from "../story/handling.tsx";
import { useStoryNames } from "../story/names.ts";
import { wallTexts } from "./texts.ts";

/** Others may act on it meanwhile. */
const AGAIN_MS = 5000;

interface Props {
  readonly which: AlarmRef;
  close(): void;
}

export function WallAct({ which, close }: Props) {
  const say = useTexts(wallTexts);
  const path = `/alarms/${encodeURIComponent(which.id)}`;
  const alarm = useGet<Alarm>(path, { refresh: AGAIN_MS }).data;
  const textOf = useAlarmText();
  // Raised anew meanwhile: what is handled here is the earlier time, which is over.
  const isNow = alarm?.occurrence === which.occurrence;
  return (
    <Modal
      open
      centered
      className="wall-act"
      width="min(94vw, 46em)"
      title={alarm === undefined ? "" : textOf(alarm)}
      onCancel={close}
      footer={
        <Button onClick={close} autoFocus={alarm?.acknowledged === true}>
          {say("back")}
        </Button>
      }
    >
      {alarm === undefined ? null : (
        <>
          <What alarm={alarm} isNow={isNow} />
          {isNow ? <Seen alarm={alarm} asked={() => queryClient.invalidateQueries({ queryKey: [path] })} /> : null}
          {isNow && alarm.active && !alarm.acknowledged ? (
            <p className="wall-quiet">{say("handleLater")}</p>
          ) : (
            <HandlingPart alarm={which.id} occurrence={which.occurrence} />
          )}
        </>
      )}
    </Modal>
  );
}

function What({ alarm, isNow }: { readonly alarm: Alarm; readonly isNow: boolean }) {
  const say = useTexts(wallTexts);
  const said = useValueText();
  const { severity, value, unit, point, raisedAt, active } = alarm;
  return (
    <p>
      <SeverityMark severity={severity} /> · <AlarmWhere alarm={alarm} />
      {isNow && value !== null ? ` · ${said(value, unit, point)}` : ""}
      {isNow && raisedAt !== null ? (
        <>
          {" "}
          · <Age at={raisedAt} ageOnly />
        </>
      ) : null}{" "}
      · {say(isNow && active ? "active" : "over")}
    </p>
  );
}

/** Who has seen it, or the button for whoever sees it now. */
function Seen({ alarm, asked }: { readonly alarm: Alarm; asked(): Promise<void> }) {
  const say = useTexts(wallTexts);
  const may = useCan("alarms.ack");
  const acknowledge = useAcknowledge();
  const { busy, run } = useAct();
  const now = useNow();
  const names = useStoryNames(alarm.acknowledgements);
  const last = alarm.acknowledgements.at(-1);
  if (alarm.acknowledged)
    return (
      <p>
        {last === undefined
          ? say("seen")
          : say("seenBy", { who: names.person(last.by), time: timeText(Date.parse(last.at), now) })}
      </p>
    );
  if (!may) return <p>{say("notSeen")}</p>;
  const see = () =>
    run(async () => {
      await acknowledge(alarm);
      await asked();
    });
  return (
    <Button type="primary" autoFocus loading={busy} title={say("ackWhat")} onClick={() => void see()}>
      {say("ack")}
    </Button>
  );
}
