// Opens what a link is: Modbus TCP, or the frames of a serial line over a port of this machine or over a serial server.
import type { DriverClock } from "../../gateway/contract/driver.ts";
import type { Target } from "./connection.ts";
import type { Session } from "./exchange.ts";
import { type LateAnswers, openRtuSession } from "./rtu-session.ts";

export interface SessionOptions {
  readonly target: Target;
  /** Of one answer, and of opening the connection. */
  readonly timeoutMs: number;
  /** Silence on a serial line between an answer and the next request; null: the link's own. */
  readonly turnaroundMs: number | null;
  readonly clock: DriverClock;
}

/** Opens the link, or throws LinkError. */
export async function openSession(
  options: SessionOptions,
  lateUntil: LateAnswers,
  signal: AbortSignal,
): Promise<Session> {
  const { target, timeoutMs, turnaroundMs, clock } = options;
  if (target.kind !== "tcp") return await openRtuSession({ target, timeoutMs, turnaroundMs, lateUntil, clock }, signal);
  // Loaded with the first connection: its library is large, and who has none of these links does not need it.
  const { openTcpSession } = await import("./tcp-session.ts");
  return await openTcpSession(target, timeoutMs, clock, signal);
}
