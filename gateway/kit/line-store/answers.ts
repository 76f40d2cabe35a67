// What an answer to a write means (the table in README.md): the only place that knows how stores of different make and version say it. Pure.

export interface Answer {
  readonly status: number;
  /** `content-type`, lower case; empty when absent. */
  readonly type: string;
  readonly retryAfter: string | null;
  /** The beginning of the body. */
  readonly text: string;
}

/** Why nothing is taken now; each has its words in the console. */
export type Trouble =
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "token-file"
  | "not-influxdb"
  | "busy"
  | "failing"
  | "unreachable"
  | "no-answer"
  | "too-many-quarantined";

/** It speaks for the lines that were sent: asking again would give the same. */
export type Judgement =
  | { readonly is: "stored" }
  /** Some or all lines were refused for what they say. `code` is for `loss.quarantined`. */
  | { readonly is: "refused"; readonly code: string; readonly detail: string }
  /** Lines older than what the store keeps; the rest is stored. How many, if it says so: the oldest ones. */
  | { readonly is: "too-old"; readonly dropped: number | null; readonly detail: string }
  | { readonly is: "too-large" };

/** It says nothing about the lines: the same bytes are sent again later. */
export interface NotNow {
  readonly is: "not-now";
  readonly trouble: Trouble;
  readonly detail: string;
  /** So long at least, when the store said so or when only people can change it; null: soon, and ever less often. */
  readonly waitMs: number | null;
}

/** What only people can change is looked at again after this. */
export const HOLD_MS = 60_000;
/** A store that asks to be left alone for longer is asked all the same. */
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;

/** The meaning of an answer; `nowMs` for a Retry-After that is a date. */
export function meaningOf(answer: Answer, nowMs: number): Judgement | NotNow {
  const { status, type, text } = answer;
  const detail = `HTTP ${status} ${text.replaceAll(/\s+/g, " ").slice(0, 300)}`.trim();
  const notNow = (trouble: Trouble, waitMs: number | null): NotNow => ({ is: "not-now", trouble, detail, waitMs });
  if (status === 204) return { is: "stored" };
  if (status === 401) return notNow("unauthorized", HOLD_MS);
  if (status === 403) return notNow("forbidden", HOLD_MS);
  if (status === 404) return notNow("not-found", HOLD_MS);
  if (status === 413) return { is: "too-large" };
  if (status === 429 || status === 503) return notNow("busy", retryAfterMs(answer.retryAfter, nowMs));
  // A page for people is never about lines, whatever its status says: a portal, a proxy, another server.
  if (type.startsWith("text/html") && status < 500) return notNow("not-influxdb", HOLD_MS);
  if (status === 400 || status === 422 || (status >= 500 && /partial write|type conflict/.test(text))) {
    if (/retention/i.test(text)) return { is: "too-old", dropped: droppedIn(text), detail };
    return { is: "refused", code: codeOf(status, text), detail };
  }
  return status >= 500 ? notNow("failing", null) : notNow("not-influxdb", HOLD_MS);
}

/** Seconds or a date (RFC 9110 §10.2.3); null when absent or unreadable. */
export function retryAfterMs(text: string | null, nowMs: number): number | null {
  if (text === null) return null;
  const ms = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS);
}

function droppedIn(text: string): number | null {
  const found = /dropped=(\d+)/.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

function codeOf(status: number, text: string): string {
  if (/type conflict/i.test(text)) return "type-conflict";
  if (/unable to parse|invalid|malformed|missing/i.test(text)) return "malformed";
  return `http-${status}`;
}
