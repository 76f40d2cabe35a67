// Shows a plan, asks, and carries it out step by step; what was done is said as it is done.
import { both, changesOf, type Plan, planLines, type Said } from "./plan.ts";

export interface Talk {
  /** True: nobody is asked. */
  readonly yes: boolean;
  say(line: string): void;
  /** Asks and gives the answer; null where nobody can be asked. */
  readonly ask: ((question: string) => Promise<string>) | null;
}

/** What came of it: nothing was left to do, all was done, or nobody agreed. */
export type Outcome = "nothing-to-do" | "done" | "not-agreed";

/** A plan may show more only after the first part is done; a third part would be a mistake of ours. */
const MOST_PARTS = 3;
const NOTHING: Said = ["没有要做的事。", "Nothing to do."];
const DONE: Said = ["完成。", "Done."];
const QUESTION: Said = ["执行吗？输入 yes", "Carry it out? Type yes"];
const NOT_AGREED: Said = ["没有改动任何东西。要执行请加 --yes", "Nothing was changed. Add --yes to carry it out"];

/** Makes, shows and carries out plans until one of them has nothing to do. */
export async function carryOut(makePlan: () => Promise<Plan>, talk: Talk, signal: AbortSignal): Promise<Outcome> {
  let outcome: Outcome = "nothing-to-do";
  for (let part = 0; part < MOST_PARTS; part++) {
    const plan = await makePlan();
    for (const line of planLines(plan)) talk.say(line);
    const changes = changesOf(plan);
    if (changes.length === 0) {
      talk.say(both(outcome === "done" ? DONE : NOTHING));
      return outcome;
    }
    if (!(await agreed(talk))) {
      talk.say(both(NOT_AGREED));
      return "not-agreed";
    }
    for (const { what, change } of changes) {
      await change.apply(signal);
      talk.say(`  ✓ ${both(what)}`);
    }
    outcome = "done";
    if (plan.isPartial !== true) {
      talk.say(both(DONE));
      return outcome;
    }
  }
  return outcome;
}

async function agreed({ yes, ask }: Talk): Promise<boolean> {
  if (yes) return true;
  if (ask === null) return false;
  return /^(y|yes|是)$/i.test((await ask(`${both(QUESTION)}: `)).trim());
}
