// What somebody should put right about the roster: hours without anybody, and a year whose holidays are not known yet.
import { Alert, Button } from "antd";
import type { GapsView, PostNow } from "#gateway/contract/duty.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { gatewayNow } from "../../live/clock.ts";
import { useCan } from "../../session/session.tsx";
import { timeText } from "../../words/time.ts";
import { dutyTexts } from "./texts.ts";

const MOST_SHOWN = 5;

interface Props {
  readonly view: GapsView;
  readonly posts: readonly PostNow[];
  toCalendar(year: number | null): void;
}

export function Gaps({ view: { gaps, warnings }, posts, toCalendar }: Props) {
  const say = useTexts(dutyTexts);
  const language = useLanguage();
  const mayWrite = useCan("people.write");
  const nameOf = (id: string) => posts.find((post) => post.id === id)?.name ?? id;
  const clock = (at: string) => timeText(Date.parse(at), gatewayNow()).slice(0, -3);
  const more = gaps.length - MOST_SHOWN;
  return (
    <div className="duty-warnings no-print">
      {gaps.length === 0 ? null : (
        <Alert
          type="error"
          showIcon
          title={say("gaps", { n: gaps.length })}
          description={
            <ul>
              {gaps.slice(0, MOST_SHOWN).map(({ post, from, to }) => (
                <li key={`${post} ${from}`}>
                  {say("gapLine", { post: nameOf(post), from: clock(from), to: clock(to) })}
                </li>
              ))}
              {more > 0 ? <li>{say("moreGaps", { n: more })}</li> : null}
            </ul>
          }
        />
      )}
      {warnings
        .filter(({ code }) => code !== "clock-unset")
        .map(({ code, year, shift, text }) => (
          <Alert
            key={`${code} ${year ?? ""} ${shift ?? ""}`}
            type="warning"
            showIcon
            title={text[language] ?? text["zh-CN"]}
            action={
              code === "no-holiday-year" && mayWrite ? (
                <Button size="small" onClick={() => toCalendar(year ?? null)}>
                  {say("toCalendar")}
                </Button>
              ) : null
            }
          />
        ))}
    </div>
  );
}
