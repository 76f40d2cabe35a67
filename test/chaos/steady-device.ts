// A device as a good firmware behaves: it numbers its messages, keeps what is not acknowledged, and sends exactly those bytes again
// after every reconnect. What it knows to be acknowledged must be in the journal, whatever happens to the gateway.
import { type DeviceSocket, openDeviceSocket } from "../bench/device-socket.ts";
import { FIRST_SEQ, type Message, messageOf, writeMessage } from "../bench/payload.ts";
import type { TestDevice } from "../harness/campus-file.ts";
import { until } from "../harness/wait.ts";

const MAX_ID = 0xffff;

export class SteadyDevice {
  readonly id: string;
  readonly #device: TestDevice;
  readonly #message: Message;
  readonly #window: number;
  readonly #waiting: Buffer[] = [];
  #socket: DeviceSocket | null = null;
  #sending = false;
  #sent = 0;
  #acked = 0;
  #outOfOrder = 0;
  #disconnects = 0;

  constructor(device: TestDevice, boot: string, window: number) {
    this.id = device.id;
    this.#device = device;
    this.#message = messageOf(`campus/v1/${device.id}/telemetry`, boot);
    this.#window = window;
  }

  /** Messages acknowledged so far: those with a seq below `FIRST_SEQ + acked`. */
  get acked(): number {
    return this.#acked;
  }
  get sent(): number {
    return this.#sent;
  }
  get outOfOrder(): number {
    return this.#outOfOrder;
  }
  get disconnects(): number {
    return this.#disconnects;
  }
  get connected(): boolean {
    return this.#socket !== null;
  }

  /** Connects, sends again what is not acknowledged, and goes on with new messages until `pause`. */
  async connect(port: number, keepaliveS = 0): Promise<void> {
    const { id, secret } = this.#device;
    const login = { host: "127.0.0.1", port, id, username: id, password: secret, keepaliveS };
    const socket = await openDeviceSocket(login, {
      acked: (ids) => {
        for (const packetId of ids) {
          if (packetId !== (this.#acked % MAX_ID) + 1 || this.#waiting.length === 0) this.#outOfOrder++;
          this.#acked++;
          this.#waiting.shift();
        }
        this.#fill();
      },
      closed: () => {
        this.#socket = null;
        this.#disconnects++;
      },
    });
    this.#socket = socket;
    this.#sending = true;
    for (const bytes of this.#waiting) {
      bytes[0] = (bytes[0] ?? 0) | 0x08; // DUP
      socket.write(bytes);
    }
    this.#fill();
  }

  /** No new messages; what is out may still be acknowledged. */
  pause(): void {
    this.#sending = false;
  }

  /** Goes on after `pause` on the same connection. */
  resume(): void {
    this.#sending = true;
    this.#fill();
  }

  /** Waits until everything that was sent is acknowledged. */
  async drained(deadlineMs = 20_000): Promise<void> {
    this.pause();
    await until(`the acknowledgements of ${this.id}`, () => this.#acked === this.#sent, deadlineMs);
  }

  /** Breaks the connection off, as when a cable is pulled. */
  drop(): void {
    this.#sending = false;
    this.#socket?.destroy();
    this.#socket = null;
  }

  #fill(): void {
    while (this.#sending && this.#socket !== null && this.#waiting.length < this.#window) {
      const bytes = Buffer.alloc(this.#message.bytes.length);
      const number = this.#sent++;
      writeMessage(this.#message, bytes, 0, (number % MAX_ID) + 1, Date.now(), FIRST_SEQ + number);
      this.#waiting.push(bytes);
      this.#socket.write(bytes);
    }
  }
}
