// Commands of a profile: one allow-listed write, read back from the same place. Nothing is ever sent twice.
import type { CommandOutcome, DriverCommand } from "../../gateway/contract/driver.ts";
import type { ModbusClient } from "./client.ts";
import type { Definition } from "./definition.ts";
import { dataOf, exceptionInWords, exceptionOf, inWords, type Request } from "./frame.ts";
import { bytesOf, readingOf } from "./map.ts";
import type { CommandWire, WriteWire } from "./wire-schema.ts";

type Done = { readonly ok: false; readonly outcome: CommandOutcome } | { readonly ok: true; readonly raw: Buffer };

/** Writes and reads back. Throws LinkError only when nothing went out. */
export async function runCommand(
  client: ModbusClient,
  unit: number,
  { commands }: Definition,
  { name, args }: DriverCommand,
  signal: AbortSignal,
): Promise<CommandOutcome> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return failed("not-permitted", `the profile has no command ${name}`);
  const value = valueToWrite(command, args);
  if (value === null) return failed("not-permitted", `${name} does not take ${JSON.stringify(args)}`);
  const { write } = command;
  const data = bytesOf(write, value);
  if (data === null) return failed("not-permitted", `the device cannot be told exactly ${value}`);

  const request: Request = { unit, function: write.function, address: write.address, data };
  const written = await sent(client, request, signal);
  if (!written.ok) return written.outcome;
  if (write.readBack === false) return { ok: true, code: null, detail: null, data: {} };
  const back = await readBack(client, unit, write, data, signal);
  if (!back.ok) return back.outcome;
  const bytes = write.type === "bit" ? Buffer.from([(dataOf(back.raw)[0] ?? 0) & 1]) : dataOf(back.raw);
  const now = readingOf({ ...write, function: write.function === 5 ? 1 : 3 }, bytes).value;
  if (bytes.equals(data)) return { ok: true, code: null, detail: null, data: { value: now } };
  return failed("read-back-differs", `${value} was written, ${now} is there`, { value: now });
}

/** The argument, or the fixed value; null if it is missing, of another type or outside its limits. */
function valueToWrite({ args: forms, write }: CommandWire, args: DriverCommand["args"]): number | boolean | null {
  const [form, ...more] = Object.entries(forms);
  const given = Object.keys(args);
  if (form === undefined || more.length > 0) return given.length === 0 ? (write.value ?? null) : null;
  const [name, { type, minimum = -Infinity, maximum = Infinity }] = form;
  const value = Object.hasOwn(args, name) ? args[name] : undefined;
  if (given.length !== 1 || typeof value !== type || typeof value === "string" || value === undefined) return null;
  if (typeof value === "boolean") return value;
  return value >= minimum && value <= maximum ? value : null;
}

/** Sends the write; an outcome if it failed, or if nobody knows. */
async function sent(client: ModbusClient, request: Request, signal: AbortSignal): Promise<Done> {
  const { answer } = await client.ask(request, signal);
  switch (answer.is) {
    case "silent":
      return unknown("timeout", `${inWords(request)}: no answer; the device may have taken it`);
    case "garbled":
      return unknown("garbled", `${inWords(request)}: ${answer.what}; the device may have taken it`);
    case "cut":
      return unknown("link-lost", `${inWords(request)}: ${answer.error.message}; the device may have taken it`);
    case "answered":
      break;
  }
  const exception = exceptionOf(answer.raw);
  if (exception === null) return { ok: true, raw: answer.raw };
  return { ok: false, outcome: failed("exception", `${inWords(request)}: ${exceptionInWords(exception)}`) };
}

/** Reads what stands there now; without it nobody knows. */
async function readBack(
  client: ModbusClient,
  unit: number,
  write: WriteWire,
  data: Buffer,
  signal: AbortSignal,
): Promise<Done> {
  const isBit = write.type === "bit";
  const request: Request = {
    unit,
    function: isBit ? 1 : 3,
    address: write.address,
    count: isBit ? 1 : data.length / 2,
  };
  try {
    const { answer } = await client.ask(request, signal);
    const exception = answer.is === "answered" ? exceptionOf(answer.raw) : null;
    if (answer.is === "answered" && exception === null) return { ok: true, raw: answer.raw };
    const what = exception === null ? "no answer" : exceptionInWords(exception);
    return unknown("read-back-failed", `written, but reading back (${inWords(request)}) failed: ${what}`);
  } catch (error) {
    return unknown(
      "read-back-failed",
      `written, but reading back failed: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function failed(code: string, detail: string, data: CommandOutcome["data"] = {}): CommandOutcome {
  return { ok: false, code, detail, data };
}

function unknown(code: string, detail: string): Done {
  return { ok: false, outcome: { ok: null, code, detail, data: {} } };
}
