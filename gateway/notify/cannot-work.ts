// A road that cannot work until somebody mends it: known by what it says of itself, and by the code of a try that failed. Pure.
import type { Road } from "./roads/road.ts";

/** No second try helps: a file, the modem or its SIM is missing. */
const CODES: ReadonlySet<string> = new Set([
  "not-set-up",
  "link-port-missing",
  "link-port-forbidden",
  "link-not-a-port",
  "sim-missing",
  "sim-puk",
  "sim-pin-needed",
  "sim-pin-refused",
]);

/** True for the code of a failure after which the next road is better, and somebody has to mend this one. */
export function cannotWork(code: string): boolean {
  return CODES.has(code);
}

/** What keeps the road from working, by its own word; null: nothing that it knows of. */
export function troubleOf(road: Pick<Road, "condition"> | null): string | null {
  const { ready, state } = road?.condition?.() ?? {};
  if (ready === false) return "not-set-up";
  return typeof state === "string" && cannotWork(state) ? state : null;
}
