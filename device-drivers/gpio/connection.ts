// The `connection` of a device at a GPIO line: which line, and how it is wired. Levels are the pin's; `invert` says which one counts.
import type { DriverProblem } from "../../gateway/contract/driver.ts";
import { parseDuration } from "../../gateway/contract/time.ts";

export const BIASES = ["as-is", "pull-up", "pull-down", "disable"] as const;
export type Bias = (typeof BIASES)[number];
export type Direction = "input" | "output";

export interface Connection {
  /** null: the line is looked for by its name on every chip. */
  readonly chip: string | null;
  /** Offset on the chip, or name. */
  readonly line: number | string;
  /** True: the level 0 counts as active or on. */
  readonly invert: boolean;
  readonly bias: Bias;
  /** Inputs: a change counts once it has lasted so long. */
  readonly debounceMs: number;
  /** Outputs: what it is while nobody commands otherwise. */
  readonly safe: boolean;
}

type Json = Readonly<Record<string, unknown>>;
const KEYS: Readonly<Record<Direction, readonly string[]>> = {
  input: ["chip", "line", "invert", "bias", "debounce"],
  output: ["chip", "line", "invert", "safe"],
};
const MOST_LINES = 4096;
/** Longer than any contact bounces; what must last longer before it counts is an alarm rule's `onDelay`. */
const LONGEST_DEBOUNCE_MS = 10_000;
/** Names on the kernel's interface are shorter than 32 bytes. */
const NAME = /^[\x21-\x7e]{1,31}$/;

/** What is wrong with the connection of an input or output, each with its path. */
export function connectionProblems(connection: Json, direction: Direction): readonly DriverProblem[] {
  const keys = KEYS[direction];
  const problems: DriverProblem[] = Object.keys(connection)
    .filter((key) => !keys.includes(key))
    .map((key) => ({
      path: `connection.${key}`,
      what: `is nothing that an ${direction} has`,
      remedy: `take it out; there are ${keys.join(", ")}`,
    }));
  const say = (key: string, what: string, remedy: string) => problems.push({ path: `connection.${key}`, what, remedy });
  const { chip, line, invert = false, safe = false, bias = "as-is", debounce = "0ms" } = connection;
  const hasOffset = typeof line === "number" && Number.isInteger(line) && line >= 0 && line < MOST_LINES;
  const hasName = typeof line === "string" && NAME.test(line) && !/^\d+$/.test(line);
  if (!hasOffset && !hasName)
    say("line", "is no line", "write its number on the chip, for example 17, or its name; gpioinfo lists both");
  if (chip !== undefined && !(typeof chip === "string" && /^gpiochip\d{1,4}$/.test(chip)))
    say("chip", "is no chip", "write for example gpiochip0; gpiodetect lists them");
  if (chip === undefined && hasOffset)
    say("chip", "is missing", "say on which chip the line is, for example gpiochip0");
  if (typeof invert !== "boolean") say("invert", "is not true or false", "write true if the level 0 is the active one");
  if (typeof safe !== "boolean")
    say("safe", "is not true or false", "write what the output is to be when nobody commands it");
  if (!isBias(bias)) say("bias", "is not known", `write one of ${BIASES.join(", ")}`);
  const debounceMs = typeof debounce === "string" ? parseDuration(debounce) : null;
  if (debounceMs === null || debounceMs > LONGEST_DEBOUNCE_MS)
    say("debounce", "is no duration up to 10s", "write for example 20ms");
  return problems;
}

/** A connection without problems. */
export function connectionOf({ chip, line, invert, safe, bias, debounce }: Json): Connection {
  return {
    chip: typeof chip === "string" ? chip : null,
    line: typeof line === "number" || typeof line === "string" ? line : -1,
    invert: invert === true,
    bias: isBias(bias) ? bias : "as-is",
    debounceMs: typeof debounce === "string" ? (parseDuration(debounce) ?? 0) : 0,
    safe: safe === true,
  };
}

function isBias(value: unknown): value is Bias {
  return BIASES.some((bias) => bias === value);
}
