// A command of the county on campus: what its entries say of it (contract §6, kind command, no device). Pure.
import type { Kind } from "#gateway/contract/entry.ts";
import { formatTime, parseTime } from "#gateway/contract/time.ts";
import { isObject } from "../../wire/checks.ts";
import { argsOf, type CommandAsked, type CountyCommand, commandOf } from "../../wire/command.ts";

export type CommandEnd = "done" | "failed" | "refused" | "expired" | "unknown";
const STATES = ["requested", "started", "done", "failed", "refused", "expired", "unknown"] as const;
export type CommandState = (typeof STATES)[number];

/** A command as far as it has come. */
export type Taken = CommandAsked & {
  readonly id: string;
  readonly by: string;
  readonly expiresMs: number;
  readonly state: CommandState;
  /** Its newest entry: the cause of the next. */
  readonly seq: number;
};

/** An entry to be appended to the journal. */
export interface CommandEntry {
  readonly type: `command.${CommandState}`;
  readonly cause: number | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What is looked at of a journal's record. */
export interface CommandRecord {
  readonly kind: Kind;
  readonly seq: number;
  readonly receivedMs: number;
  readonly type?: string;
  readonly device?: string | null;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** Accounts of the county stand apart from those of the campus, whose names have no colon. */
export const COUNTY_ACCOUNT = "county:";

export function isOpen({ state }: Pick<Taken, "state">): boolean {
  return state === "requested" || state === "started";
}

export function requestedEntry(command: CountyCommand): CommandEntry {
  const { id, kind, by, expiresMs } = command;
  const body = { id, name: kind, args: argsOf(command), by: COUNTY_ACCOUNT + by, expiresAt: formatTime(expiresMs) };
  return { type: "command.requested", cause: null, body };
}

export function startedEntry({ id, kind, by, seq }: Taken): CommandEntry {
  return { type: "command.started", cause: seq, body: { id, name: kind, by: COUNTY_ACCOUNT + by } };
}

/** `code`: why; null when there is nothing to say. */
export function endEntry({ id, kind, by, seq }: Taken, state: CommandEnd, code: string | null): CommandEntry {
  const result = { code, detail: null, data: {} };
  return { type: `command.${state}`, cause: seq, body: { id, name: kind, by: COUNTY_ACCOUNT + by, result } };
}

/** What is told of words that are no command of our county's; `id` is only what they claim. */
export function strangeEntry(id: string | null, code: string): CommandEntry {
  return { type: "command.refused", cause: null, body: { id, name: null, result: { code, detail: null, data: {} } } };
}

/** A command after one more entry; null when the entry is not about one of the county. */
export function afterEntry(before: Taken | undefined, record: CommandRecord, campus: string): Taken | null {
  const { kind, type, device, body, seq } = record;
  const state = STATES.find((each) => type === `command.${each}`);
  if (kind !== "command" || device !== null || body === undefined || state === undefined) return null;
  if (state === "requested") return before ?? requestedOf(body, seq, campus);
  // A refusal of words that only claim to be this command has no name.
  if (before === undefined || !isOpen(before) || body.name !== before.kind) return null;
  return { ...before, state, seq };
}

/** From our own entry, which is read as carefully as if it were somebody's. */
function requestedOf({ id, name, args, by, expiresAt }: JsonBody, seq: number, campus: string): Taken | null {
  if (!isObject(args) || typeof by !== "string" || !by.startsWith(COUNTY_ACCOUNT)) return null;
  const expires = parseTime(expiresAt);
  if (expires === null) return null;
  const times = { issuedAt: expiresAt, expiresAt };
  const command = commandOf({ v: 1, campus, id, kind: name, ...args, by: by.slice(COUNTY_ACCOUNT.length), ...times });
  if (command === null) return null;
  const { campus: _campus, issuedMs: _issuedMs, ...kept } = command;
  return { ...kept, state: "requested", seq };
}

type JsonBody = Readonly<Record<string, unknown>>;
