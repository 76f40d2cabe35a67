// The simulated device's delivery against a real broker on a real socket that withholds its PUBACK at will.
import { createServer, type Server, type Socket } from "node:net";
import { Aedes } from "aedes";
import { expect, test } from "vitest";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { deliver } from "./deliver.ts";
import { Unsent } from "./unsent.ts";

/** A broker that records what it is sent and acknowledges only while `acknowledging`; else it cuts the connection. */
class Gateway implements AsyncDisposable {
  readonly received: string[] = [];
  acknowledging = true;
  readonly #sockets = new Set<Socket>();
  readonly #broker: Aedes;
  readonly #server: Server;

  constructor(broker: Aedes) {
    this.#broker = broker;
    this.#broker.authorizePublish = (client, packet, done) => {
      this.received.push(packet.payload.toString());
      if (this.acknowledging) done(null);
      else client?.conn.destroy();
    };
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      this.#broker.handle(socket);
    });
  }

  listen(): Promise<string> {
    return new Promise((resolve) => {
      this.#server.listen(0, "127.0.0.1", () => {
        const address = this.#server.address();
        resolve(`mqtt://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
      });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await new Promise<void>((resolve) => this.#broker.close(() => resolve()));
  }
}

const message = (payload: string) => ({ topic: "campus/v1/mr1-env/telemetry", payload });

test("what was not acknowledged is sent again with the same bytes, in order, and what was acknowledged is not", async () => {
  await using gateway = new Gateway(await Aedes.createBroker());
  const unsent = new Unsent();
  const wake = new EventTarget();
  const stop = new AbortController();
  const url = await gateway.listen();
  const onCommand = () => undefined;
  const delivering = deliver(
    { urlOf: () => url, id: "mr1-env", secret: "s", clock, unsent, wake, onCommand },
    stop.signal,
  );

  unsent.add(message("1"));
  wake.dispatchEvent(new Event("added"));
  await expect.poll(() => unsent.length, { timeout: 10_000 }).toBe(0);
  gateway.acknowledging = false;
  for (const payload of ["2", "3"]) unsent.add(message(payload));
  wake.dispatchEvent(new Event("added"));
  await expect.poll(() => gateway.received.length, { timeout: 10_000 }).toBeGreaterThan(1);
  expect(unsent.length).toBe(2);
  gateway.acknowledging = true;
  await expect.poll(() => unsent.length, { timeout: 10_000 }).toBe(0);
  stop.abort();
  await delivering;

  const order = gateway.received.filter((payload, i) => payload !== gateway.received[i - 1]);
  expect(order).toEqual(["1", "2", "3"]);
  expect(gateway.received.filter((payload) => payload === "2").length).toBeGreaterThan(1);
  expect(gateway.received.filter((payload) => payload === "1")).toHaveLength(1);
});
