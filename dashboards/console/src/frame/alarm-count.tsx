// Always in sight: how many alarms are open and how bad the worst is; one tap leads to them.
import { BellOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import { useAlarms } from "../campus/alarms.ts";
import { SeverityMark } from "../campus/severity.tsx";
import { useTexts } from "../i18n/texts.ts";
import { useCan } from "../session/session.tsx";
import { frameTexts } from "./texts.ts";

export function AlarmCount() {
  const say = useTexts(frameTexts);
  const can = useCan("alarms.read");
  const alarms = useAlarms("open").data?.alarms;
  if (!can || alarms === undefined) return null;
  const [worst] = alarms;
  if (worst === undefined) return <span className="quiet">{say("noAlarms")}</span>;
  return (
    <Link to="/alarms" className="alarm-count" title={say("openAlarms", { n: alarms.length })}>
      <BellOutlined aria-hidden /> {alarms.length} <SeverityMark severity={worst.severity} />
    </Link>
  );
}
