// Which port a listener gets: the one that was asked for, else the usual one, else the next that is free.
import { createServer } from "node:net";
import { GatewayError } from "#gateway/kit/errors.ts";

const TRIES = 100;

/** True when a listener on this address would work now. */
export function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A port that nobody uses now. */
export function anyFreePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ host, port: 0, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** `wanted`, or the first free port after it that is not in `taken`. */
export async function freePortFrom(host: string, wanted: number, taken: ReadonlySet<number>): Promise<number> {
  for (let port = wanted; port < Math.min(wanted + TRIES, 65_536); port++)
    if (!taken.has(port) && (await isFree(host, port))) return port;
  throw new GatewayError(
    "start-no-port",
    `npm start: no free port on ${host} from ${wanted} to ${wanted + TRIES - 1}`,
    "Name a port yourself, for example --http 18080, or 0 for any free one.",
  );
}
