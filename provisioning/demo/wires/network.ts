// What is probed of the network: each target takes connections on its own loopback address, and none while it is cut.
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import type { Clock } from "#gateway/kit/clock.ts";
import { isCut } from "../day/network.ts";
import { momentOf } from "../day/time.ts";
import { NETWORK } from "../network-data.ts";
import type { CampusClock } from "./campus-clock.ts";

const LOOK_EVERY_MS = 250;

export interface NetworkOptions {
  readonly port: number;
  readonly seed: number;
  readonly clock: Clock;
  readonly campus: CampusClock;
}

/** Resolves when those that are not cut listen. An address that somebody else has is said once, and is not played. */
export async function startNetwork({ port, seed, clock, campus }: NetworkOptions): Promise<AsyncDisposable> {
  const open = new Map<string, Server>();
  const missing = new Set<string>();
  const look = async () => {
    const moment = momentOf(seed, campus.now());
    for (const { id, host } of NETWORK) {
      const server = open.get(id);
      if (isCut(id, moment)) {
        open.delete(id);
        await closed(server);
      } else if (server === undefined && !missing.has(id)) {
        const next = await listening(host, port);
        if (next !== null) open.set(id, next);
        else {
          missing.add(id);
          console.log(`${id}: ${host}:${port} is taken or not there`);
        }
      }
    }
  };
  const stop = new AbortController();
  await look();
  const looking = (async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(LOOK_EVERY_MS, stop.signal);
      if (!stop.signal.aborted) await look();
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await looking;
      await Promise.all([...open.values()].map(closed));
    },
  };
}

async function listening(host: string, port: number): Promise<Server | null> {
  const server = createServer((socket) => socket.destroy());
  server.listen({ host, port, exclusive: true });
  const [heard] = await Promise.allSettled([once(server, "listening")]);
  return heard.status === "fulfilled" ? server : null;
}

async function closed(server: Server | undefined): Promise<void> {
  if (server === undefined) return;
  server.close();
  await once(server, "close");
}
