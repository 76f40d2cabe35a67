// What a device can be told: by its profile (`wire.commands`), or anything where the profile takes any point. Pure.
import { isDoorCommand } from "../contract/commands.ts";
import type { CommandForm } from "../contract/driver.ts";
import type { Value } from "../contract/entry.ts";
import { isForbiddenKey } from "../contract/ids.ts";
import { GatewayError } from "../kit/errors.ts";

/** What is needed of a profile. */
export interface CommandProfile {
  readonly driver: string;
  readonly anyPoint: boolean;
  /** The profile's JSON as it was checked. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface CommandWish {
  readonly name: string;
  readonly args: Readonly<Record<string, Value>>;
  readonly expiresInMs: number;
}

const DOOR_LONGEST_MS = 30_000;
/** The journal keeps no body larger than this; name, ids and result need their part. */
const MAX_ARGS_BYTES = 3072;

/** The forms of a device's commands; null: any command may be sent to it. */
export function formsOf(profile: CommandProfile | undefined): Readonly<Record<string, CommandForm>> | null {
  const wire = profile?.data.wire;
  const forms = typeof wire === "object" && wire !== null && "commands" in wire ? wire.commands : undefined;
  if (forms !== undefined) return forms as Readonly<Record<string, CommandForm>>;
  return profile?.driver === "mqtt" && profile.anyPoint ? null : {};
}

/** Throws `command-not-supported` or `bad-request` when the device cannot be told this. */
export function checkWish(device: string, wish: CommandWish, profile: CommandProfile | undefined): void {
  const { name, args, expiresInMs } = wish;
  if (isDoorCommand(name) && expiresInMs > DOOR_LONGEST_MS)
    throw wrong(`${name} may not be valid for longer than 30s`, "Write an expiresIn of at most 30s.");
  const badKey = Object.keys(args).find(isForbiddenKey);
  if (badKey !== undefined) throw wrong(`the argument ${badKey} is refused everywhere`, "Leave it out.");
  if (Buffer.byteLength(JSON.stringify(args)) > MAX_ARGS_BYTES)
    throw wrong(`the arguments are larger than ${MAX_ARGS_BYTES} bytes`, "Send less.");
  const forms = formsOf(profile);
  if (forms === null) return;
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  if (form === undefined) {
    throw new GatewayError(
      "command-not-supported",
      `${device} has no command ${name}`,
      `Use one that its profile lists: ${Object.keys(forms).join(", ") || "it has none"}.`,
    );
  }
  for (const problem of problemsOf(form, args)) throw wrong(problem, "Send the arguments as the profile lists them.");
}

function problemsOf({ args: forms }: CommandForm, args: CommandWish["args"]): string[] {
  const unknown = Object.keys(args).filter((name) => !Object.hasOwn(forms, name));
  const problems = unknown.map((name) => `there is no argument ${name}`);
  for (const [name, form] of Object.entries(forms)) {
    const value = Object.hasOwn(args, name) ? args[name] : undefined;
    if (value === undefined) {
      if (!form.optional) problems.push(`the argument ${name} is missing`);
      continue;
    }
    const type = typeof value === "string" ? "text" : typeof value;
    const { minimum = -Infinity, maximum = Infinity } = form;
    if (type !== form.type) problems.push(`the argument ${name} must be a ${form.type}`);
    else if (typeof value === "number" && (value < minimum || value > maximum))
      problems.push(`the argument ${name} must be from ${minimum} to ${maximum}`);
    else if (form.oneOf !== undefined && !form.oneOf.includes(value))
      problems.push(`the argument ${name} must be one of ${form.oneOf.join(", ")}`);
  }
  return problems;
}

function wrong(what: string, remedy: string): GatewayError {
  return new GatewayError("bad-request", what, remedy);
}
