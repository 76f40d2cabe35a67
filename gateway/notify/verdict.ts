// Whether a delivery is still worth saying at the moment it would be sent, how urgent it is among others, and its letter.
import { isDanger, SEVERITIES } from "../contract/alarms.ts";
import { messageOf } from "../kit/errors.ts";
import type { Answers } from "./answers.ts";
import type { Call } from "./call.ts";
import { type Core, timesOf } from "./core.ts";
import type { Verdict } from "./dispatcher.ts";
import { letterOf } from "./letters.ts";
import type { MakeLink } from "./port.ts";
import { type AlarmRef, type Row, rowsAbout } from "./rows.ts";
import { isLast } from "./teller.ts";
import { TESTED, testedAlarm } from "./trial.ts";

export interface VerdictParts {
  readonly core: Core;
  readonly answers: Answers;
  readonly makeLink: MakeLink | null;
  readonly sheet: (row: Row) => Promise<Verdict>;
}

/** Writes the letter, or says why there is none to be sent. */
export function verdicts({ core, answers, makeLink: make, sheet }: VerdictParts): (row: Row) => Promise<Verdict> {
  // Told without a link is better than not told.
  const makeLink: MakeLink = async (wish) => {
    const [made] = await Promise.allSettled([make === null ? null : make(wish)]);
    if (made.status === "fulfilled") return made.value;
    core.parts.log.error({ alarm: wish.alarm, reason: messageOf(made.reason) }, "a link to acknowledge was not made");
    return null;
  };
  const alarm = (ref: AlarmRef) => (ref.occurrence === TESTED ? testedAlarm(core, ref.id) : core.alarm(ref.id));
  const times = (ref: AlarmRef) => {
    const call = core.callOf(ref);
    return call === null ? 1 : timesOf(call);
  };
  const toldPosts = (ref: AlarmRef, { n, post }: Row) => {
    const rows = rowsAbout(core.book.reader, ref.id, ref.occurrence, ref.occurrence);
    const told = rows.filter((row) => row.n < n && row.says === "raised" && row.state === "accepted");
    return [...new Set(told.map((row) => row.post))]
      .filter((id) => id !== null && id !== post && id !== "county")
      .map(String);
  };
  return async (row) => {
    if (row.says === "sheet") return await sheet(row);
    const code = unwanted(core, row);
    if (code !== null) return { is: "drop", code };
    const kind = core.kindOf(row.road);
    if (kind === null) return { is: "drop", code: "no-road" };
    const { settings, parts } = core;
    const { facts, onCall } = parts;
    const replyCode = kind === "modem-sms" ? answers.codeFor(row) : null;
    const letter = await letterOf(row, kind, {
      settings,
      facts,
      onCall,
      makeLink,
      alarm,
      timesOf: times,
      toldPosts,
      replyCode,
    });
    return letter === null ? { is: "drop", code: "gone" } : { is: "send", letter, replyCode };
  };
}

/** Why it is not worth saying any more; null: it is. */
export function unwanted(core: Core, row: Row): string | null {
  if (row.test) return null;
  const states = row.alarms.map((ref) => core.callOf(ref)?.state ?? "over");
  switch (row.says) {
    case "raised":
    case "digest":
      if (isLast(row) || states.includes("calling")) return null;
      return states.includes("held") ? "held" : states.includes("answered") ? "answered" : "over";
    case "cleared":
      return row.alarms.some(({ id }) => isThereAgain(core.book.calls.get(id))) ? "raised-again" : null;
    case "acknowledged":
      return states.includes("answered") ? null : "over";
    default:
      return null;
  }
}

/** That it was over would be the last word about what is there. */
function isThereAgain(call: Call | undefined): boolean {
  return call !== undefined && call.state !== "over";
}

/** Danger first, then the worst, then what asks before what only tells; tests, proofs and sheets last. */
export function rankOf(core: Core, row: Row): number {
  if (row.says === "proof" || row.says === "sheet" || row.test) return 100;
  const asks = row.says === "raised" || row.says === "digest" ? 0 : 10;
  const ranks = row.alarms.slice(0, 50).map(({ id }) => {
    const alarm = core.alarm(id);
    if (alarm === null) return SEVERITIES.length;
    return alarm.point !== null && isDanger(alarm.point) ? -1 : SEVERITIES.indexOf(alarm.severity);
  });
  return asks + Math.min(SEVERITIES.length, ...ranks);
}
