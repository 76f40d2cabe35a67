// The `connection` of a device that this driver asks: the link it hangs on, its unit number, how long an answer may take.
import type { DriverProblem } from "../../gateway/contract/driver.ts";
import { parseDuration } from "../../gateway/contract/time.ts";

const DEFAULT_TIMEOUT_MS = 1000;
/** 255 is what devices without a bus behind them are called (Modbus Messaging on TCP/IP v1.0b, §4.4.2.1); 0 would be everybody. */
const DEFAULT_UNIT = 1;
const MODBUS_PORT = 502;
const DEFAULT_BAUD = 9600;
const BAUDS: readonly unknown[] = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400];
const PARITIES = ["none", "even", "odd"] as const;
const MOST_TURNAROUND_MS = 1000;

export interface SocketTarget {
  /** `rtuOverTcp`: a serial server that passes on the bytes of its serial line as they are. */
  readonly kind: "tcp" | "rtuOverTcp";
  readonly host: string;
  readonly port: number;
}

export interface SerialTarget {
  readonly kind: "serial";
  readonly path: string;
  readonly baud: number;
  readonly parity: (typeof PARITIES)[number];
  readonly stopBits: 1 | 2;
}

/** One link: devices with the same target share it. */
export type Target = SocketTarget | SerialTarget;

export interface Connection {
  readonly target: Target;
  readonly unit: number;
  /** Of one answer, without the time that its bytes take on a serial port, and of the opening of a connection. */
  readonly timeoutMs: number;
  /** Silence on the line between an answer and the next request; null: the driver's own. */
  readonly turnaroundMs: number | null;
}

type Json = Readonly<Record<string, unknown>>;
const LINKS = ["tcp", "rtuOverTcp", "serial"] as const;
type Kind = (typeof LINKS)[number];
const COMMON: readonly string[] = ["unit", "timeout"];
const KEYS: Readonly<Record<Kind, readonly string[]>> = {
  tcp: ["tcp", ...COMMON],
  rtuOverTcp: ["rtuOverTcp", ...COMMON, "turnaround"],
  serial: ["serial", ...COMMON, "baud", "parity", "stopBits", "turnaround"],
};

/** What is wrong with a connection, each with its path. */
export function connectionProblems(connection: Json): readonly DriverProblem[] {
  const kind = kindOf(connection);
  const keys = KEYS[kind];
  const problems: DriverProblem[] = Object.keys(connection)
    .filter((key) => !keys.includes(key))
    .map((key) => ({
      path: `connection.${key}`,
      what: Object.values(KEYS).some((known) => known.includes(key)) ? `does not go with ${kind}` : "is not known",
      remedy: `take it out; with ${kind} there are ${keys.join(", ")}`,
    }));
  const expect = (isRight: boolean, key: string, what: string, remedy: string) => {
    if (!isRight) problems.push({ path: `connection.${key}`, what, remedy });
  };
  const { unit = DEFAULT_UNIT, timeout = "1s", turnaround = "0ms" } = connection;
  if (connection[kind] !== undefined || problems.length === 0) problems.push(...targetProblems(kind, connection));
  expect(
    Number.isInteger(unit) && Number(unit) >= 1 && Number(unit) <= 255,
    "unit",
    "is not a unit number",
    "write 1 to 247, or 255 for a device without a bus",
  );
  expect(millisecondsOf(timeout) > 0, "timeout", "is not a duration", "write for example 1s");
  const silence = millisecondsOf(turnaround);
  expect(
    silence >= 0 && silence <= MOST_TURNAROUND_MS,
    "turnaround",
    "is not a duration of at most a second",
    "write for example 20ms",
  );
  return problems;
}

function targetProblems(kind: Kind, { [kind]: target, baud, parity, stopBits }: Json): DriverProblem[] {
  if (kind !== "serial") {
    const isRight = hostPortOf(target, kind === "tcp" ? MODBUS_PORT : null) !== null;
    const example =
      kind === "tcp"
        ? "the device's address, for example 10.0.4.12:502"
        : "the serial server's, for example 10.0.4.12:4001";
    return isRight ? [] : [{ path: `connection.${kind}`, what: "is not HOST:PORT", remedy: `write ${example}` }];
  }
  const problems: DriverProblem[] = [];
  if (typeof target !== "string" || !/^\/[!-~]+$/.test(target))
    problems.push({
      path: "connection.serial",
      what: "is not the path of a serial port",
      remedy: "write its path that stays the same, from `ls /dev/serial/by-id/`",
    });
  if (baud !== undefined && !BAUDS.includes(baud))
    problems.push({ path: "connection.baud", what: "is not a baud rate", remedy: `write one of ${BAUDS.join(", ")}` });
  if (parity !== undefined && !PARITIES.some((known) => known === parity))
    problems.push({ path: "connection.parity", what: "is not known", remedy: `write ${PARITIES.join(", ")}` });
  if (stopBits !== undefined && stopBits !== 1 && stopBits !== 2)
    problems.push({ path: "connection.stopBits", what: "is not a number of stop bits", remedy: "write 1 or 2" });
  return problems;
}

/** A connection without problems. */
export function connectionOf(connection: Json): Connection {
  const { unit, timeout = `${DEFAULT_TIMEOUT_MS}ms`, turnaround } = connection;
  return {
    target: targetOf(connection),
    unit: typeof unit === "number" ? unit : DEFAULT_UNIT,
    timeoutMs: millisecondsOf(timeout),
    turnaroundMs: turnaround === undefined ? null : millisecondsOf(turnaround),
  };
}

/** `tcp 10.0.4.12:502`, `rtuOverTcp [fe80::1]:4001`, `serial /dev/serial/by-id/…`. */
export function linkKeyOf(connection: Json): string {
  const target = targetOf(connection);
  return target.kind === "serial" ? `serial ${target.path}` : `${target.kind} ${nameOf(target).toLowerCase()}`;
}

/** A target as people write it. */
export function nameOf(target: Target): string {
  if (target.kind === "serial") return target.path;
  return target.host.includes(":") ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
}

function kindOf(connection: Json): Kind {
  return LINKS.find((kind) => connection[kind] !== undefined) ?? "tcp";
}

function targetOf(connection: Json): Target {
  const kind = kindOf(connection);
  if (kind !== "serial") return { kind, ...(hostPortOf(connection[kind], MODBUS_PORT) ?? { host: "", port: 0 }) };
  const { serial, baud, parity, stopBits } = connection;
  return {
    kind,
    path: String(serial),
    baud: typeof baud === "number" ? baud : DEFAULT_BAUD,
    parity: PARITIES.find((known) => known === parity) ?? "none",
    stopBits: stopBits === 2 ? 2 : 1,
  };
}

/** `10.0.4.12:502`, `[::1]:502`, `meter.local`; null if it is none, or if it names no port and there is no other to take. */
function hostPortOf(text: unknown, otherwise: number | null): { readonly host: string; readonly port: number } | null {
  if (typeof text !== "string") return null;
  const [, six, name, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  const host = six ?? name;
  const port = digits === undefined ? otherwise : Number(digits);
  return host === undefined || port === null || port < 1 || port > 65_535 ? null : { host, port };
}

/** NaN if it is no duration. */
function millisecondsOf(duration: unknown): number {
  return typeof duration === "string" ? (parseDuration(duration) ?? Number.NaN) : Number.NaN;
}
