// What the lines and marks of a chart mean: only those that are in it.
import { useTexts } from "../i18n/texts.ts";
import { numberText } from "../words/quantity.ts";
import type { Moment } from "./course.ts";
import { type Drawing, STROKES } from "./drawing.ts";
import { trendTexts } from "./texts.ts";

export function Legend({ drawing: { lines, holes, raised, words } }: { readonly drawing: Drawing }) {
  const say = useTexts(trendTexts);
  const several = lines.length > 1;
  const moments = lines.flatMap((line) => line.moments);
  const hasLimits = lines.some(({ limits }) => limits.length > 0);
  const has = {
    band: moments.some(({ min, max }) => min !== max),
    bad: moments.some(({ bad }) => bad),
    missing: holes.some(({ kind }) => kind === "missing"),
  };
  return (
    <div className="trend-legend">
      {several
        ? lines.map(({ key, name, unit, moments: own }, index) => (
            <span key={key}>
              <Stroke index={index} /> {name} <small>{lastText(own, unit)}</small>
            </span>
          ))
        : null}
      {has.band ? (
        <span>
          <i className="trend-key trend-key-band" /> {words.band}
        </span>
      ) : null}
      {hasLimits ? (
        <span>
          <i className="trend-key trend-key-limit" /> {say("limit")}
        </span>
      ) : null}
      {has.missing ? (
        <span>
          <i className="trend-key trend-key-missing" /> {words.missing}
        </span>
      ) : null}
      {has.bad ? (
        <span>
          <i className="trend-key trend-key-bad">▲</i> {words.bad}
        </span>
      ) : null}
      {raised.length > 0 ? (
        <span>
          <i className="trend-key trend-key-alarm">◆</i> {words.alarm} {raised.length}
        </span>
      ) : null}
    </div>
  );
}

/** The last valid value. */
function lastText(moments: readonly Moment[], unit: string): string {
  for (let at = moments.length - 1; at >= 0; at--) {
    const value = moments[at]?.value ?? null;
    if (value !== null) return `${numberText(value)} ${unit}`;
  }
  return "—";
}

/** A piece of a line as it is drawn. */
function Stroke({ index }: { readonly index: number }) {
  const stroke = STROKES[index] ?? "solid";
  return (
    <svg width="26" height="8" aria-hidden="true" className={`trend-stroke trend-stroke-${index + 1}`}>
      <line
        x1="0"
        y1="4"
        x2="26"
        y2="4"
        strokeWidth="2"
        strokeDasharray={typeof stroke === "string" ? "" : stroke.join(" ")}
      />
    </svg>
  );
}
