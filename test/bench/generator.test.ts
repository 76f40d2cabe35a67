import { createServer, type Server, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { deviceIds } from "../harness/campus-file.ts";
import { startMosquitto } from "../harness/mosquitto.ts";
import { runLoad } from "./generator.ts";
import { Histogram } from "./histogram.ts";
import { FIRST_SEQ, messageOf, writeMessage } from "./payload.ts";

const devices = deviceIds(3).map((id) => ({ id, secret: "any" }));

/** A broker that answers each CONNECT, and each PUBLISH as `reply` says. */
async function fakeBroker(reply: (ids: number[], socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer((socket) => {
    const size = messageOf("campus/v1/dev-0001/telemetry", "b").bytes.length;
    let signedIn = false;
    let rest = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      if (!signedIn) {
        signedIn = true;
        socket.write(Buffer.from([0x20, 2, 0, 0]));
        return;
      }
      rest = Buffer.concat([rest, chunk]);
      const ids: number[] = [];
      for (; rest.length >= size; rest = rest.subarray(size)) {
        ids.push(rest.readUInt16BE(messageOf("campus/v1/dev-0001/telemetry", "b").idAt));
      }
      reply(ids, socket);
    });
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}

function puback(id: number): Buffer {
  return Buffer.from([0x40, 2, id >> 8, id & 0xff]);
}

describe("the load generator", () => {
  test("counts every acknowledgement of a real broker, in order", async () => {
    await using mosquitto = await startMosquitto(["allow_anonymous true", "persistence false"]);
    const { port } = mosquitto;
    const load = await runLoad({ port, devices, boot: "t", window: 5, measureMs: 300 });
    expect(load.sent).toBeGreaterThan(100);
    expect(load.acked.reduce((sum, n) => sum + n, 0)).toBe(load.sent);
    expect(load).toMatchObject({ outOfOrder: 0, disconnects: 0 });
    expect(load.latencyMs.p50).toBeLessThanOrEqual(load.latencyMs.p99);
  });

  test("keeps to the pace it is given", async () => {
    await using mosquitto = await startMosquitto(["allow_anonymous true", "persistence false"]);
    const { port } = mosquitto;
    const load = await runLoad({ port, devices, boot: "t", window: 50, perSecond: 300, measureMs: 1000 });
    expect(load.messages).toBeGreaterThan(200);
    expect(load.messages).toBeLessThan(400);
  });

  test("notices a broker that acknowledges out of order", async () => {
    const { server, port } = await fakeBroker((ids, socket) => {
      for (const id of ids.toReversed()) socket.write(puback(id));
    });
    const load = await runLoad({ port, devices: devices.slice(0, 1), boot: "b", window: 4, measureMs: 100 });
    server.close();
    expect(load.outOfOrder).toBeGreaterThan(0);
  });

  test("notices a broker that acknowledges nothing, and one that hangs up", async () => {
    const silent = await fakeBroker(() => undefined);
    const one = devices.slice(0, 1);
    const nothing = await runLoad({
      port: silent.port,
      devices: one,
      boot: "b",
      window: 4,
      measureMs: 50,
      drainMs: 50,
    });
    silent.server.close();
    expect(nothing).toMatchObject({ sent: 4, acked: [0], messages: 0 });
    const rude = await fakeBroker((_, socket) => socket.destroy());
    const cut = await runLoad({ port: rude.port, devices: one, boot: "b", window: 4, measureMs: 50, drainMs: 50 });
    rude.server.close();
    expect(cut.disconnects).toBe(1);
  });
});

test("a patched message is JSON with this seq, time and boot", () => {
  const message = messageOf("campus/v1/dev-0001/telemetry", "b7");
  const bytes = Buffer.alloc(message.bytes.length);
  writeMessage(message, bytes, 0, 513, 1_763_779_200_123, FIRST_SEQ + 41);
  const payload = JSON.parse(bytes.subarray(message.payloadAt).toString());
  expect(bytes.readUInt16BE(message.idAt)).toBe(513);
  expect(payload).toMatchObject({ ts: 1_763_779_200_123, seq: FIRST_SEQ + 41, boot: "b7" });
  expect(Object.keys(payload.points)).toEqual(["temperature", "humidity", "power"]);
});

test("quantiles are within two per cent of the exact ones", () => {
  const histogram = new Histogram();
  for (let i = 1; i <= 10_000; i++) histogram.add(i / 100);
  expect(histogram.quantile(0.5)).toBeGreaterThan(49);
  expect(histogram.quantile(0.5)).toBeLessThan(51.2);
  expect(histogram.quantile(0.99)).toBeGreaterThan(97);
  expect(histogram.summary().max).toBe(100);
});
