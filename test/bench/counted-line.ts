// A line between a campus and its county that counts what goes up, by what it is about: MQTT packets are told apart by their own lengths.
import { connect, createServer, type Socket } from "node:net";

export interface CountedLine extends AsyncDisposable {
  readonly port: number;
  /** Bytes up by the last word of their topic; `other`: signing in, pings, and what only acknowledges. */
  readonly up: ReadonlyMap<string, number>;
  readonly downBytes: number;
}

const PUBLISH = 3;

/** Listens on a free loopback port and passes everything on to `port`. */
export async function openCountedLine(port: number): Promise<CountedLine> {
  const sockets = new Set<Socket>();
  const up = new Map<string, number>();
  let downBytes = 0;
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const packets = packetReader((word, bytes) => up.set(word, (up.get(word) ?? 0) + bytes));
    near.on("data", packets);
    far.on("data", (bytes: Buffer) => {
      downBytes += bytes.length;
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.pipe(to);
      from.on("error", () => undefined);
      from.on("close", () => {
        to.destroy();
        sockets.delete(from);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    up,
    get downBytes() {
      return downBytes;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Takes the bytes of one connection as they come; tells each whole packet. */
function packetReader(tell: (word: string, bytes: number) => void): (bytes: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (bytes) => {
    held = Buffer.concat([held, bytes]);
    for (let size = packetSize(held); size !== null && held.length >= size.whole; size = packetSize(held)) {
      tell((held[0] ?? 0) >> 4 === PUBLISH ? wordAt(held, size.head) : "other", size.whole);
      held = held.subarray(size.whole);
    }
  };
}

/** Of the packet at the beginning: its fixed header, and all of it. Null: not enough is here to know. */
function packetSize(bytes: Buffer): { readonly head: number; readonly whole: number } | null {
  let length = 0;
  for (let at = 1; at < Math.min(bytes.length, 5); at++) {
    const digit = bytes[at] ?? 0;
    length += (digit & 0x7f) * 128 ** (at - 1);
    if (digit < 0x80) return { head: at + 1, whole: at + 1 + length };
  }
  return null;
}

/** The last word of a PUBLISH's topic. */
function wordAt(packet: Buffer, head: number): string {
  const end = head + 2 + packet.readUInt16BE(head);
  return (
    packet
      .toString("utf8", head + 2, end)
      .split("/")
      .at(-1) ?? "other"
  );
}
