// A bad alarm that nobody has acknowledged is in sight on every page and heard: see it, acknowledge it, or make it quiet.
import { NotificationOutlined, SoundOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { Alarm } from "#gateway/contract/alarms.ts";
import { AlarmWhere, useAlarmText, useValueText } from "../campus/alarm-row.tsx";
import { SeverityMark } from "../campus/severity.tsx";
import { useTexts } from "../i18n/texts.ts";
import { Age } from "../parts/age.tsx";
import { useCan } from "../session/session.tsx";
import { useAcknowledge } from "./acknowledge.ts";
import { Look } from "./look.tsx";
import { turnSoundOn } from "./sound.ts";
import { callingTexts } from "./texts.ts";
import { useCalls, useSound } from "./use-calls.ts";
import "./calling.css";

/** Nothing at all while nothing calls. `isPost`: a post's screen says by itself whether it can be heard. */
export default function AlarmBanner({ isPost }: { readonly isPost: boolean }) {
  const say = useTexts(callingTexts);
  const textOf = useAlarmText();
  const said = useValueText();
  const mayAck = useCan("alarms.ack");
  const { calls, heard, silence } = useCalls();
  const sound = useSound();
  const [worst] = heard.length > 0 ? heard : calls;
  if (worst === undefined) return null;
  return (
    <section className={`calling calling-${worst.severity}`} aria-label={say("banner")}>
      <div className="calling-what" role="alert">
        <SeverityMark severity={worst.severity} /> <strong>{textOf(worst)}</strong> <AlarmWhere alarm={worst} />{" "}
        {worst.value === null ? null : <span>{said(worst.value, worst.unit, worst.point)}</span>}{" "}
        {worst.raisedAt === null ? null : <Age at={worst.raisedAt} ageOnly />}
        {calls.length > 1 ? <span> · {say("more", { n: calls.length - 1 })}</span> : null}
      </div>
      <div className="calling-acts">
        <SoundHint heard={heard.length > 0} isPost={isPost} />
        {heard.length > 0 && (sound === "on" || !isPost) ? (
          <Button icon={<SoundOutlined />} title={say("silenceWhat")} onClick={silence}>
            {say("silence")}
          </Button>
        ) : null}
        {mayAck ? <Acknowledge alarm={worst} /> : null}
        <Look alarm={worst} word={say("look")} />
      </div>
    </section>
  );
}

/** Says plainly when nothing can be heard, with the way to change it. */
function SoundHint({ heard, isPost }: { readonly heard: boolean; readonly isPost: boolean }) {
  const say = useTexts(callingTexts);
  const sound = useSound();
  if (sound === "on") return heard ? null : <span>{say("silent")}</span>;
  if (isPost) return null;
  return (
    <>
      <span>{say(sound === "off" ? "soundOff" : "soundBlocked")}</span>
      <Button icon={<NotificationOutlined />} onClick={turnSoundOn}>
        {say("turnOn")}
      </Button>
    </>
  );
}

/** One tap, without a comment; the desk has room for one. */
function Acknowledge({ alarm }: { readonly alarm: Alarm }) {
  const say = useTexts(callingTexts);
  const acknowledge = useAcknowledge();
  return (
    <Button title={say("ackWhat")} onClick={() => void acknowledge(alarm)}>
      {say("ack")}
    </Button>
  );
}
