// The few packets of MQTT 3.1.1 that a small device needs, as bytes. Pure.

export const CONNACK = 2;
export const PUBLISH = 3;
export const PUBACK = 4;

export interface Packet {
  /** The upper four bits of the first byte. */
  readonly type: number;
  /** The lower four. */
  readonly flags: number;
  readonly body: Buffer;
}

export interface Publication {
  readonly topic: string;
  readonly payload: Buffer;
  /** null with QoS 0. */
  readonly packetId: number | null;
}

export function connectPacket(id: string, secret: string, keepAliveSeconds: number): Buffer {
  // Flags: user name, password, clean session (MQTT 3.1.1, §3.1.2.3).
  const head = Buffer.concat([text("MQTT"), Buffer.from([4, 0xc2]), uint16(keepAliveSeconds)]);
  return packet(0x10, head, text(id), text(id), text(secret));
}

export function publishPacket(packetId: number, topic: string, payload: string): Buffer {
  return packet(0x32, text(topic), uint16(packetId), Buffer.from(payload));
}

export function subscribePacket(packetId: number, topic: string): Buffer {
  return packet(0x82, uint16(packetId), text(topic), Buffer.from([1]));
}

export function pubackPacket(packetId: number): Buffer {
  return packet(0x40, uint16(packetId));
}

export const PING = Buffer.from([0xc0, 0]);
export const DISCONNECT = Buffer.from([0xe0, 0]);

/** The whole packets at the beginning of `bytes`, and what is left. */
export function takePackets(bytes: Buffer): { readonly packets: readonly Packet[]; readonly rest: Buffer } {
  const packets: Packet[] = [];
  let rest = bytes;
  for (;;) {
    const length = lengthOf(rest);
    if (length === null || rest.length < length.at + length.body) return { packets, rest };
    const first = rest[0] ?? 0;
    packets.push({ type: first >> 4, flags: first & 15, body: rest.subarray(length.at, length.at + length.body) });
    rest = rest.subarray(length.at + length.body);
  }
}

export function publicationOf({ flags, body }: Packet): Publication {
  const length = body.readUInt16BE(0);
  const topic = body.toString("utf8", 2, 2 + length);
  const qos = (flags >> 1) & 3;
  if (qos === 0) return { topic, payload: body.subarray(2 + length), packetId: null };
  return { topic, payload: body.subarray(4 + length), packetId: body.readUInt16BE(2 + length) };
}

/** Where the body begins and how long it is; null while that cannot be told. */
function lengthOf(bytes: Buffer): { readonly at: number; readonly body: number } | null {
  let body = 0;
  for (let at = 1; at <= 4; at++) {
    const byte = bytes[at];
    if (byte === undefined) return null;
    body += (byte & 127) * 128 ** (at - 1);
    if (byte < 128) return { at: at + 1, body };
  }
  throw new RangeError("a packet with a length of more than four bytes");
}

function packet(first: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = [first];
  let left = body.length;
  do {
    head.push((left & 127) | (left > 127 ? 128 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.concat([Buffer.from(head), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint16(bytes.length), bytes]);
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}
