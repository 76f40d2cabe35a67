import { Duplex } from "node:stream";
import { Aedes } from "aedes";
import { expect, test } from "vitest";
import { connectOf, publishOf } from "#test/harness/raw-mqtt.ts";
import { until } from "#test/harness/wait.ts";
import { packetCountOf, parserOf } from "./guards.ts";

test("aedes reads on when the last packet that was taken past it is done, and hears of its keepalive", async () => {
  const aedes = await Aedes.createBroker();
  const conn = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const client = aedes.handle(conn);
  conn.push(connectOf({ clientId: "a", keepaliveS: 60 }));
  await until("the sign-in", () => client.connected);
  const chunks: number[] = [];
  parserOf(client).parse = (chunk) => chunks.push(chunk.length);
  const count = packetCountOf(client);
  for (let i = 0; i < 3; i++) count.began();
  conn.push(publishOf("t", "x", 0, 0));
  // Arrival itself counts as one that is done: aedes cannot tell it from the end of a packet.
  await until("the chunk to be readable", () => conn.readableLength > 0);
  count.done(1);
  expect(chunks).toEqual([]);
  count.done(2);
  expect(chunks).toHaveLength(1);

  const timer: { refresh(): void } = Reflect.get(client, "_keepaliveTimer");
  let refreshed = 0;
  timer.refresh = () => void refreshed++;
  count.heard();
  expect(refreshed).toBe(1);
  await new Promise<void>((resolve) => aedes.close(() => resolve()));
});
