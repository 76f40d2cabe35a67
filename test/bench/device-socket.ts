// One device's MQTT connection on a bare socket: signs in, writes packets, and reports each PUBACK's packet id as it arrives.
import { connect, type Socket } from "node:net";
import { connectPacket, DISCONNECT, PUBACK } from "./mqtt-wire.ts";

const CONNACK = 0x20;
const PINGRESP = 0xd0;

// One buffer and one list of ids for all sockets: a read is taken in before the next one starts, and allocating 64 KiB
// per read would cost the generator more than the load itself.
const READ_BUFFER = Buffer.allocUnsafeSlow(65_536);
const IDS = new Uint16Array(READ_BUFFER.length);
const NOTHING: Buffer = Buffer.alloc(0);

export interface SocketOptions {
  readonly host: string;
  readonly port: number;
  readonly id: string;
  readonly username: string;
  readonly password: string;
  readonly keepaliveS?: number;
}

export interface SocketEvents {
  /** Once per chunk that was read, with the ids of the PUBACKs in it, in the order of arrival; valid during the call only. */
  acked(ids: Uint16Array): void;
  /** The connection ended; not called after `end()`. */
  closed(reason: string): void;
}

export class DeviceSocket {
  readonly #socket: Socket;
  readonly #events: SocketEvents;
  readonly #connected: (error: Error | null) => void;
  #rest: Buffer = NOTHING;
  #ended = false;

  constructor(options: SocketOptions, events: SocketEvents, connected: (error: Error | null) => void) {
    this.#events = events;
    this.#connected = connected;
    const onread = {
      buffer: READ_BUFFER,
      callback: (length: number) => {
        this.#read(READ_BUFFER.subarray(0, length));
        return true;
      },
    };
    this.#socket = connect({ port: options.port, host: options.host, onread });
    this.#socket.setNoDelay(true);
    this.#socket.on("connect", () => {
      this.#socket.write(connectPacket(options.id, options.username, options.password, options.keepaliveS ?? 0));
    });
    this.#socket.on("error", (error) => this.#close(error.message));
    this.#socket.on("close", () => this.#close("closed by the broker"));
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** Leaves politely; nothing is reported any more. */
  end(): void {
    this.#ended = true;
    this.#socket.end(DISCONNECT);
  }

  /** Breaks the connection off; nothing is reported any more. */
  destroy(): void {
    this.#ended = true;
    this.#socket.destroy();
  }

  #close(reason: string): void {
    this.#connected(new Error(reason));
    if (this.#ended) return;
    this.#ended = true;
    this.#events.closed(reason);
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let count = 0;
    let at = 0;
    // Everything a broker sends to a pure publisher is shorter than 128 bytes: one length byte.
    while (at + 2 <= bytes.length) {
      const next = at + 2 + (bytes[at + 1] ?? 0);
      if (next > bytes.length) break;
      const type = bytes[at];
      if (type === PUBACK) IDS[count++] = bytes.readUInt16BE(at + 2);
      else if (type === CONNACK) this.#connack(bytes[at + 3] ?? 255);
      else if (type !== PINGRESP) this.#close(`packet type ${type} that no publisher expects`);
      at = next;
    }
    this.#rest = at === bytes.length ? NOTHING : Buffer.from(bytes.subarray(at));
    if (count > 0 && !this.#ended) this.#events.acked(IDS.subarray(0, count));
  }

  #connack(code: number): void {
    this.#connected(code === 0 ? null : new Error(`CONNACK ${code}`));
  }
}

/** Connects and signs in; rejects when the broker refuses. */
export function openDeviceSocket(options: SocketOptions, events: SocketEvents): Promise<DeviceSocket> {
  return new Promise((resolve, reject) => {
    const socket: DeviceSocket = new DeviceSocket(options, events, (error) => {
      if (error === null) resolve(socket);
      else reject(error);
    });
  });
}
