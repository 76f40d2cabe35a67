// What the modem says of its SIM, the network and the signal, read into words. Pure.
import { fieldsOf, type Reply, valuesOf } from "./at/reply.ts";

/** `pin-refused`: a wrong PIN was told to us and is not tried again. `puk`: locked, only the operator's PUK opens it. */
export type Sim = "unknown" | "ready" | "missing" | "pin-needed" | "pin-refused" | "puk" | "busy" | "failed";

/** Registration (3GPP TS 27.007 §7.2 and §10.1.22). */
export type Registration = "unknown" | "home" | "roaming" | "searching" | "denied" | "none";

export interface Signal {
  readonly dbm: number;
  /** 0 to 4, as phones show it. */
  readonly bars: number;
}

/** Of `AT+CPIN?` (§8.3). */
export function simOf(reply: Reply): Sim {
  const [state] = valuesOf(reply, "+CPIN") ?? [];
  if (state === "READY") return "ready";
  if (state === "SIM PIN") return "pin-needed";
  if (state === "SIM PUK") return "puk";
  if (reply.is !== "refused") return state === undefined ? "unknown" : "failed";
  if (reply.cme === 10) return "missing";
  if (reply.cme === 14) return "busy";
  return reply.cme === 11 ? "pin-needed" : reply.cme === 12 ? "puk" : reply.cme === null ? "missing" : "failed";
}

const REGISTRATIONS: Readonly<Record<string, Registration>> = {
  0: "none",
  1: "home",
  2: "searching",
  3: "denied",
  5: "roaming",
  // Messages only (§7.2): an LTE network without voice for this SIM.
  6: "home",
  7: "roaming",
};

/** Of `AT+CREG?` and `AT+CEREG?`: registered in one network is registered. */
export function registrationOf(replies: readonly (readonly [name: string, reply: Reply])[]): Registration {
  const states = replies.map(([name, reply]) => REGISTRATIONS[valuesOf(reply, name)?.[1] ?? ""] ?? "unknown");
  const order: readonly Registration[] = ["home", "roaming", "searching", "denied", "none"];
  return order.find((state) => states.includes(state)) ?? "unknown";
}

export function isRegistered(registration: Registration): boolean {
  return registration === "home" || registration === "roaming";
}

const MOST_RSSI = 31;

/** Of `AT+CSQ` (§8.5): 0 to 31 are -113 to -51 dBm. Null: not known. */
export function signalOf(reply: Reply): Signal | null {
  const rssi = Number(valuesOf(reply, "+CSQ")?.[0] ?? Number.NaN);
  if (!Number.isInteger(rssi) || rssi < 0 || rssi > MOST_RSSI) return null;
  const dbm = 2 * rssi - 113;
  const bars = [-107, -95, -85, -75].filter((least) => dbm >= least).length;
  return { dbm, bars };
}

/** Of `AT+COPS?` (§7.3); null: none. */
export function operatorOf(reply: Reply): string | null {
  return valuesOf(reply, "+COPS")?.[2] || null;
}

/** What our outgoing call does, of `AT+CLCC` (§7.18); `unknown`: the modem cannot say. */
export type CallState = "active" | "ringing" | "dialling" | "none" | "unknown";

const CALL_STATES: Readonly<Record<string, CallState>> = { 0: "active", 1: "active", 2: "dialling", 3: "ringing" };

export function callStateOf(reply: Reply): CallState {
  if (reply.is !== "ok") return "unknown";
  const calls = reply.lines
    .filter((line) => line.startsWith("+CLCC:"))
    .map((line) => fieldsOf(line.slice("+CLCC:".length)))
    .filter(([, direction, , mode]) => direction === "0" && mode === "0");
  return CALL_STATES[calls[0]?.[2] ?? ""] ?? "none";
}
