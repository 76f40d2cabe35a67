// The `connection` of a UPS: which upsd tells of it, and what that calls it.
import type { DriverProblem } from "../../gateway/contract/driver.ts";
import { parseDuration } from "../../gateway/contract/time.ts";

export interface Connection {
  readonly host: string;
  readonly port: number;
  readonly ups: string;
  readonly timeoutMs: number;
  /** Null: signing in is not asked for; upsd tells everybody whom it lets in what a UPS measures. */
  readonly signIn: { readonly username: string; readonly passwordFile: string } | null;
}

type Json = Readonly<Record<string, unknown>>;

const KEYS = ["nut", "ups", "timeout", "username", "passwordFile"];
/** Registered for NUT. */
const USUAL_PORT = 3493;
const USUAL_TIMEOUT_MS = 5000;
const LONGEST_TIMEOUT_MS = 20_000;
const ADDRESS = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]{1,253})(?::(\d{1,5}))?$/;
/** What stands between the words of the protocol cannot be in one. */
const WORD = /^[\x21\x23-\x5b\x5d-\x7e]{1,64}$/;

/** What is wrong with a connection, each with its path. */
export function connectionProblems(connection: Json): readonly DriverProblem[] {
  const problems: DriverProblem[] = Object.keys(connection)
    .filter((key) => !KEYS.includes(key))
    .map((key) => ({
      path: `connection.${key}`,
      what: "is nothing that a UPS of NUT has",
      remedy: `take it out; there are ${KEYS.join(", ")}`,
    }));
  const say = (key: string, what: string, remedy: string) => problems.push({ path: `connection.${key}`, what, remedy });
  const { nut, ups, timeout, username, passwordFile } = connection;
  if (addressOf(nut) === null) say("nut", "is no HOST or HOST:PORT", "write where upsd runs, for example 10.0.4.20");
  if (!isWord(ups)) say("ups", "is no name", "write what upsd calls it; `upsc -l HOST` lists them");
  const timeoutMs = timeout === undefined ? USUAL_TIMEOUT_MS : parseDuration(String(timeout));
  if (timeoutMs === null || timeoutMs < 10 || timeoutMs > LONGEST_TIMEOUT_MS)
    say("timeout", "is no duration from 10ms to 20s", "write for example 5s");
  if (username !== undefined && !isWord(username)) say("username", "is no name", "write that of upsd.users");
  if (passwordFile !== undefined && (typeof passwordFile !== "string" || passwordFile === ""))
    say("passwordFile", "is no file", "write the name of a file that holds the password and nothing else");
  if ((username === undefined) !== (passwordFile === undefined))
    say(username === undefined ? "username" : "passwordFile", "is missing", "username and passwordFile go together");
  return problems;
}

/** A connection without problems. */
export function connectionOf({ nut, ups, timeout, username, passwordFile }: Json): Connection {
  return {
    ...(addressOf(nut) ?? { host: "", port: 0 }),
    ups: typeof ups === "string" ? ups : "",
    timeoutMs: (timeout === undefined ? null : parseDuration(String(timeout))) ?? USUAL_TIMEOUT_MS,
    signIn: typeof username === "string" && typeof passwordFile === "string" ? { username, passwordFile } : null,
  };
}

function addressOf(text: unknown): { readonly host: string; readonly port: number } | null {
  if (typeof text !== "string") return null;
  const [, host, digits = String(USUAL_PORT)] = ADDRESS.exec(text) ?? [];
  const port = Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? null : { host: host.replaceAll(/^\[|\]$/g, ""), port };
}

function isWord(text: unknown): text is string {
  return typeof text === "string" && WORD.test(text);
}
