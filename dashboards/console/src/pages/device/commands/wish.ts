// From what was typed to what is sent: the arguments of a command, and whether it asks once more. Pure.
import { isDoorCommand } from "#gateway/contract/commands.ts";
import type { Value } from "#gateway/contract/entry.ts";
import type { ArgumentForm, Command, Device, ProfileCommand } from "../../../api/types.ts";
import { pointOfCommand } from "../../../words/points.ts";

/** Valid for so long (contract §6: a door at most 30 s). */
export const EXPIRY_S = 10;

export interface Wish {
  readonly name: string;
  readonly args: Readonly<Record<string, Value>>;
}

/** Opening a door is one tap for those who may; everything else that a profile marks, and every other act on a door, asks once. */
export function asksOnce({ name, confirm = false }: Pick<ProfileCommand, "name" | "confirm">): boolean {
  return name !== "open" && (confirm || isDoorCommand(name));
}

/**
 * The commands of a module's outputs that nobody has given a name: what hangs on them is not known here, so they stand apart and ask once.
 * A device with one switch is named by itself.
 */
export function namelessOutputs(device: Device, commands: readonly ProfileCommand[]): ReadonlySet<string> {
  const outputs = new Set(
    commands.flatMap((each) => (switchArgument(each) === null ? [] : [pointOfCommand(each.name)])),
  );
  outputs.delete(null);
  if (outputs.size < 2) return new Set();
  const isNameless = (output: string | null) =>
    output !== null && outputs.has(output) && (device.points?.[output]?.name ?? "") === "";
  return new Set(commands.map(({ name }) => name).filter((name) => isNameless(pointOfCommand(name))));
}

/** Whether a right of its own is needed. */
export function needsDoors(name: string): boolean {
  return isDoorCommand(name);
}

/** The one argument of a command that only switches something; null when it is of another form. */
export function switchArgument({ args }: ProfileCommand): string | null {
  const [only, ...more] = Object.entries(args);
  if (only === undefined || more.length > 0) return null;
  const [name, form] = only;
  return form.type === "boolean" && form.oneOf === undefined && form.optional !== true ? name : null;
}

/** What is wrong with a value as it stands in the form; null when it may be sent. */
export function problemOf(form: ArgumentForm, value: Value | undefined): "needed" | "range" | null {
  if (value === undefined || value === "") return form.optional === true ? null : "needed";
  if (typeof value !== "number") return null;
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = form;
  return value < minimum || value > maximum ? "range" : null;
}

/** How a value typed as text is understood: yes or no, a number, or text. */
export function understood(text: string): Value {
  const plain = text.trim();
  if (plain === "true") return true;
  if (plain === "false") return false;
  // Only what reads the same as a number: 007 and 1e3 are texts that somebody meant.
  return plain !== "" && String(Number(plain)) === plain && Number.isFinite(Number(plain)) ? Number(plain) : plain;
}

/** False once nothing can happen to it any more. */
export function isOpen({ state }: Command): boolean {
  return state === "requested" || state === "started";
}

/** A key by which the gateway knows a repeated request; from the browser's random source, which pages without TLS have too. */
export function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A request that has no answer, or none yet. */
export interface Unanswered {
  readonly wish: string;
  readonly key: string;
  /** When the wait for its answer ended; Infinity: it goes on. */
  readonly atMs: number;
}

/**
 * The key of a request. While a request that got no answer may still run, the same wish is that request again; once that one has expired
 * in any case, it is meant anew: the answer to it would be what became of the old one.
 */
export function keyFor(wish: string, nowMs: number, lost: Unanswered | null): string {
  return lost !== null && lost.wish === wish && nowMs - lost.atMs < EXPIRY_S * 1000 ? lost.key : newKey();
}
