// What one value says about one rule: pure, without memory.
import type { Value } from "../contract/entry.ts";
import type { StoredValue } from "../journal/record.ts";
import type { RuleAt } from "./evaluate.ts";

/**
 * `breach`: the condition holds. `normal`: it is over. `between`: inside the deadband, neither. `blind`: there is no value, which proves
 * nothing. `unheard`: not even an answer of the device.
 */
export type Verdict = "breach" | "normal" | "between" | "blind" | "unheard";

/** Reasons of a bad value that the gateway gave because nothing came. */
const NOTHING_CAME: ReadonlySet<string> = new Set(["timeout", "never", "disabled"]);

/** The verdict of a value as it was stored. Uncertain values count like good ones. */
export function verdictOf(
  { condition, deadband }: Pick<RuleAt, "condition" | "deadband">,
  stored: StoredValue,
): Verdict {
  const flawed = typeof stored === "object" ? stored : null;
  const bad = flawed?.quality === "bad";
  const value = typeof stored === "object" ? stored.value : stored;
  switch (condition.is) {
    case "noData":
      return bad && NOTHING_CAME.has(flawed.reason) ? "unheard" : "normal";
    case "badFor":
      return bad ? "breach" : "normal";
    case "offline":
      return value === true ? "breach" : "normal";
    case "equals":
      return bad || value === null ? "blind" : equalsVerdict(value, condition.value, deadband);
    case "above":
      return bad || typeof value !== "number" ? "blind" : limitVerdict(value, condition.limit, -deadband);
    case "below":
      // The same, seen in a mirror.
      return bad || typeof value !== "number" ? "blind" : limitVerdict(-value, -condition.limit, -deadband);
  }
}

/** Without a deadband a value at the limit is not beyond it; with one it must come back by more than that. */
function limitVerdict(value: number, limit: number, band: number): Verdict {
  if (value > limit) return "breach";
  return band === 0 || value < limit + band ? "normal" : "between";
}

function equalsVerdict(value: Value, wanted: Value, deadband: number): Verdict {
  if (value === wanted) return "breach";
  if (typeof value !== "number" || typeof wanted !== "number") return "normal";
  return Math.abs(value - wanted) > deadband ? "normal" : "between";
}
