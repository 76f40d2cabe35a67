// One MQTT connection of a simulated device: signs in, publishes one message at a time until its PUBACK, hears commands. It never
// reconnects; deliver.ts does.
import { connect, type Socket } from "node:net";
import type { Clock } from "#gateway/kit/clock.ts";
import {
  CONNACK,
  connectPacket,
  DISCONNECT,
  type Packet,
  PING,
  PUBACK,
  PUBLISH,
  pubackPacket,
  publicationOf,
  publishPacket,
  subscribePacket,
  takePackets,
} from "./mqtt-packets.ts";

const ANSWER_WITHIN_MS = 10_000;
const KEEP_ALIVE_S = 60;
const GOOD_BYE_WITHIN_MS = 1000;

export interface MqttOptions {
  readonly url: string;
  readonly id: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly onMessage: (topic: string, payload: string) => void;
}

export interface MqttConnection extends Disposable {
  /** Aborts when the connection is over, whoever ended it. */
  readonly ended: AbortSignal;
  subscribe(topic: string): void;
  /** True when it was acknowledged; false when the connection ended or the answer did not come. */
  publish(topic: string, payload: string): Promise<boolean>;
  /** Says good-bye, so that the gateway does not take it for a lost connection. */
  leave(): void;
}

/** The connection, or in words why there is none. */
export async function openMqtt({ url, id, secret, clock, onMessage }: MqttOptions): Promise<MqttConnection | string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  const over = new AbortController();
  const waiting = new Map<number, (found: Packet | null) => void>();
  let reason = "the connection ended";
  let lastId = 0;
  socket.on("error", (error) => {
    reason = error.message;
  });
  socket.once("close", () => {
    over.abort();
    for (const settle of waiting.values()) settle(null);
    waiting.clear();
  });
  readPackets(socket, (packet) => {
    if (packet.type === PUBLISH) {
      const { topic, payload, packetId } = publicationOf(packet);
      if (packetId !== null) socket.write(pubackPacket(packetId));
      onMessage(topic, payload.toString("utf8"));
    }
    if (packet.type === CONNACK) waiting.get(CONNECTING)?.(packet);
    if (packet.type === PUBACK) waiting.get(packet.body.readUInt16BE(0))?.(packet);
  });
  const answer = (to: number): Promise<Packet | null> => {
    if (over.signal.aborted) return Promise.resolve(null);
    const { promise, resolve } = Promise.withResolvers<Packet | null>();
    const deadline = clock.after(ANSWER_WITHIN_MS, () => socket.destroy());
    waiting.set(to, (packet) => {
      waiting.delete(to);
      deadline[Symbol.dispose]();
      resolve(packet);
    });
    return promise;
  };
  socket.write(connectPacket(id, secret, KEEP_ALIVE_S));
  const signedIn = await answer(CONNECTING);
  const code = signedIn?.body[1] ?? null;
  if (code !== 0) {
    socket.destroy();
    return code === null ? reason : `sign-in refused (${code})`;
  }
  const pings = clock.every((KEEP_ALIVE_S * 1000) / 2, () => socket.write(PING));
  return {
    ended: over.signal,
    subscribe: (topic) => {
      lastId = next(lastId);
      socket.write(subscribePacket(lastId, topic));
    },
    publish: async (topic, payload) => {
      lastId = next(lastId);
      const acknowledged = answer(lastId);
      socket.write(publishPacket(lastId, topic, payload));
      return (await acknowledged) !== null;
    },
    leave: () => {
      socket.end(DISCONNECT);
      clock.after(GOOD_BYE_WITHIN_MS, () => socket.destroy());
    },
    [Symbol.dispose]: () => {
      pings[Symbol.dispose]();
      socket.destroy();
    },
  };
}

/** No packet id is 0. */
const CONNECTING = 0;

function next(id: number): number {
  return (id % 65_535) + 1;
}

function readPackets(socket: Socket, take: (packet: Packet) => void): void {
  let pending = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    try {
      const { packets, rest } = takePackets(Buffer.concat([pending, chunk]));
      pending = Buffer.from(rest);
      packets.forEach(take);
    } catch (error) {
      socket.destroy(error instanceof Error ? error : undefined);
    }
  });
}
