// A group chat's robot: what differs between DingTalk, WeCom and Feishu is one function that makes the request and one that reads the answer.
import { messageOf } from "../../kit/errors.ts";
import { type Answer, type Asked, notTheService, postJson, refusedBy } from "./request.ts";
import { accepted, failed, type Note, type Outcome, type Pace, type Road } from "./road.ts";
import { isOutcome, type Names } from "./target.ts";

/** How one maker's robots are spoken to. */
export interface RobotKind {
  readonly pace: Pace;
  /** `secret`: of the signature, where the robot has one. */
  ask(url: URL, secret: string | null, note: Note, nowMs: number): Asked;
  /** Of an answer with status 200: `[code, what it says]`; null code: it was taken. */
  read(body: Readonly<Record<string, unknown>>): { readonly code: number | null; readonly says: string };
  /** Codes after which another try makes sense, with how long to wait first. */
  readonly again: Readonly<Record<number, number>>;
}

/** Where a robot is and what is secret about it; read anew for each note, so that a changed file holds at once. */
export interface RobotAddress {
  url(): URL;
  secret(): string | null;
}

export function robotRoad(kind: RobotKind, address: RobotAddress, now: () => number, names?: Names): Road {
  return {
    pace: kind.pace,
    async send({ note }, signal) {
      let asked: Asked;
      try {
        asked = kind.ask(address.url(), address.secret(), note, now());
      } catch (error) {
        return failed("not-set-up", messageOf(error), true, 60_000);
      }
      const answer = await postJson(asked, signal, names);
      return isOutcome(answer) ? answer : outcomeOf(kind, answer);
    },
  };
}

/** Robots answer 200 to what they refuse: only their own code says whether a note was taken. */
function outcomeOf(kind: RobotKind, answer: Answer): Outcome {
  if (answer.status !== 200) return refusedBy(answer);
  const { body } = answer;
  if (typeof body !== "object" || body === null) return notTheService();
  const { code, says } = kind.read({ ...body });
  if (code === null) return accepted();
  const afterMs = kind.again[code];
  return failed(String(code), says, afterMs !== undefined, afterMs ?? 0);
}

/** The whole number under a key; undefined when there is none. */
export function numberAt(body: Readonly<Record<string, unknown>>, key: string): number | undefined {
  const value = body[key];
  return typeof value === "number" && Number.isInteger(value) ? value : undefined;
}

/** The text under a key, as one would show it. */
export function textAt(body: Readonly<Record<string, unknown>>, key: string): string {
  const value = body[key];
  return typeof value === "string" ? value.slice(0, 200) : "";
}
