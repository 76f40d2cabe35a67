// The core switch as it is asked over SNMP: its ports, and who is behind them. All of it invented; the computers are those of the register.
import type { SimulatedNeighbour } from "#drivers/snmp/simulator/tables.ts";
import { ASSETS } from "./repair-data.ts";

export interface SwitchSpec {
  readonly id: string;
  readonly name: string;
  readonly profile: "snmp-switch" | "snmp-neighbours";
  readonly every: string;
}

/** On loopback, at the port of the simulated network, over UDP. */
export const SWITCH_HOST = "127.0.0.29";
export const SWITCH_PLACE = "machine-room-1";
export const SWITCH_PORTS = 24;
/** The port to the firewall. */
export const SWITCH_UPLINK = 24;
/** Its community is in `devices/<this>.secret`. */
export const SWITCH_SECRET = "core-switch";

/** One switch, asked for two things: its ports often, its tables of addresses now and then. */
export const SWITCHES: readonly SwitchSpec[] = [
  { id: "core-switch", name: "核心交换机端口", profile: "snmp-switch", every: "30s" },
  { id: "core-addresses", name: "核心交换机地址表", profile: "snmp-neighbours", every: "60s" },
];

/** Which ports lead to the buildings. */
const BUILDINGS = [1, 2] as const;
const FIREWALL = "fw-1";
const SERVER_PORT = 9;
/** Where somebody plugged in a notebook, in the machine room itself. */
const LAPTOP_PORT = 7;
const WIRELESS_PORT = 5;

export const UNKNOWN_LAPTOP: SimulatedNeighbour = { mac: "3c:6a:2c:77:00:41", ip: "10.0.4.88", port: LAPTOP_PORT };

const KNOWN: readonly SimulatedNeighbour[] = ASSETS.flatMap(([id, , , place, more], at) => {
  const { mac = null, ip = null } = more ?? {};
  if (mac === null) return [];
  const building = BUILDINGS[at % BUILDINGS.length] ?? 1;
  return [{ mac, ip, port: place === "teaching" ? building : id === FIREWALL ? SWITCH_UPLINK : SERVER_PORT }];
});

/** Phones of visitors: numbers that they made up. */
const PHONES: readonly SimulatedNeighbour[] = ["a6:4e:12:00:00:01", "da:33:90:00:00:02"].map((mac, at) => ({
  mac,
  ip: `10.0.32.${at + 20}`,
  port: WIRELESS_PORT,
}));

export const NEIGHBOURS: readonly SimulatedNeighbour[] = [...KNOWN, ...PHONES, UNKNOWN_LAPTOP];
