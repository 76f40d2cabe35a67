// What stands beside the cross-hair: the time, each line's value there with its band, and what was wrong. Plain text. Pure.
import { numberText } from "../words/quantity.ts";
import { nearest } from "./course.ts";
import type { Drawing } from "./drawing.ts";

/** `told` is what ECharts hands over; only the time at the cross-hair is read of it. */
export function tooltipText(told: unknown, drawing: Drawing): string {
  const first: unknown = Array.isArray(told) ? told[0] : told;
  if (typeof first !== "object" || first === null || !("axisValue" in first)) return "";
  return textAt(Number(first.axisValue), drawing);
}

/** The words for one time. */
export function textAt(atMs: number, { lines, raised, holes, words, timeText }: Drawing): string {
  const values = lines.flatMap(({ name, unit, moments, nearMs }) => {
    const moment = nearest(moments, atMs, nearMs);
    const text = (value: number | null) => (value === null ? "—" : `${numberText(value)} ${unit}`.trim());
    if (moment === null) return [`${name} — ${words.missing}`];
    const { value, min, max, bad } = moment;
    const band = min === max ? "" : ` (${words.band} ${text(min)} – ${text(max)})`;
    return [`${name} ${text(value)}${band}${bad ? ` ${words.bad}` : ""}`];
  });
  const hole = holes.find(({ fromMs, toMs, kind }) => kind === "missing" && fromMs <= atMs && atMs < toMs);
  const active = raised.filter(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs));
  return [
    timeText(atMs),
    ...(hole === undefined || lines.length > 1 ? values : [words.missing]),
    ...active.map(({ text }) => `${words.alarm} ${text}`),
  ].join("\n");
}
