// How many deliveries a road takes in a day, in all and for one person: what costs money or annoys is bounded, danger is told beyond it.
import { failed, type Letter, type Road } from "./road.ts";

export interface Handed {
  readonly all: number;
  /** Of these, to the one person; 0 when none is named. */
  readonly person: number;
}

/** What a road was handed since then (epoch ms), the one that is being sent included; of the ledger, so that it outlives a restart. */
export type HandedSince = (road: string, person: string | null, sinceMs: number) => Handed | Promise<Handed>;

export interface Limits {
  readonly mostPerDay: number | null;
  readonly mostPerPersonPerDay: number | null;
}

/** Not from midnight: services that count, count so (help.aliyun.com/document_detail/2881383.html). */
const DAY_MS = 86_400_000;

/** The road with its limits; one without limits as it is. */
export function withinBudget(id: string, road: Road, limits: Limits, handed: HandedSince, now: () => number): Road {
  const { mostPerDay, mostPerPersonPerDay } = limits;
  if (mostPerDay === null && mostPerPersonPerDay === null) return road;
  let used: number | null = null;

  async function isSpent({ person }: Letter): Promise<boolean> {
    const { all, person: theirs } = await handed(id, person, now() - DAY_MS);
    used = all;
    const isOver = (count: number, most: number | null) => most !== null && count > most;
    return isOver(all, mostPerDay) || isOver(theirs, mostPerPersonPerDay);
  }

  return {
    pace: road.pace,
    async send(letter, signal) {
      const isDanger = letter.severity === "critical" && !letter.test;
      if ((await isSpent(letter)) && !isDanger)
        return failed("budget", "what campus.yaml allows this road in a day is used up", false);
      return road.send(letter, signal);
    },
    condition: () => ({ ...road.condition?.(), mostPerDay, usedInDay: used }),
  };
}
