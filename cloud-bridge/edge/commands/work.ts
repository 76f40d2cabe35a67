// What each kind of command does on campus: whether it may, how it runs, and what a stop in the middle leaves of it.
import type { Alarm } from "#gateway/contract/alarms.ts";
import type { AckWish, CountyRight, SpotCheckWish } from "../../wire/command.ts";
import { COUNTY_ACCOUNT, type Taken } from "./command.ts";

export interface CommandAlarms {
  get(id: string): Alarm | null;
  acknowledge(
    by: string,
    id: string,
    wish: { readonly occurrence: number | null; readonly comment: string | null },
  ): Promise<Alarm | null>;
}

/** What a link is asked to do, and by which command: the same command may ask again. */
export interface LinkClaim {
  readonly proof: string;
  readonly alarm: string;
  readonly occurrence: number;
  readonly command: string;
  /** Why the alarm cannot be acknowledged, whatever the link says; null: it can. */
  readonly objection: string | null;
}

export interface CommandLinks {
  /** Uses the link up, durably, and says whose it is; or why it does nothing. Either is audited. */
  use(claim: LinkClaim): Promise<{ readonly person: string } | { readonly code: string }>;
}

export interface CommandDuty {
  /** Asks a post whether somebody is there. The same key again is the same question. Resolves when it is on disk. */
  spotCheck(asked: {
    readonly by: string;
    readonly post: string;
    /** Null: as long as the campus usually waits. */
    readonly withinMs: number | null;
    readonly key: string;
  }): Promise<unknown>;
}

/** A person has acknowledged by a link. */
export interface LinkAnswer {
  readonly person: string;
  readonly alarm: string;
  readonly occurrence: number;
  readonly comment: string | null;
  readonly road: "link";
}

export interface WorkParts {
  readonly alarms: CommandAlarms;
  /** `county.may`. */
  readonly may: () => readonly CountyRight[];
  /** Null: this campus makes no links. */
  readonly links: CommandLinks | null;
  /** Null: nobody is on duty here. */
  readonly duty: CommandDuty | null;
  /** Acknowledges as that person, and ends what is being done to reach others; the same answer again changes nothing. */
  readonly answered: (answer: LinkAnswer) => Promise<void>;
}

export interface Work {
  /** Why it may not run; null: it may. What can be used once is used up by this command then. */
  refusal(): Promise<string | null>;
  run(): Promise<void>;
  /** A stop came while it ran; `again`: running it twice is running it once, and whether it may is asked again. */
  afterStop(): "done" | "unknown" | "again";
}

/** What is to be done for a command. */
export function workOf(command: Taken, parts: WorkParts): Work {
  if (command.kind === "duty.spot-check") return spotCheckWork(command, parts);
  return command.link === null ? ackWork(command, parts) : linkWork(command, command.link, parts);
}

function ackWork({ alarm: name, occurrence, comment, by: account }: Taken & AckWish, parts: WorkParts): Work {
  const { alarms, may } = parts;
  const by = COUNTY_ACCOUNT + account;
  return {
    refusal: async () => (may().includes("alarms.ack") ? objectionTo(alarms.get(name), occurrence) : "not-permitted"),
    run: async () => void (await alarms.acknowledge(by, name, { occurrence, comment })),
    afterStop: () => {
      // Nobody saw its end, but what it does leaves a trace.
      const alarm = alarms.get(name);
      const isDone = alarm?.occurrence === occurrence && alarm.acknowledgements.some((one) => one.by === by);
      return isDone ? "done" : "unknown";
    },
  };
}

/** The person's own proof stands in the link, so it asks for no right of the county's. */
function linkWork({ id, alarm, occurrence, comment }: Taken & AckWish, proof: string, parts: WorkParts): Work {
  let person: string | null = null;
  return {
    refusal: async () => {
      const { alarms, links } = parts;
      if (links === null) return "not-permitted";
      const objection = objectionTo(alarms.get(alarm), occurrence);
      const used = await links.use({ proof, alarm, occurrence, command: id, objection });
      if ("code" in used) return used.code;
      person = used.person;
      return null;
    },
    run: async () => {
      if (person !== null) await parts.answered({ person, alarm, occurrence, comment, road: "link" });
    },
    afterStop: () => "again",
  };
}

function spotCheckWork({ id, post, by }: Taken & SpotCheckWish, { duty, may }: WorkParts): Work {
  return {
    refusal: async () => {
      if (!may().includes("duty.spot-check")) return "not-permitted";
      return duty === null ? "not-found" : null;
    },
    run: async () => void (await duty?.spotCheck({ by: COUNTY_ACCOUNT + by, post, withinMs: null, key: id })),
    afterStop: () => "again",
  };
}

function objectionTo(alarm: Alarm | null, occurrence: number): string | null {
  if (alarm === null) return "not-found";
  return alarm.occurrence === occurrence ? null : "alarm-changed";
}
