// Where a printed sheet is signed, and when it was printed.
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { stampText } from "../../words/time.ts";
import { sheetTexts } from "./texts.ts";
import "./sheets.css";

/** Only on paper. */
export function Signature() {
  const say = useTexts(sheetTexts);
  return (
    <div className="sheet-sign">
      <span>{say("signature")}</span>
      <span>{say("printedAt", { time: stampText(gatewayNow()).slice(0, 16) })}</span>
    </div>
  );
}
