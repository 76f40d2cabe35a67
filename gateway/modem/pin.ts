// The SIM's PIN, from a file, never wrong twice: three wrong ones lock the SIM. What was tried is on disk before the modem hears it.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Dialogue } from "./at/dialogue.ts";
import { fieldsOf, type Reply, saidBy, valuesOf } from "./at/reply.ts";
import { type Sim, simOf } from "./network.ts";

/** In the data folder; whoever deletes it allows another try. */
const FILE = "modem-pin.json";
/** Tries of which the end is not known (the power failed in between): one may have been wrong, and one must be left. */
const MOST_UNKNOWN = 2;
const ENTER_MS = 15_000;
const LEFT_AT_LEAST = 2;

/** All that is needed of a dialogue. */
type Asks = Pick<Dialogue, "command">;

interface Tried {
  /** Of SIM and PIN: a new card or a corrected PIN is something else. */
  readonly hash: string;
  readonly tries: number;
  readonly refused: boolean;
}

export interface PinPlace {
  readonly pinFile: string | null;
  readonly folder: string;
}

/** Tells the SIM its PIN when that is right to do; the state of the SIM after it, and why it is not ready. */
export async function enterPin(
  dialogue: Asks,
  { pinFile, folder }: PinPlace,
): Promise<{ readonly sim: Sim; readonly why: string | null }> {
  if (pinFile === null) return { sim: "pin-needed", why: "the SIM wants its PIN, and notify.modem.pinFile names none" };
  const pin = (await readFile(pinFile, "utf8").catch(() => "")).trim();
  if (!/^\d{4,8}$/.test(pin))
    return { sim: "pin-needed", why: `${pinFile} is not there or is no PIN of 4 to 8 digits` };
  const file = join(folder, FILE);
  const hash = createHash("sha256")
    .update(`${await cardOf(dialogue)}/${pin}`)
    .digest("hex");
  const kept = await triedOf(file);
  const before: Tried = kept?.hash === hash ? kept : { hash, tries: 0, refused: false };
  if (before.refused || before.tries >= MOST_UNKNOWN)
    return { sim: "pin-refused", why: `the PIN in ${pinFile} was refused before and is not tried again` };
  const left = await triesLeft(dialogue);
  if (left !== null && left < LEFT_AT_LEAST)
    return { sim: "pin-refused", why: "one try is left before the SIM locks: enter the PIN in a telephone first" };
  await keep(file, { ...before, tries: before.tries + 1 });
  const reply = await dialogue.command(`AT+CPIN="${pin}"`, { timeoutMs: ENTER_MS });
  const isRefused = reply.is === "refused" && (reply.cme === null || reply.cme === 16 || reply.cme === 12);
  if (reply.is === "ok" || isRefused) await keep(file, { hash, tries: 0, refused: isRefused });
  if (reply.is === "ok") return { sim: "ready", why: null };
  return {
    sim: isRefused ? "pin-refused" : simOf(await dialogue.command("AT+CPIN?")),
    why: `the SIM did not take the PIN in ${pinFile}: ${saidBy(reply)}`,
  };
}

/** The card's own number: `AT+CICCID` (SIMCom) or `AT+QCCID` (Quectel); empty when it says neither before its PIN. */
async function cardOf(dialogue: Asks): Promise<string> {
  for (const name of ["CICCID", "QCCID"]) {
    const reply = await dialogue.command(`AT+${name}`);
    const [said] = reply.is === "ok" ? reply.lines : [];
    const card = /\d{18,20}/.exec(said ?? "")?.[0];
    if (card !== undefined) return card;
  }
  return "";
}

/** Tries left: `AT+SPIC` (A76XX AT Command Manual V1.09 §6.2.8), `AT+QPINC` (Quectel). Null: not said. */
async function triesLeft(dialogue: Asks): Promise<number | null> {
  const simcom = valuesOf(await dialogue.command("AT+SPIC"), "+SPIC")?.[0];
  const quectel = simcom === undefined ? quectelTries(await dialogue.command('AT+QPINC="SC"')) : undefined;
  const left = Number(simcom ?? quectel ?? Number.NaN);
  return Number.isInteger(left) ? left : null;
}

function quectelTries(reply: Reply): string | undefined {
  const line = reply.is === "ok" ? reply.lines.find((each) => each.startsWith("+QPINC:")) : undefined;
  return line === undefined ? undefined : fieldsOf(line.slice("+QPINC:".length))[1];
}

async function triedOf(file: string): Promise<Tried | null> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  const { hash, tries, refused } = parsed(text);
  return typeof hash === "string" && typeof tries === "number" ? { hash, tries, refused: refused === true } : null;
}

/** A damaged file counts as none: the tries that are left, which the modem knows, still guard the SIM. */
function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(text) };
  } catch {
    return {};
  }
}

function keep(file: string, tried: Tried): Promise<void> {
  return writeFile(file, `${JSON.stringify(tried)}\n`, { mode: 0o600, flush: true });
}
