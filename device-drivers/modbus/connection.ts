// The `connection` of a device that this driver asks: where it is, its unit number, how long an answer may take.
import type { DriverProblem } from "../../gateway/contract/driver.ts";
import { parseDuration } from "../../gateway/contract/time.ts";

const DEFAULT_TIMEOUT_MS = 1000;
/** 255 is what devices without a bus behind them are called (Modbus Messaging on TCP/IP v1.0b, §4.4.2.1); 0 would be everybody. */
const DEFAULT_UNIT = 1;
const MODBUS_PORT = 502;

export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface Connection extends Target {
  readonly unit: number;
  /** Of one answer, and of the connection's opening. */
  readonly timeoutMs: number;
}

type Json = Readonly<Record<string, unknown>>;
const KEYS: readonly string[] = ["tcp", "unit", "timeout"];

/** What is wrong with a connection, each with its path. */
export function connectionProblems(connection: Json): readonly DriverProblem[] {
  const { tcp, unit = DEFAULT_UNIT, timeout = "1s" } = connection;
  const problems: DriverProblem[] = Object.keys(connection)
    .filter((key) => !KEYS.includes(key))
    .map((key) =>
      key === "serial" || key === "rtuOverTcp"
        ? {
            path: `connection.${key}`,
            what: "is not supported yet",
            remedy: "use a serial server that speaks Modbus TCP, and write tcp: HOST:PORT",
          }
        : { path: `connection.${key}`, what: "is not known", remedy: `take it out; there are ${KEYS.join(", ")}` },
    );
  if (tcp !== undefined || problems.length === 0) {
    if (targetOf(tcp) === null)
      problems.push({
        path: "connection.tcp",
        what: "is not HOST:PORT",
        remedy: "write the device's address, for example 10.0.4.12:502",
      });
  }
  if (!Number.isInteger(unit) || Number(unit) < 1 || Number(unit) > 255)
    problems.push({
      path: "connection.unit",
      what: "is not a unit number",
      remedy: "write 1 to 247, or 255 for a device without a bus",
    });
  if (typeof timeout !== "string" || !((parseDuration(timeout) ?? 0) > 0))
    problems.push({ path: "connection.timeout", what: "is not a duration", remedy: "write for example 1s" });
  return problems;
}

/** A connection without problems. */
export function connectionOf(connection: Json): Connection {
  const target = targetOf(connection.tcp) ?? { host: "", port: 0 };
  const { unit, timeout } = connection;
  return {
    ...target,
    unit: typeof unit === "number" ? unit : DEFAULT_UNIT,
    timeoutMs: typeof timeout === "string" ? (parseDuration(timeout) ?? DEFAULT_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS,
  };
}

/** `10.0.4.12:502`, `[::1]:502`, `meter.local`; null if it is none. */
export function targetOf(text: unknown): Target | null {
  if (typeof text !== "string") return null;
  const [, six, name, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::([0-9]{1,5}))?$/.exec(text) ?? [];
  const host = six ?? name;
  const port = digits === undefined ? MODBUS_PORT : Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}
