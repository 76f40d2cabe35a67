// A line of so many bits a second and so long a way between two peers: what a campus far out has towards its county.
import { connect, createServer, type Socket } from "node:net";

export interface ThinLine extends AsyncDisposable {
  readonly port: number;
  /** Bytes that went up so far. */
  readonly upBytes: number;
}

interface Shape {
  readonly bitsPerSecond: number;
  /** One way. */
  readonly delayMs: number;
}

/** What waits in the line before the sender is held up, as in a small router. */
const BUFFER_BYTES = 64 * 1024;

/** Listens on a loopback port, a free one unless `at` names it, and passes everything on to `port`, both ways at that pace. */
export async function openThinLine(port: number, shape: Shape, at = 0): Promise<ThinLine> {
  const sockets = new Set<Socket>();
  let upBytes = 0;
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const [from, to, isUp] of [
      [near, far, true],
      [far, near, false],
    ] as const) {
      sockets.add(from);
      pass(from, to, shape, (bytes) => {
        if (isUp) upBytes += bytes;
      });
      from.on("error", () => undefined);
      from.on("close", () => {
        to.destroy();
        sockets.delete(from);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(at, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    get upBytes() {
      return upBytes;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Each piece leaves when the line has carried those before it, and arrives after the way. */
function pass(from: Socket, to: Socket, { bitsPerSecond, delayMs }: Shape, count: (bytes: number) => void): void {
  let freeAt = 0;
  let waiting = 0;
  from.setNoDelay(true);
  from.on("data", (bytes) => {
    count(bytes.length);
    freeAt = Math.max(freeAt, performance.now()) + (bytes.length * 8000) / bitsPerSecond;
    waiting += bytes.length;
    if (waiting > BUFFER_BYTES) from.pause();
    setTimeout(
      () => {
        waiting -= bytes.length;
        if (waiting <= BUFFER_BYTES) from.resume();
        if (!to.destroyed) to.write(bytes);
      },
      freeAt + delayMs - performance.now(),
    );
  });
}
