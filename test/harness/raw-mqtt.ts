// MQTT 3.1.1 byte by byte on a bare socket: sees the order of acknowledgements, and can break every rule that a client library keeps.
import { connect, type Socket } from "node:net";
import { until } from "./wait.ts";

export interface RawPacket {
  /** The packet type, 1–14: 2 CONNACK, 3 PUBLISH, 4 PUBACK, 5 PUBREC, 7 PUBCOMP, 9 SUBACK, 13 PINGRESP. */
  readonly type: number;
  readonly flags: number;
  readonly body: Buffer;
}

export interface RawConnect {
  readonly clientId?: string;
  readonly username?: string | null;
  readonly password?: string | null;
  readonly keepaliveS?: number;
  readonly clean?: boolean;
  readonly level?: number;
  readonly will?: { readonly topic: string; readonly payload: string };
}

export function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** A packet of this first byte with its length. */
export function packetOf(header: number, body: Buffer): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    rest >>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from([header, ...length]), body]);
}

export function connectOf({ clientId = "", username = null, password = null, ...more }: RawConnect): Buffer {
  const { keepaliveS = 60, clean = true, level = 4, will } = more;
  const flags = (clean ? 2 : 0) | (will ? 4 : 0) | (username === null ? 0 : 0x80) | (password === null ? 0 : 0x40);
  const parts = [text("MQTT"), Buffer.from([level, flags, keepaliveS >> 8, keepaliveS & 0xff]), text(clientId)];
  if (will) parts.push(text(will.topic), text(will.payload));
  if (username !== null) parts.push(text(username));
  if (password !== null) parts.push(text(password));
  return packetOf(0x10, Buffer.concat(parts));
}

export function publishOf(topic: string, payload: string | Buffer, id = 0, qos = 1, more = 0): Buffer {
  const messageId = qos === 0 ? Buffer.alloc(0) : Buffer.from([id >> 8, id & 0xff]);
  return packetOf(0x30 | (qos << 1) | more, Buffer.concat([text(topic), messageId, Buffer.from(payload)]));
}

export function subscribeOf(id: number, topics: readonly string[], qos = 1): Buffer {
  const list = topics.flatMap((topic) => [text(topic), Buffer.from([qos])]);
  return packetOf(0x82, Buffer.concat([Buffer.from([id >> 8, id & 0xff]), ...list]));
}

export const pubrelOf = (id: number) => Buffer.from([0x62, 2, id >> 8, id & 0xff]);

export class RawMqtt implements AsyncDisposable {
  readonly socket: Socket;
  readonly packets: RawPacket[] = [];
  ended = false;
  #rest = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.ended = true;
    });
  }

  send(...packets: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(packets));
  }

  /** Packets of one type so far. */
  of(type: number): RawPacket[] {
    return this.packets.filter((packet) => packet.type === type);
  }

  /** The packet ids of all PUBACKs so far, in order of arrival; likewise PUBREC (5) and PUBCOMP (7). */
  ids(type = 4): number[] {
    return this.of(type).map(({ body }) => body.readUInt16BE(0));
  }

  /** Waits for so many packets of one type and returns the last of them. */
  async expect(type: number, count = 1, deadlineMs = 20_000): Promise<RawPacket> {
    await until(`${count} packets of type ${type}`, () => this.of(type).length >= count, deadlineMs);
    return this.of(type)[count - 1] as RawPacket;
  }

  async closed(deadlineMs = 20_000): Promise<void> {
    await until("the connection to end", () => this.ended, deadlineMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.closed();
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      let length = 0;
      let at = 1;
      for (let shift = 0; ; shift += 7, at++) {
        const byte = this.#rest[at];
        if (byte === undefined) return;
        length |= (byte & 127) << shift;
        if (byte < 128) break;
      }
      const end = at + 1 + length;
      if (this.#rest.length < end) return;
      const header = this.#rest[0] ?? 0;
      this.packets.push({ type: header >> 4, flags: header & 15, body: this.#rest.subarray(at + 1, end) });
      this.#rest = this.#rest.subarray(end);
    }
  }
}

/** A bare connection; nothing is sent yet. */
export function rawSocket(port: number, localAddress = "127.0.0.1"): Promise<RawMqtt> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress, noDelay: true });
    socket.once("error", reject);
    socket.once("connect", () => resolve(new RawMqtt(socket)));
  });
}

/** Sends CONNECT and returns the connection with CONNACK's return code. */
export async function rawConnect(port: number, options: RawConnect): Promise<{ mqtt: RawMqtt; code: number }> {
  const mqtt = await rawSocket(port);
  mqtt.send(connectOf(options));
  const { body } = await mqtt.expect(2);
  return { mqtt, code: body[1] ?? -1 };
}
