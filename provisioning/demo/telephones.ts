// The telephones of the school that is played, behind a simulated modem: who takes a call at which number, and who lets it ring.
import type { Clock } from "#gateway/kit/clock.ts";
import { PERSONS } from "./duty-data.ts";
import type { Callee } from "./modem/calls.ts";
import { type SimulatedModem, startSimulatedModem } from "./modem/simulator.ts";

/** Nobody presses 1: what comes next is for whoever looks at it. */
function calleeOf(person: string): Callee {
  if (person.startsWith("p-it-")) return { does: "answers", rings: 2, hangsUpAfter: 1 };
  return person.startsWith("p-leader-") ? { does: "rings" } : { does: "mailbox", rings: 3 };
}

/** Opens the modem's port at `path`. */
export async function playTelephones(path: string, clock: Clock): Promise<SimulatedModem> {
  const modem = await startSimulatedModem({ path, clock });
  for (const { id, phones } of PERSONS) for (const phone of phones) modem.person(phone, calleeOf(id));
  return modem;
}
