// One value in a narrow place: with unit and trust; its age is said where it is too old, and else stands once beside its row.
import type { LatestPoint } from "#gateway/contract/latest.ts";
import { useLanguage, useTexts } from "../i18n/texts.ts";
import { useAtNow } from "../live/clock.ts";
import { useLine } from "../live/hooks.ts";
import { trustOf } from "../live/staleness.ts";
import { booleanWords } from "../words/boolean-words.ts";
import { quantityText } from "../words/quantity.ts";
import { wordTexts } from "../words/texts.ts";
import { ageText } from "../words/time.ts";
import "./quantity.css";

export function Brief({ point }: { readonly point: LatestPoint }) {
  const say = useTexts(wordTexts);
  const language = useLanguage();
  const line = useLine();
  const trust = useAtNow((now) => trustOf(point, now, line));
  const age = useAtNow((now) => ageText(now - Date.parse(point.measuredAt ?? point.receivedAt ?? ""), say));
  if (trust === "bad" || trust === "never" || point.value === null)
    return (
      <span className="quantity quantity-bad">
        — <small>{say(point.reason ?? "never")}</small>
      </span>
    );
  const [yes, no] = booleanWords(point.point, language) ?? [say("yes"), say("no")];
  const text = quantityText(point.value, point.unit, yes, no);
  if (trust === "fresh") return <span className="quantity">{text}</span>;
  return (
    <span className={`quantity quantity-${trust}`} title={say(trust)}>
      {text} <small>· {trust === "stale" ? age : say(trust)}</small>
    </span>
  );
}
