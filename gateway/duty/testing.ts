// What tests of this folder share: duty over a real campus.db, a real journal and real alarms, with a clock that is moved by hand.
import type { PostSettings, Shift } from "../contract/duty.ts";
import type { Journal } from "../journal/journal.ts";
import type { Accounts } from "../kit/accounts/accounts.ts";
import type { HandClock } from "../kit/hand-clock.ts";
import { createLog } from "../kit/log.ts";
import type { AlarmNow } from "./consoles/consoles.ts";
import { type Duty, openDuty } from "./open.ts";
import type { OwnAlarms } from "./watch.ts";

/** Duty looks more often than that. */
const STEP_MS = 60_000;
export const BY = { account: "admin", remote: "::1" };
export const GUARD: PostSettings = {
  id: "guard",
  name: "门卫室",
  place: null,
  covered: "always",
  signOnWithinMs: 600_000,
};

/** A guard's shift of every day, whose groups change daily from 2026-11-23 on. */
export function guardShift(id: string, from: string, to: string, groups: readonly (readonly string[])[]): Shift {
  const rotation = { per: "day", start: "2026-11-23", groups } as const;
  return { id, name: id, post: "guard", days: "every-day", from, to, rotation };
}

export interface Bench extends AsyncDisposable {
  readonly duty: Duty;
  /** Lets time pass; resolves when duty has looked at where that leads. */
  pass(ms: number): Promise<void>;
  /** An operator sets the clock; a minute later duty has looked. */
  setWall(iso: string): Promise<void>;
}

export interface BenchParts {
  readonly accounts: Accounts;
  readonly journal: Journal;
  readonly alarms: OwnAlarms & { get(id: string): AlarmNow | null };
  readonly clock: HandClock;
  readonly posts?: readonly PostSettings[];
}

/** Opens duty; disposing it closes nothing that was handed in. */
export async function openBench({ accounts, journal, alarms, clock, posts = [GUARD] }: BenchParts): Promise<Bench> {
  let look = (): Promise<void> => Promise.resolve();
  const config = {
    current: {
      campus: { id: "no3-middle", name: "第三中学", timezone: "Asia/Shanghai", simulated: false },
      duty: { posts },
    },
    onApplied(listener: () => Promise<void>) {
      look = listener;
      return { [Symbol.dispose]: () => undefined };
    },
  };
  const duty = await openDuty({ accounts, journal, config, alarms, clock, log: createLog("silent") });
  return {
    duty,
    async pass(ms) {
      for (let left = ms; left > 0; left -= STEP_MS) {
        clock.pass(Math.min(left, STEP_MS));
        await look();
      }
    },
    async setWall(iso) {
      clock.setWall(Date.parse(iso));
      clock.pass(60_000);
      await look();
    },
    [Symbol.asyncDispose]: () => duty[Symbol.asyncDispose](),
  };
}
