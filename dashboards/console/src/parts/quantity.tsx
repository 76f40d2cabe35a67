// One value as it must be shown: never without unit, age and trust (CONSOLE rule: no number without them).
import { Tooltip } from "antd";
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

/** The newest value of a point with unit, age and trust. `strong`: large, for headlines. */
export function Quantity({ point, strong = false }: { readonly point: LatestPoint; readonly strong?: boolean }) {
  const say = useTexts(wordTexts);
  const [yes, no] = booleanWords(point.point, useLanguage()) ?? [say("yes"), say("no")];
  const line = useLine();
  const { measuredAt, lastGood } = point;
  const trust = useAtNow((now) => trustOf(point, now, line));
  const age = useAtNow((now) => (measuredAt === null ? "" : ageText(now - Date.parse(measuredAt), say)));
  const goodAge = useAtNow((now) => (lastGood === null ? "" : ageText(now - Date.parse(lastGood.measuredAt), say)));
  const shown = (value: LatestPoint["value"]) => (value === null ? "—" : quantityText(value, point.unit, yes, no));
  const className = `quantity quantity-${trust}${strong ? " quantity-strong" : ""}`;
  if (trust === "bad" || trust === "never") {
    const reason = say(point.reason ?? "never");
    const before = lastGood === null ? "" : say("lastGood", { value: shown(lastGood.value), age: goodAge });
    return (
      <Tooltip title={before === "" ? reason : `${reason} · ${before}`}>
        <span className={className}>
          — <small>{reason}</small>
        </span>
      </Tooltip>
    );
  }
  const word = trust === "stale" ? say("stale") : trust === "uncertain" ? say("uncertain") : null;
  return (
    <span className={className}>
      {shown(point.value)} <small>· {word === null ? age : `${word} ${age}`}</small>
    </span>
  );
}
