// The few MQTT 3.1.1 packets a load generator needs, encoded once and patched in place. Not a client library: no QoS 2, no subscriptions.

const CONNECT = 0x10;
const PUBLISH_QOS1 = 0x32;
const PROTOCOL_LEVEL = 4;
const CLEAN_SESSION = 0x02;
const WITH_NAME_AND_PASSWORD = 0xc0;

export const PUBACK = 0x40;
export const PINGREQ = Buffer.from([0xc0, 0]);
export const DISCONNECT = Buffer.from([0xe0, 0]);

function text(value: string): Buffer {
  const bytes = Buffer.from(value, "utf8");
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function packet(header: number, body: Buffer): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    length.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([header, ...length]), body]);
}

/** CONNECT with a clean session. `keepaliveS` 0: the broker never gives up on us. */
export function connectPacket(clientId: string, username: string, password: string, keepaliveS: number): Buffer {
  const flags = CLEAN_SESSION | WITH_NAME_AND_PASSWORD;
  const head = Buffer.from([PROTOCOL_LEVEL, flags, keepaliveS >> 8, keepaliveS & 0xff]);
  return packet(CONNECT, Buffer.concat([text("MQTT"), head, text(clientId), text(username), text(password)]));
}

/** A QoS 1 PUBLISH and where its packet id and payload stand in it. */
export interface PublishTemplate {
  readonly bytes: Buffer;
  readonly idAt: number;
  readonly payloadAt: number;
}

export function publishTemplate(topic: string, payload: Buffer): PublishTemplate {
  const bytes = packet(PUBLISH_QOS1, Buffer.concat([text(topic), Buffer.from([0, 0]), payload]));
  const payloadAt = bytes.length - payload.length;
  return { bytes, idAt: payloadAt - 2, payloadAt };
}
