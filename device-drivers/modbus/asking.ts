// How a model wants to be asked: how long it takes, how much rest it needs between two requests, how often one that failed is repeated.
import type { DriverClock } from "../../gateway/contract/driver.ts";
import { parseDuration } from "../../gateway/contract/time.ts";
import type { ModbusClient } from "./client.ts";
import type { Exchange } from "./exchange.ts";
import { exceptionOf, type Request } from "./frame.ts";
import type { ProfileWire } from "./wire-schema.ts";

export interface Timing {
  /** Of one answer, where the connection says nothing; null: the driver's own. */
  readonly timeoutMs: number | null;
  /** Rest before each request of a poll but the first. */
  readonly turnaroundMs: number;
  readonly retries: number;
}

/** Exceptions that ask to come back: acknowledge, busy (Modbus Application Protocol v1.1b3, §7). */
const COME_BACK: readonly (number | null)[] = [5, 6];

export function timingOf({ timeout, turnaround, retries = 0 }: NonNullable<ProfileWire["timing"]>): Timing {
  return {
    timeoutMs: timeout === undefined ? null : parseDuration(timeout),
    turnaroundMs: turnaround === undefined ? 0 : (parseDuration(turnaround) ?? 0),
    retries,
  };
}

export interface Patience {
  readonly timing: Timing;
  /** Of the connection; undefined: it says none. */
  readonly timeoutMs: number | undefined;
  readonly clock: DriverClock;
  /** True when the device has answered in this poll: only then is a failure worth another try. */
  readonly isThere: boolean;
}

/** What becomes of one read, after as many tries as the model needs. */
export async function askPatiently(
  client: ModbusClient,
  request: Request,
  { timing, timeoutMs = timing.timeoutMs ?? undefined, clock, isThere }: Patience,
  signal: AbortSignal,
): Promise<Exchange> {
  for (let left = timing.retries; ; left--) {
    if (timing.turnaroundMs > 0 && (isThere || left < timing.retries)) await clock.sleep(timing.turnaroundMs, signal);
    const exchange = await client.ask(request, signal, timeoutMs);
    if (left <= 0 || !isWorthMore(exchange, isThere)) return exchange;
  }
}

function isWorthMore({ answer }: Exchange, isThere: boolean): boolean {
  if (answer.is === "answered") return COME_BACK.includes(exceptionOf(answer.raw));
  return isThere && answer.is !== "cut";
}
