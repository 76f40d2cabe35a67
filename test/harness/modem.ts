// A simulated modem for tests: quick, and with its messages read and written by gammu, which has nothing of ours.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { systemClock } from "#gateway/kit/clock.ts";
import {
  type SimulatedModem,
  type SimulatedModemOptions,
  startSimulatedModem,
} from "#provisioning/demo/modem/simulator.ts";
import { PROJECT } from "./gateway.ts";
import { tempFolder } from "./temp.ts";

/** A whole message that the network took. */
export interface SentSms {
  readonly number: string;
  readonly text: string;
  /** Of its last part, by `performance.now()`. */
  readonly atMs: number;
  readonly parts: number;
}

export interface ModemSimulator extends SimulatedModem {
  /** Messages that the network took, in parts put together, the oldest first. */
  readonly sms: readonly SentSms[];
  /** Somebody sends a message to the modem. */
  sendFrom(number: string, text: string): void;
}

const GAMMU = join(PROJECT, "gateway", "modem", "fixtures", "gammu_pdu.py");
/** Parts of one message have this before their number: header of 5 octets, element 0 of 3. */
const HEADER = /050003([0-9A-F]{2})([0-9A-F]{2})[0-9A-F]{2}/;

/** Starts a modem at a port of its own. */
export async function startModem(over: Partial<SimulatedModemOptions> = {}): Promise<ModemSimulator> {
  const folder = tempFolder("campus-modem");
  const path = join(folder.path, "modem");
  const modem = await startSimulatedModem({ path, clock: systemClock, ringMs: 30, characterMs: 1, ...over });
  const read = new Map<string, { readonly number: string; readonly text: string }>();
  return {
    ...modem,
    get bytes() {
      return modem.bytes;
    },
    get sms() {
      const groups = Map.groupBy(modem.state.sent, ({ pdu }, i) => groupOf(pdu) ?? `${i}`);
      return [...groups.values()].map((parts) => {
        const key = parts.map(({ pdu }) => pdu).join();
        const { number, text } = read.get(key) ?? decoded(parts.map(({ pdu }) => pdu));
        read.set(key, { number, text });
        return { number, text, atMs: parts.at(-1)?.atMs ?? 0, parts: parts.length };
      });
    },
    sendFrom(number, text) {
      const now = new Date();
      const at = [
        now.getUTCFullYear(),
        now.getUTCMonth() + 1,
        now.getUTCDate(),
        now.getUTCHours(),
        now.getUTCMinutes(),
        now.getUTCSeconds(),
      ];
      for (const pdu of gammu({ encode: { from: number, text, at } }) as string[]) modem.receive(pdu);
    },
    async [Symbol.asyncDispose]() {
      await modem[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function groupOf(pdu: string): string | null {
  const hasHeader = (Number.parseInt(pdu.slice(2, 4), 16) & 0x40) !== 0;
  return hasHeader ? (HEADER.exec(pdu)?.slice(1, 3).join("/") ?? null) : null;
}

function decoded(pdus: readonly string[]): { number: string; text: string } {
  return gammu({ decode: pdus }) as { number: string; text: string };
}

/** Asks Debian's python3-gammu. */
export function gammu(request: object): unknown {
  return JSON.parse(execFileSync("/usr/bin/python3", [GAMMU], { input: JSON.stringify(request), encoding: "utf8" }));
}
