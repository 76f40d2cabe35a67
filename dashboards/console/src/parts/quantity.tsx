// One value as it must be shown: never without unit, age and trust (CONSOLE rule: no number without them).
import { Tooltip } from "antd";
import type { LatestPoint } from "#gateway/contract/latest.ts";
import { useTexts } from "../i18n/texts.ts";
import { useNow } from "../live/clock.ts";
import { useLine } from "../live/hooks.ts";
import { trustOf } from "../live/staleness.ts";
import { quantityText } from "../words/quantity.ts";
import { wordTexts } from "../words/texts.ts";
import { ageText } from "../words/time.ts";
import "./quantity.css";

/** The newest value of a point with unit, age and trust. `strong`: large, for headlines. */
export function Quantity({ point, strong = false }: { readonly point: LatestPoint; readonly strong?: boolean }) {
  const say = useTexts(wordTexts);
  const now = useNow();
  const trust = trustOf(point, now, useLine());
  const age = point.measuredAt === null ? "" : ageText(now - Date.parse(point.measuredAt), say);
  const shown = (value: LatestPoint["value"]) =>
    value === null ? "—" : quantityText(value, point.unit, say("yes"), say("no"));
  const className = `quantity quantity-${trust}${strong ? " quantity-strong" : ""}`;
  if (trust === "bad" || trust === "never") {
    const reason = say(point.reason ?? "never");
    const { lastGood } = point;
    const before =
      lastGood === null
        ? ""
        : say("lastGood", { value: shown(lastGood.value), age: ageText(now - Date.parse(lastGood.measuredAt), say) });
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
