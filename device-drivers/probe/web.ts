// One request for a web address: the status, how long until it came, and how long the certificate still holds. The body is not read,
// redirects are not followed, and a certificate that nobody vouches for is no reason not to look at it.
import type { ClientRequest, IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";
import type { DriverClock } from "../../gateway/contract/driver.ts";
import type { Value } from "../../gateway/contract/entry.ts";
import { onAborted } from "./aborted.ts";
import { downFinding, type Finding, tenths, upFinding } from "./map.ts";

const DAY_MS = 24 * 3_600_000;
/** From here on the server says itself that it cannot. */
const FIRST_FAILURE = 500;
const AGENT = "campus-gateway";

/** `address` is that of the URL's host. */
export async function askWeb(
  url: string,
  address: string,
  timeoutMs: number,
  clock: DriverClock,
  signal: AbortSignal,
): Promise<Finding> {
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const beganMs = clock.monotonic();
  const request = await requestOf(url, address);
  request.on("response", (response: IncomingMessage) => {
    const status = response.statusCode ?? 0;
    const rtt = tenths(clock.monotonic() - beganMs);
    const values = { rtt, status, ...certificateOf(response, clock.now()) };
    if (status < FIRST_FAILURE) resolve(upFinding(values));
    else resolve({ values: { ...values, up: false }, reason: "exception", detail: `${url} answers ${status}` });
  });
  request.on("error", (error: NodeJS.ErrnoException) => {
    const isRefused = error.code === "ECONNREFUSED";
    resolve(downFinding(`${url}: ${error.code ?? error.message}`, isRefused ? "exception" : "timeout"));
  });
  using _abort = onAborted(signal, () => resolve(downFinding(`${url} was not waited for`)));
  using _deadline = clock.after(timeoutMs, () => resolve(downFinding(`${url} does not answer within ${timeoutMs} ms`)));
  request.end();
  try {
    return await promise;
  } finally {
    request.destroy();
  }
}

/** Not sent yet. A connection of its own each time, so that a certificate that was changed is seen. */
async function requestOf(text: string, address: string): Promise<ClientRequest> {
  const url = new URL(text);
  const common = {
    host: address,
    path: `${url.pathname}${url.search}`,
    agent: false,
    headers: { host: url.host, "user-agent": AGENT, connection: "close" },
  } as const;
  const port = Number(url.port);
  if (url.protocol === "https:") {
    const { request } = await import("node:https");
    const name = /^[\d.]+$|^\[/.test(url.hostname) ? {} : { servername: url.hostname };
    return request({ ...common, ...name, port: port || 443, rejectUnauthorized: false });
  }
  const { request } = await import("node:http");
  return request({ ...common, port: port || 80 });
}

/** Whole days until the certificate ends (negative: it has ended), and whether this machine would trust it. */
function certificateOf({ socket }: IncomingMessage, nowMs: number): Readonly<Record<string, Value>> {
  if (!(socket instanceof TLSSocket)) return {};
  const endsMs = Date.parse(socket.getPeerCertificate().valid_to);
  const days = Number.isNaN(endsMs) ? {} : { "certificate-days": Math.floor((endsMs - nowMs) / DAY_MS) };
  return { ...days, trusted: socket.authorized };
}
