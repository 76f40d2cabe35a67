// A broker that accepts a connection and then goes, or says nothing: the link neither hangs on it nor gives up.
import { createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { openBed } from "#test/harness/county-link.ts";
import { tempFolder } from "#test/harness/temp.ts";
import { until, within } from "#test/harness/wait.ts";

/** A broker that lets everybody in and then says nothing; counts who came. */
async function muteBroker(): Promise<AsyncDisposable & { readonly port: number; readonly sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    // CONNACK: accepted.
    socket.once("data", () => socket.write(Buffer.from([0x20, 2, 0, 0])));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

test("a broker that goes before it has answered is tried again", async () => {
  await using mute = await muteBroker();
  await using folder = tempFolder("county-link");
  await using open = await openBed(folder.path, mute.port);
  await until("the first try", () => mute.sockets.length === 1);
  mute.sockets[0]?.destroy();
  await until("the second try", () => mute.sockets.length === 2);
  expect(open.link.state).toBe("connecting");
});

test("a link that waits for a silent broker ends at once when it is told to", async () => {
  await using mute = await muteBroker();
  await using folder = tempFolder("county-link");
  const open = await openBed(folder.path, mute.port);
  await until("the try", () => mute.sockets.length === 1);
  await within("the end", Promise.resolve(open[Symbol.asyncDispose]()));
});
