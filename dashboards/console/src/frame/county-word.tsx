// Whether the county answers, always in sight; what waits for it is told by the page behind the words.
import { DisconnectOutlined } from "@ant-design/icons";
import { Link } from "react-router";
import { useTexts } from "../i18n/texts.ts";
import { frameTexts } from "./texts.ts";
import { useStatus } from "./use-status.ts";

/** Nothing is said before it is known, and to those who may not know. */
export function CountyWord() {
  const say = useTexts(frameTexts);
  const status = useStatus();
  if (status === undefined) return null;
  const { county } = status;
  if (county === undefined || county === null) return <span className="quiet county-none">{say("countyNone")}</span>;
  const isUp = county.state === "answered";
  return (
    <Link className={isUp ? "quiet" : "frame-warning"} to="/about">
      {isUp ? null : <DisconnectOutlined aria-hidden />} {say(isUp ? "countyUp" : "countyDown")}
    </Link>
  );
}
