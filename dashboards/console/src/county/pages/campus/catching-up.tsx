// How far a campus is that tells what gathered while it had no connection: up to when, at which pace, and how long it still takes.
import type { CampusBacklog } from "#gateway/contract/county.ts";
import { useGet } from "../../../api/queries.ts";
import { useLanguage, useTexts } from "../../../i18n/texts.ts";
import { spanText } from "../../../words/span.ts";
import { stampText } from "../../../words/time.ts";
import { campusPageTexts } from "./texts.ts";

/** While it lasts, its end is waited for; else something may begin. */
const AGAIN_MS = 5000;
const SECOND_MS = 1000;
const MINUTE_S = 60;

export function CatchingUp({ campus }: { readonly campus: string }) {
  const say = useTexts(campusPageTexts);
  const language = useLanguage();
  const past = useGet<CampusBacklog>(`/campuses/${campus}/backlog`, { refresh: AGAIN_MS }).data?.past ?? null;
  if (past === null) return null;
  const { pace, rowsPerSecond, secondsLeft } = past;
  const [reached, until] = [Date.parse(past.reached), Date.parse(past.until)];
  const span = (seconds: number) => spanText(seconds * SECOND_MS, language);
  return (
    <div className="campus-catching-up">
      {say("catchingUp", { reached: stampText(reached), missing: spanText(until - reached, language) })}
      <br />
      <strong>
        {pace === null || secondsLeft === null
          ? say("estimating")
          : say("timeLeft", { left: span(secondsLeft), pace: span(pace * MINUTE_S), rows: rowsPerSecond ?? 0 })}
      </strong>
    </div>
  );
}
