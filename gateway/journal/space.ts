// How much room there is, and what to do about it: a ladder that gives up old readings first and acknowledgements last (contract §10).
import { statfsSync } from "node:fs";

/** What the present free space asks for, from all is well to nothing may be acknowledged. */
export type SpaceStep = "ample" | "low" | "purge-passed" | "purge-oldest" | "refuse";

export interface Space {
  readonly freeBytes: number;
  /** Free part of the file system that a service without root may use, 0–1. */
  readonly freeRatio: number;
}

export function spaceOf(folder: string): Space {
  const { bavail, blocks, bsize } = statfsSync(folder);
  return { freeBytes: bavail * bsize, freeRatio: blocks === 0 ? 1 : bavail / blocks };
}

/** Below this part of the file system nothing is acknowledged; contract §10. */
export const REFUSE_BELOW = 0.02;
/** Above this part entries are taken again, so that the state does not flutter around one limit. */
const RESUME_ABOVE = 0.03;
const LADDER: readonly (readonly [below: number, step: SpaceStep])[] = [
  [REFUSE_BELOW, "refuse"],
  [0.05, "purge-oldest"],
  [0.1, "purge-passed"],
  [0.2, "low"],
];

/** The step for a free ratio; `before` is the step in force, which `refuse` leaves only above RESUME_ABOVE. */
export function spaceStep(freeRatio: number, before: SpaceStep): SpaceStep {
  if (before === "refuse" && freeRatio < RESUME_ABOVE) return "refuse";
  return LADDER.find(([below]) => freeRatio < below)?.[1] ?? "ample";
}
