// What a modem is told when its port opens, and what it can do. Each command is one that SIMCom's A7600/SIM7600 and Quectel's EC2x have, or
// one that may be refused.
import { LinkError } from "../contract/driver.ts";
import type { Clock } from "../kit/clock.ts";
import type { Dialogue } from "./at/dialogue.ts";
import { saidBy } from "./at/reply.ts";
import { type Sim, simOf } from "./network.ts";
import { enterPin, type PinPlace } from "./pin.ts";

/** What was found out of a modem. */
export interface Abilities {
  readonly model: string | null;
  readonly sim: Sim;
  /** Why the SIM is not ready; null: it is. */
  readonly why: string | null;
  /** Makes words heard: `AT+CTTS` (A76XX AT Command Manual V1.09 §20.2.1). */
  readonly speaks: boolean;
  /** Hears keys: `AT+DDET` (SIMCom), `AT+QTONEDET` (Quectel). */
  readonly hearsKeys: boolean;
}

const NOT_READY: Readonly<Partial<Record<Sim, string>>> = {
  missing: "there is no SIM in the modem",
  puk: "the SIM is locked after three wrong PINs and wants its PUK",
  "pin-needed": "the SIM still wants its PIN",
};
const SIM_WAIT_MS = 2000;
const SIM_TRIES = 10;

/** Ends calls of before, sets all that a restart of the modem forgets, and opens the SIM. Throws LinkError when it is no modem. */
export async function setUp(dialogue: Dialogue, place: PinPlace, clock: Clock): Promise<Abilities> {
  await needed(dialogue, "ATE0");
  // Results as words, errors as numbers (ITU-T V.250 §6.2.6, 3GPP TS 27.007 §9.1).
  await needed(dialogue, "ATV1");
  await needed(dialogue, "AT+CMEE=1");
  const model = await dialogue.command("AT+CGMM");
  const { sim, why } = await openSim(dialogue, place, clock);
  // A call that was under way when the gateway was killed.
  await dialogue.command("AT+CVHU=0");
  await dialogue.command("AT+CHUP");
  await dialogue.command('AT+CSCS="GSM"');
  const speaks = (await dialogue.command("AT+CTTS=?")).is === "ok";
  const hearsKeys = await isTaken(dialogue, ["AT+DDET=1", "AT+QTONEDET=1"]);
  if (sim === "ready") await setUpMessages(dialogue);
  const [name] = model.is === "ok" ? model.lines : [];
  return { model: name?.replace(/^\+CGMM: */, "") ?? null, sim, why, speaks, hearsKeys };
}

/** PDU mode, the SIM's store, news of what is stored (3GPP TS 27.005 §3.2.3, §3.2.2, §3.4.1). */
async function setUpMessages(dialogue: Dialogue): Promise<void> {
  await needed(dialogue, "AT+CMGF=0");
  // On the card what came in outlives a change of modem; some modems have only a store of their own.
  await isTaken(dialogue, ['AT+CPMS="SM","SM","SM"', 'AT+CPMS="ME","ME","ME"']);
  await isTaken(dialogue, ["AT+CNMI=2,1,0,0,0", "AT+CNMI=1,1,0,0,0"]);
}

async function openSim(dialogue: Dialogue, place: PinPlace, clock: Clock): Promise<{ sim: Sim; why: string | null }> {
  let sim = simOf(await dialogue.command("AT+CPIN?"));
  let why: string | null = null;
  if (sim === "pin-needed") ({ sim, why } = await enterPin(dialogue, place));
  // After power-on and after its PIN a card is busy for a while.
  for (let i = 0; i < SIM_TRIES && why === null && (i === 0 || sim === "busy" || sim === "unknown"); i++) {
    if (i > 0) await clock.sleep(SIM_WAIT_MS, dialogue.gone);
    const reply = await dialogue.command("AT+CPIN?");
    sim = simOf(reply);
    if (sim === "ready") return { sim, why: null };
    if (sim !== "busy" && sim !== "unknown") why = NOT_READY[sim] ?? `the SIM is not ready: ${saidBy(reply)}`;
  }
  return { sim, why: why ?? "the SIM does not come up" };
}

async function needed(dialogue: Dialogue, command: string): Promise<void> {
  const reply = await dialogue.command(command);
  if (reply.is !== "ok") throw new LinkError("modem-refuses", `the modem refuses ${command}: ${saidBy(reply)}`);
}

/** Tries one form after the other; false: the modem has none of them. */
async function isTaken(dialogue: Dialogue, commands: readonly string[]): Promise<boolean> {
  for (const command of commands) if ((await dialogue.command(command)).is === "ok") return true;
  return false;
}
