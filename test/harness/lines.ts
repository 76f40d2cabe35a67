// A line between two peers that a test can freeze: nothing passes any more, and neither side is told. That is what half open means.
import { connect, createServer, type Socket } from "node:net";

export interface Line extends AsyncDisposable {
  readonly port: number;
  /** From now on nothing passes on connections that exist. */
  freeze(): void;
  /** From now on a chunk larger than this stalls its connection for good, as a line does that loses large packets; null: no longer. */
  swallow(above: number | null): void;
  /** Connections from now on go to this port; those that exist end. */
  turnTo(port: number): void;
  /** Connections made so far. */
  readonly connections: number;
}

/** Listens on a free loopback port and passes everything on to `port`. */
export async function openLine(port: number): Promise<Line> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let connections = 0;
  let target = port;
  let largest = Number.POSITIVE_INFINITY;
  const end = () => {
    for (const [near, far] of pairs) {
      near.destroy();
      far.destroy();
    }
  };
  const server = createServer((near) => {
    connections++;
    const far = connect(target, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      let stalled = false;
      from.on("data", (bytes) => {
        stalled ||= bytes.length > largest;
        if (!stalled) to.write(bytes);
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    freeze() {
      for (const pair of pairs)
        for (const socket of pair) {
          socket.removeAllListeners("data");
          socket.on("data", () => undefined);
        }
    },
    swallow(above) {
      largest = above ?? Number.POSITIVE_INFINITY;
    },
    turnTo(next) {
      target = next;
      end();
    },
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
