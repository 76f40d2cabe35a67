// One TCP connection, opened and closed again: how long until the other side took it.
import { connect as open } from "node:net";
import type { DriverClock } from "../../gateway/contract/driver.ts";
import { onAborted } from "./aborted.ts";
import type { HostPort } from "./connection.ts";
import { downFinding, type Finding, tenths, upFinding } from "./map.ts";

/** Codes that say that somebody is there and does not want us. */
const REFUSED: ReadonlySet<string> = new Set(["ECONNREFUSED", "ECONNRESET"]);

/** `address` is that of `target.host`. */
export async function askConnect(
  { host, port }: HostPort,
  address: string,
  timeoutMs: number,
  clock: DriverClock,
  signal: AbortSignal,
): Promise<Finding> {
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const name = `${host}:${port}`;
  const beganMs = clock.monotonic();
  const socket = open({ host: address, port });
  socket.on("connect", () => resolve(upFinding({ rtt: tenths(clock.monotonic() - beganMs) })));
  socket.on("error", (error: NodeJS.ErrnoException) => {
    const isRefused = REFUSED.has(error.code ?? "");
    const what = isRefused ? "refuses the connection" : `cannot be reached (${error.code ?? "error"})`;
    resolve(downFinding(`${name} ${what}`, isRefused ? "exception" : "timeout"));
  });
  using _abort = onAborted(signal, () => resolve(downFinding(`${name} was not waited for`)));
  using _deadline = clock.after(timeoutMs, () =>
    resolve(downFinding(`${name} does not answer within ${timeoutMs} ms`)),
  );
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}
