// A switch that speaks SNMP v2c and v3: its ports with counters that a test or the played day sets.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import snmp from "net-snmp";
import { addAddressTables, type SimulatedNeighbour } from "./tables.ts";

const READER = "reader";
const IF_TABLE = "1.3.6.1.2.1.2.2.1";
const IF_X_TABLE = "1.3.6.1.2.1.31.1.1.1";
/** ifType of a port that a cable goes into. */
const ETHERNET = 6;
const UP = 1;
const DOWN = 2;

/** Columns by their numbers in the two tables (IF-MIB, RFC 2863). */
const PLAIN = { index: 1, descr: 2, type: 3, status: 8, errorsIn: 14, errorsOut: 20 } as const;
const WIDE = { name: 1, octetsIn: 6, octetsOut: 10 } as const;

export interface SimulatedPort {
  readonly up: boolean;
  readonly octetsIn: bigint;
  readonly octetsOut: bigint;
  readonly errorsIn: number;
  readonly errorsOut: number;
}

export interface SimulatedSwitch extends AsyncDisposable {
  readonly port: number;
  /** Number from 1. */
  set(number: number, port: Partial<SimulatedPort>): void;
  /** Hundredths of a second since it began. */
  setUptime(hundredths: number): void;
}

export interface SwitchSecrets {
  readonly community: string;
  /** For version 3: SHA-256 and AES, the same word for both. */
  readonly password: string;
}

export interface SwitchOptions {
  /** On loopback; default 127.0.0.1. */
  readonly address?: string;
  /** Who is behind it; absent: it has no tables of addresses. */
  readonly neighbours?: readonly SimulatedNeighbour[];
}

/** Listens on loopback, with port 0 on a free one; throws when the port is taken. All ports are up and have counted nothing. */
export async function startSwitch(
  ports: number,
  port: number,
  secrets: SwitchSecrets,
  { address = "127.0.0.1", neighbours }: SwitchOptions = {},
): Promise<SimulatedSwitch> {
  // Requests that it refuses are told here, too; who asked is told by the answer.
  const agent = snmp.createAgent({ port: port === 0 ? await freePort(address) : port, address }, () => undefined);
  const [socket] = Object.values(agent.listener.sockets);
  if (socket === undefined) throw new Error("the agent has no socket");
  await once(socket, "listening");
  const { OctetString = 4, Integer = 2, Counter64 = 70, Counter = 65, TimeTicks = 67 } = snmp.ObjectType;
  const authorizer = agent.getAuthorizer();
  authorizer.addCommunity(secrets.community);
  authorizer.addUser({
    name: READER,
    level: snmp.SecurityLevel.authPriv,
    authProtocol: snmp.AuthProtocols.sha256,
    authKey: secrets.password,
    privProtocol: snmp.PrivProtocols.aes,
    privKey: secrets.password,
  });
  const { "read-only": maxAccess = 2 } = snmp.MaxAccess;
  const scalar = { type: snmp.MibProviderType.Scalar, maxAccess };
  agent.registerProvider({ ...scalar, name: "sysDescr", oid: "1.3.6.1.2.1.1.1", scalarType: OctetString });
  agent.registerProvider({ ...scalar, name: "sysUpTime", oid: "1.3.6.1.2.1.1.3", scalarType: TimeTicks });
  const column = (name: string, number: number, type: number) => ({ name, number, type, maxAccess });
  const table = { type: snmp.MibProviderType.Table, maxAccess };
  agent.registerProvider({
    ...table,
    name: "ifEntry",
    oid: IF_TABLE,
    tableColumns: [
      column("ifIndex", PLAIN.index, Integer),
      column("ifDescr", PLAIN.descr, OctetString),
      column("ifType", PLAIN.type, Integer),
      column("ifOperStatus", PLAIN.status, Integer),
      column("ifInErrors", PLAIN.errorsIn, Counter),
      column("ifOutErrors", PLAIN.errorsOut, Counter),
    ],
    tableIndex: [{ columnName: "ifIndex" }],
  });
  agent.registerProvider({
    ...table,
    name: "ifXEntry",
    oid: IF_X_TABLE,
    tableColumns: [
      column("ifName", WIDE.name, OctetString),
      column("ifHCInOctets", WIDE.octetsIn, Counter64),
      column("ifHCOutOctets", WIDE.octetsOut, Counter64),
      column("ifXIndex", 30, Integer),
    ],
    tableIndex: [{ columnName: "ifXIndex" }],
  });
  const mib = agent.getMib();
  mib.setScalarValue("sysDescr", "Simulated switch");
  mib.setScalarValue("sysUpTime", 100);
  for (let number = 1; number <= ports; number++) {
    mib.addTableRow("ifEntry", [number, `port ${number}`, ETHERNET, UP, 0, 0]);
    mib.addTableRow("ifXEntry", [`gi${number}`, wide(0n), wide(0n), number]);
  }
  if (neighbours !== undefined) addAddressTables(agent, ports, neighbours);
  return {
    port: socket.address().port,
    set(number, { up, octetsIn, octetsOut, errorsIn, errorsOut }) {
      const cell = (table: string, at: number, value: number | Buffer | undefined) => {
        if (value !== undefined) mib.setTableSingleCell(table, at, [number], value);
      };
      cell("ifEntry", PLAIN.status, up === undefined ? undefined : up ? UP : DOWN);
      cell("ifEntry", PLAIN.errorsIn, errorsIn);
      cell("ifEntry", PLAIN.errorsOut, errorsOut);
      cell("ifXEntry", WIDE.octetsIn, octetsIn === undefined ? undefined : wide(octetsIn));
      cell("ifXEntry", WIDE.octetsOut, octetsOut === undefined ? undefined : wide(octetsOut));
    },
    setUptime: (hundredths) => mib.setScalarValue("sysUpTime", hundredths),
    [Symbol.asyncDispose]: () => new Promise((resolve) => agent.close(() => resolve())),
  };
}

/** The library takes 0 for the usual port of SNMP. */
async function freePort(address: string): Promise<number> {
  const socket = createSocket("udp4");
  socket.bind(0, address);
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  await once(socket, "close");
  return port;
}

function wide(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
