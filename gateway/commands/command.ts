// A command and its life (contract §6): requested → started → done | failed | unknown, or requested → refused | expired. Each step is an
// entry, and the command is what its entries say. Pure.
import type { Value } from "../contract/entry.ts";
import { formatTime } from "../contract/time.ts";
import { type Happening, happening } from "../journal/record.ts";

export const COMMAND_STATES = ["requested", "started", "done", "failed", "unknown", "refused", "expired"] as const;
export type CommandState = (typeof COMMAND_STATES)[number];
export type EndState = Exclude<CommandState, "requested" | "started">;

export interface CommandResult {
  readonly code: string | null;
  readonly detail: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Command {
  readonly id: string;
  readonly device: string;
  readonly name: string;
  readonly args: Readonly<Record<string, Value>>;
  /** Account that asked for it. */
  readonly by: string;
  readonly state: CommandState;
  readonly requestedMs: number;
  readonly expiresMs: number;
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  readonly result: CommandResult | null;
  /** Seq of its newest entry: the cause of the next one. */
  readonly seq: number;
}

/** False once nothing can happen to it any more. */
export function isOpen({ state }: Command): boolean {
  return state === "requested" || state === "started";
}

export function requestedEntry({ id, device, name, args, by, requestedMs, expiresMs }: Command): Happening {
  const body = { id, name, args, by, expiresAt: formatTime(expiresMs) };
  return happening("command", "command.requested", requestedMs, body, { device });
}

export function startedEntry({ id, device, name, by, seq }: Command, nowMs: number): Happening {
  return happening("command", "command.started", nowMs, { id, name, by }, { device, cause: seq });
}

/** The body of the entry that ends it. */
export function endBody({ id, name, by }: Command, result: CommandResult): Happening["body"] {
  return { id, name, by, result };
}

export function endEntry(command: Command, state: EndState, result: CommandResult, nowMs: number): Happening {
  const { device, seq } = command;
  return happening("command", `command.${state}`, nowMs, endBody(command, result), { device, cause: seq });
}

/** The command after one more entry; null when the entry is not one of a command, or of one that is not known. */
export function afterEntry(before: Command | undefined, entry: Happening): Command | null {
  const { type, body, seq, device, receivedMs } = entry;
  const state = COMMAND_STATES.find((candidate) => type === `command.${candidate}`);
  if (state === undefined || device === null || typeof body.id !== "string") return null;
  if (state === "requested") {
    const { id, name, args, by, expiresAt } = body;
    const expiresMs = Date.parse(String(expiresAt));
    return {
      id,
      device,
      name: String(name),
      // Our own entry: what was checked when it was asked for.
      args: args as Command["args"],
      by: String(by),
      state,
      requestedMs: receivedMs,
      expiresMs,
      startedMs: null,
      endedMs: null,
      result: null,
      seq,
    };
  }
  if (before === undefined || !isOpen(before)) return null;
  if (state === "started") return { ...before, state, startedMs: receivedMs, seq };
  return { ...before, state, endedMs: receivedMs, result: body.result as CommandResult, seq };
}
