// The tables of addresses of a simulated switch: who has which address, and at which port each card is heard.
import snmp from "net-snmp";

const MEDIA_TABLE = "1.3.6.1.2.1.4.22.1";
const BRIDGE_TABLE = "1.3.6.1.2.1.17.4.3.1";
const BASE_PORT_TABLE = "1.3.6.1.2.1.17.1.4.1";
/** Columns by their numbers (RFC 1213, RFC 4188). */
const MEDIA = { mac: 2, type: 4 } as const;
const BRIDGE = { port: 2, status: 3 } as const;
const BASE_PORT = { port: 1, interface: 2 } as const;
/** Parts of an index are columns to the library; these numbers are in no table. */
const INDEX_FROM = 30;
const DYNAMIC = 3;
const LEARNED = 3;
const VLAN_INTERFACE = 1;

/** Somebody behind the switch. */
export interface SimulatedNeighbour {
  readonly mac: string;
  /** Null: it is heard, and the switch never had to ask for its address. */
  readonly ip: string | null;
  /** The number of the port, from 1. */
  readonly port: number;
}

type Agent = ReturnType<typeof snmp.createAgent>;

/** Enters the tables with these neighbours; `ports` are known by number as interfaces of the same number. */
export function addAddressTables(agent: Agent, ports: number, neighbours: readonly SimulatedNeighbour[]): void {
  const { OctetString = 4, Integer = 2 } = snmp.ObjectType;
  const { "read-only": maxAccess = 2 } = snmp.MaxAccess;
  const table = (
    name: string,
    oid: string,
    columns: Readonly<Record<string, readonly [number, number]>>,
    parts: number,
  ) => {
    const indexes = Array.from({ length: parts }, (_, at) => `${name}Index${at}`);
    const column = (columnName: string, number: number, type: number) => ({
      name: columnName,
      number,
      type,
      maxAccess,
    });
    agent.registerProvider({
      type: snmp.MibProviderType.Table,
      maxAccess,
      name,
      oid,
      tableColumns: [
        ...Object.entries(columns).map(([key, [number, type]]) => column(`${name}-${key}`, number, type)),
        ...indexes.map((index, at) => column(index, INDEX_FROM + at, Integer)),
      ],
      tableIndex: indexes.map((columnName) => ({ columnName })),
    });
  };
  table("media", MEDIA_TABLE, { mac: [MEDIA.mac, OctetString], type: [MEDIA.type, Integer] }, 5);
  table("bridge", BRIDGE_TABLE, { port: [BRIDGE.port, Integer], status: [BRIDGE.status, Integer] }, 6);
  table("basePort", BASE_PORT_TABLE, { port: [BASE_PORT.port, Integer], interface: [BASE_PORT.interface, Integer] }, 1);
  const mib = agent.getMib();
  for (let number = 1; number <= ports; number++) mib.addTableRow("basePort", [number, number, number]);
  for (const { mac, ip, port } of neighbours) {
    const bytes = mac.split(":").map((digits) => Number.parseInt(digits, 16));
    if (ip !== null)
      mib.addTableRow("media", [Buffer.from(bytes), DYNAMIC, VLAN_INTERFACE, ...ip.split(".").map(Number)]);
    mib.addTableRow("bridge", [port, LEARNED, ...bytes]);
  }
}
