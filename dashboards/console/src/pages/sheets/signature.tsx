// Where a printed sheet is signed, of which school it is, and when it was printed.

import { useGet } from "../../api/queries.ts";
import type { Setup } from "../../api/types.ts";
import { useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { stampText } from "../../words/time.ts";
import { sheetTexts } from "./texts.ts";
import "./sheets.css";

/** Only on paper. */
export function Signature() {
  const say = useTexts(sheetTexts);
  const setup = useGet<Setup>("/setup").data;
  return (
    <div className="sheet-sign">
      <span>
        {setup?.campus.name}
        {setup?.simulated === true ? say("simulated") : ""}
      </span>
      <span>{say("signature")}</span>
      <span>{say("printedAt", { time: stampText(gatewayNow()).slice(0, 16) })}</span>
    </div>
  );
}
