// The page behind a link, as HTML: what it is about, how it stands, one button; then what became of the answer. No script; every value is escaped.
import { readFileSync } from "node:fs";
import type { CountyAlarm } from "#gateway/contract/county.ts";
import { escapeHtml } from "#gateway/kit/http/html.ts";
import { fill, type Language, type Values } from "#gateway/kit/i18n.ts";
import { COMMENT_MAX } from "../../wire/command.ts";
import type { KeptCommand } from "../store/commands.ts";
import type { Answering } from "./desk.ts";
import { type AnswerText, answerText, SEVERITY_WORDS } from "./texts.ts";

/** Nothing but our own style, and forms to ourselves. */
export const ANSWER_POLICY =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/** While the campus is connected an answer takes a second or two; else it takes hours. */
const AGAIN_S = { up: 3, away: 30 } as const;
const DAY_MS = 86_400_000;

export interface Shown {
  readonly language: Language;
  /** The county's, for times of day. */
  readonly timezone: string;
  readonly nowMs: number;
}

type Say = (key: AnswerText, values?: Values) => string;

/** The page's style, served beside it. */
export function answerStyle(): string {
  return readFileSync(new URL("./answer.css", import.meta.url), "utf8");
}

/** The page of a link that counts. */
export function answerPage(answering: Answering, nonce: string, shown: Shown): string {
  const { language } = shown;
  const say: Say = (key, values) => escapeHtml(answerText(language, key, values));
  const { link, campusName, alarm, command, isUp } = answering;
  const severity = SEVERITY_WORDS[link.severity]?.[language] ?? link.severity;
  const what = link.text[language] ?? link.text["zh-CN"] ?? link.text.en ?? link.alarm;
  const values = valuesOf(alarm, say);
  const body = `<p class="quiet">${escapeHtml(campusName)} · <a href="?lang=${language === "en" ? "zh-CN" : "en"}">${say("other")}</a></p>
<h1><span class="severity ${escapeHtml(link.severity)}">${escapeHtml(severity)}</span> ${escapeHtml(what)}</h1>
${link.where.length === 0 ? "" : `<p>${escapeHtml(link.where.join(" · "))}</p>`}
<p class="quiet">${[values, alarm?.raisedAt == null ? "" : say("since", { time: timeText(Date.parse(alarm.raisedAt), shown) })].filter((part) => part !== "").join(" · ")}</p>
<p class="now">${say(...standingOf(alarm, shown))}</p>
${command === null ? ask(answering, nonce, say, shown) : outcome(command, isUp, say, shown)}`;
  return frame(
    language,
    answerText(language, "title"),
    body,
    isUnderWay(command) ? AGAIN_S[isUp ? "up" : "away"] : null,
  );
}

/** What every link says that does nothing, whatever the reason. */
export function overPage(language: Language): string {
  const say: Say = (key) => escapeHtml(answerText(language, key));
  return frame(language, answerText(language, "overTitle"), `<h1>${say("overTitle")}</h1><p>${say("over")}</p>`, null);
}

export function slowPage(language: Language, seconds: number): string {
  const say: Say = (key, values) => escapeHtml(answerText(language, key, values));
  return frame(
    language,
    answerText(language, "slowTitle"),
    `<h1>${say("slowTitle")}</h1><p>${say("slow", { seconds })}</p>`,
    null,
  );
}

function ask({ link, alarm }: Answering, nonce: string, say: Say, shown: Shown): string {
  if (alarm?.acknowledged === true) return `<p class="said" role="status">${say("taken")}</p>`;
  return `<form method="post">
<input type="hidden" name="nonce" value="${escapeHtml(nonce)}">
<p>${say("lead")}</p>
<p><label for="comment">${say("comment")}</label></p>
<textarea id="comment" name="comment" rows="2" maxlength="${COMMENT_MAX}"></textarea>
<button type="submit">${say("acknowledge")}</button>
</form>
<p class="quiet">${say("until", { time: timeText(link.expiresMs, shown) })}</p>`;
}

function outcome(command: KeptCommand, isUp: boolean, say: Say, shown: Shown): string {
  const { state, code } = command;
  const until = { time: timeText(command.expiresMs, shown) };
  const kind = isUnderWay(command) ? "" : state === "done" ? " good" : " bad";
  const said = (): string => {
    if (state === "done") return say("done");
    if (state === "requested" || state === "started") return say("reached");
    if (state === "issued") return isUp ? say("sending") : say("offline", until);
    if (state === "expired" || state === "unknown") return say("late", until);
    return say(code === "alarm-changed" ? "changed" : "refused");
  };
  return `<p class="said${kind}" role="status">${said()}</p>`;
}

function isUnderWay(command: KeptCommand | null): boolean {
  return (
    command !== null && (command.state === "issued" || command.state === "requested" || command.state === "started")
  );
}

function standingOf(alarm: CountyAlarm | null, shown: Shown): [AnswerText, Values?] {
  if (alarm === null) return ["untold"];
  if (alarm.active || alarm.clearedAt === null) return ["active"];
  return ["cleared", { time: timeText(Date.parse(alarm.clearedAt), shown) }];
}

/** A measured value with its limit; what is only yes or no stands in the alarm's text. */
function valuesOf(alarm: CountyAlarm | null, say: Say): string {
  if (alarm === null || typeof alarm.value !== "number") return "";
  const unit = UNIT_SIGNS[alarm.unit ?? "1"] ?? alarm.unit ?? "";
  const said = (value: number) => `${value} ${unit}`.trim();
  const limit = typeof alarm.limit === "number" ? ` (${say("limit", { limit: said(alarm.limit) })})` : "";
  return `${escapeHtml(said(alarm.value))}${limit}`;
}

const UNIT_SIGNS: Readonly<Record<string, string>> = {
  "1": "",
  Cel: "°C",
  "[ppm]": "ppm",
  "V.A": "VA",
  "kV.A": "kVA",
  "kW.h": "kWh",
};

/** A time of day, with its day when that is not within the next or last twenty hours. */
function timeText(ms: number, { language, timezone, nowMs }: Shown): string {
  const isNear = Math.abs(ms - nowMs) < (DAY_MS * 5) / 6;
  const day = isNear ? {} : ({ month: "2-digit", day: "2-digit" } as const);
  const time = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: timezone, ...day } as const;
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "zh-CN", time).format(ms);
}

function frame(language: Language, title: string, body: string, againS: number | null): string {
  const again = againS === null ? "" : fill('<meta http-equiv="refresh" content="{s}">', { s: againS });
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">${again}<title>${escapeHtml(title)}</title><link rel="stylesheet" href="/answer.css"></head>
<body><main>
${body}
</main></body></html>
`;
}
