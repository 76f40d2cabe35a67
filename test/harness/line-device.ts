// The devices at the other end of line-driver.ts: units behind one TCP address, with what goes wrong in the field.
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { Value } from "#gateway/contract/entry.ts";

export interface Unit {
  points: Record<string, Value>;
  /** Answers nothing. */
  silent: boolean;
  /** Requests that came, as `performance.now()`. */
  readonly asked: number[];
  /** What was written, in order. */
  readonly written: { readonly name: string; readonly args: unknown }[];
}

export interface LineDevices extends AsyncDisposable {
  readonly port: number;
  /** HOST:PORT. */
  readonly address: string;
  readonly connections: number;
  unit(number: number): Unit;
  /** Closes the listener and every connection: the link is gone. */
  unplug(): Promise<void>;
  /** Listens again on the same port. */
  plug(): Promise<void>;
}

export async function startLineDevices(): Promise<LineDevices> {
  const units = new Map<number, Unit>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const unit = (number: number): Unit => {
    const known = units.get(number) ?? { points: { value: number }, silent: false, asked: [], written: [] };
    units.set(number, known);
    return known;
  };
  const answer = (line: string): string | null => {
    const [verb, number, name = "", args = "{}"] = line.split(" ");
    const asked = unit(Number(number));
    asked.asked.push(performance.now());
    if (verb === "write") asked.written.push({ name, args: JSON.parse(args) });
    if (asked.silent) return null;
    if (verb === "read") return `${number} ${JSON.stringify(asked.points)}`;
    return name === "refuse" ? `${number} no exception` : `${number} ok`;
  };
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    onLines(socket, (line) => {
      const reply = answer(line);
      if (reply !== null) socket.write(`${reply}\n`);
    });
  });
  let port = 0;
  const plug = async () => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  };
  const unplug = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await plug();
  return {
    port,
    address: `127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    unit,
    plug,
    unplug,
    [Symbol.asyncDispose]: unplug,
  };
}

/** Calls `take` with each line that comes. (A readline interface throws the socket's errors again, where nobody catches them.) */
export function onLines(socket: Socket, take: (line: string) => void): void {
  let rest = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
  });
}
