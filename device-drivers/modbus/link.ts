// What the host gets for one Modbus link: polls and commands of the devices behind it, over one client.

import type {
  CommandOutcome,
  DriverClock,
  DriverCommand,
  DriverContext,
  DriverDevice,
  DriverLink,
  Poll,
  Sample,
} from "../../gateway/contract/driver.ts";
import type { Quality, Reason, Value } from "../../gateway/contract/entry.ts";
import { askPatiently } from "./asking.ts";
import { ModbusClient } from "./client.ts";
import { runCommand } from "./command.ts";
import { connectionOf } from "./connection.ts";
import type { Definition, PlannedPoint } from "./definition.ts";
import type { Exchange } from "./exchange.ts";
import { dataOf, exceptionInWords, exceptionOf, inWords, type Request, requestBytes } from "./frame.ts";
import { type Reading, readingOf } from "./map.ts";
import { type Block, partOf } from "./plan.ts";

const MOST_RAW = 1024;
/** What a gateway in front of the device answers when the device itself does not; each costs the gateway's own patience. */
const GATEWAY_EXCEPTIONS: readonly number[] = [10, 11];

/** The link; nothing is opened before the first call. */
export function openLink(
  connection: Readonly<Record<string, unknown>>,
  { clock, log }: DriverContext,
  definitionOf: (device: DriverDevice) => Definition,
): DriverLink {
  const { target, timeoutMs, turnaroundMs } = connectionOf(connection);
  const client = new ModbusClient({ target, timeoutMs, turnaroundMs, clock, log });
  return {
    poll: (device, signal) => poll(client, device, definitionOf(device), clock, signal),
    command: (device, command: DriverCommand, signal): Promise<CommandOutcome> =>
      runCommand(client, connectionOf(device.connection).unit, definitionOf(device), command, signal),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** What one poll has gathered so far. */
interface Gathered {
  readonly readings: Map<string, Reading>;
  readonly wire: string[];
  identity: { readonly raw: number } | null;
  measuredMs: number | null;
  detail: string | null;
  /** A gateway on the way said that the device does not answer, and it had answered nothing before. */
  isAbsent: boolean;
  /** Why no further request makes sense, for the points that were not read. */
  given: Reason | null;
}

async function poll(
  client: ModbusClient,
  device: DriverDevice,
  definition: Definition,
  clock: DriverClock,
  signal: AbortSignal,
): Promise<Poll> {
  const { unit, ...own } = connectionOf(device.connection);
  const gathered: Gathered = {
    readings: new Map(),
    wire: [],
    identity: null,
    measuredMs: null,
    detail: null,
    isAbsent: false,
    given: null,
  };
  const timeoutMs = device.connection.timeout === undefined ? undefined : own.timeoutMs;
  for (const block of definition.blocks) {
    const request: Request = { unit, function: block.function, address: block.address, count: block.count };
    const isThere = gathered.measuredMs !== null;
    const patience = { timing: definition.timing, timeoutMs, clock, isThere };
    take(gathered, block, request, await askPatiently(client, request, patience, signal));
    if (gathered.given !== null) break;
  }
  const expected = definition.identity === "unit" ? unit : definition.identity;
  const { identity } = gathered;
  const isOther = expected !== null && identity !== null && identity.raw !== expected;
  // Who cannot be asked its identity is not known to be the right one.
  const unproven = expected !== null && identity === null ? (gathered.given ?? "exception") : null;
  if (isOther) gathered.detail = `its identity is ${identity.raw}, not ${expected}: another device answers here`;
  const instead: Reason | null = isOther ? "identity" : unproven;
  return {
    device: device.id,
    measuredMs: gathered.measuredMs ?? clock.now(),
    samples: definition.points.map((point) =>
      sampleOf(point, instead === null ? gathered.readings.get(point) : undefined, instead ?? gathered.given),
    ),
    ...(gathered.detail === null ? {} : { detail: gathered.detail.slice(0, 256) }),
    raw: rawOf(gathered.wire),
    ...(gathered.isAbsent && { absent: true }),
  };
}

/** Adds what one request brought. */
function take(
  gathered: Gathered,
  block: Block<PlannedPoint>,
  request: Request,
  { answer, atMs, received }: Exchange,
): void {
  gathered.wire.push(`> ${requestBytes(request).toString("hex")}`);
  if (received.length > 0) gathered.wire.push(`< ${received.toString("hex")}`);
  gathered.measuredMs ??= atMs;
  const fail = (reason: Reason, what: string) => {
    for (const { name } of block.spans) if (name !== null) gathered.readings.set(name, { value: null, reason });
    gathered.detail ??= `${inWords(request)}: ${what}`;
  };
  switch (answer.is) {
    case "silent":
      fail("timeout", received.length === 0 ? "no answer" : `${received.length} bytes came, but no whole answer`);
      gathered.given = "timeout";
      return;
    case "garbled":
      fail("crc", answer.what);
      gathered.given = "crc";
      return;
    case "cut":
      throw answer.error;
    case "answered":
      break;
  }
  const code = exceptionOf(answer.raw);
  if (code !== null) {
    const isFirst = gathered.readings.size === 0 && gathered.identity === null;
    fail("exception", exceptionInWords(code));
    if (!GATEWAY_EXCEPTIONS.includes(code)) return;
    gathered.given = "exception";
    gathered.isAbsent = isFirst;
    return;
  }
  for (const point of block.spans) {
    const bytes = partOf(block, point, dataOf(answer.raw));
    if (point.name === null) gathered.identity = { raw: bytes.readUIntBE(0, bytes.length) };
    else gathered.readings.set(point.name, readingOf(point.wire, bytes));
  }
}

function sampleOf(point: string, reading: Reading | undefined, otherwise: Reason | null): Sample {
  const value: Value | null = reading?.value ?? null;
  const quality: Quality = value === null ? "bad" : "good";
  const reason = reading === undefined ? (otherwise ?? "timeout") : reading.reason;
  return { point, value, quality, ...(reason === null ? {} : { reason }) };
}

function rawOf(lines: readonly string[]): string {
  const text = lines.join("\n");
  return text.length <= MOST_RAW ? text : `${text.slice(0, MOST_RAW - 1)}…`;
}
