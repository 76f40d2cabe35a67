// MQTT QoS 1 load on bare sockets: closed loop (clients × window) or paced, against the gateway and Mosquitto alike.
// Counts PUBACKs, their order and their latency; what was acknowledged per device is known exactly, so that it can be looked up afterwards.
import { type DeviceSocket, openDeviceSocket } from "./device-socket.ts";
import { Histogram } from "./histogram.ts";
import { FIRST_SEQ, type Message, messageOf, writeMessage } from "./payload.ts";

export interface LoadDevice {
  readonly id: string;
  readonly secret: string;
}

export interface LoadOptions {
  readonly host?: string;
  readonly port: number;
  readonly devices: readonly LoadDevice[];
  /** Names this run; part of every message. */
  readonly boot: string;
  /** Unacknowledged messages per device. */
  readonly window: number;
  /** Messages per second over all devices; absent: as fast as acknowledgements come. */
  readonly perSecond?: number;
  /** Not counted, to let both sides warm up. */
  readonly warmUpMs?: number;
  readonly measureMs: number;
  /** How long to wait for the last acknowledgements. */
  readonly drainMs?: number;
  readonly keepaliveS?: number;
  /** Sign-ins at the same time. */
  readonly connecting?: number;
}

export interface LoadResult {
  readonly boot: string;
  /** Over the measured time only. */
  readonly messages: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly latencyMs: { p50: number; p99: number; p999: number; max: number };
  /** Over the whole run; device i has every seq from FIRST_SEQ to below `FIRST_SEQ + acked[i]` acknowledged. */
  readonly acked: readonly number[];
  readonly sent: number;
  readonly outOfOrder: number;
  readonly disconnects: number;
  /** Processor time of the generator over the measured time, in cores. */
  readonly cores: number;
  readonly lastAckAt: number;
}

const PACE_MS = 2;
const MAX_ID = 0xffff;

interface Totals {
  readonly histogram: Histogram;
  measuring: boolean;
  sending: boolean;
  counted: number;
  outOfOrder: number;
  disconnects: number;
  lastAckAt: number;
}

/** One device: what it sent, what is acknowledged, and when each outstanding message left. */
class Sender {
  readonly #message: Message;
  readonly #totals: Totals;
  readonly #sentAt: Float64Array;
  readonly #refill: boolean;
  #socket: DeviceSocket | null = null;
  sent = 0;
  acked = 0;
  alive = true;

  constructor(message: Message, window: number, refill: boolean, totals: Totals) {
    this.#message = message;
    this.#sentAt = new Float64Array(window);
    this.#refill = refill;
    this.#totals = totals;
  }

  async open(options: LoadOptions, device: LoadDevice): Promise<void> {
    const { host = "127.0.0.1", port, keepaliveS = 0 } = options;
    const login = { host, port, keepaliveS, id: device.id, username: device.id, password: device.secret };
    this.#socket = await openDeviceSocket(login, {
      acked: (ids) => this.#acknowledged(ids),
      closed: () => {
        this.alive = false;
        this.#totals.disconnects++;
      },
    });
  }

  /** Sends as many of `count` messages as the window allows, in one write; returns how many. */
  send(count: number): number {
    const room = this.#sentAt.length - (this.sent - this.acked);
    const n = Math.min(count, room);
    if (n <= 0 || !this.alive || this.#socket === null) return 0;
    const size = this.#message.bytes.length;
    const bytes = Buffer.allocUnsafe(size * n);
    const now = Date.now();
    const at = performance.now();
    for (let i = 0; i < n; i++) {
      const number = this.sent++;
      writeMessage(this.#message, bytes, i * size, (number % MAX_ID) + 1, now, FIRST_SEQ + number);
      this.#sentAt[number % this.#sentAt.length] = at;
    }
    this.#socket.write(bytes);
    return n;
  }

  end(): void {
    if (this.alive) this.#socket?.end();
  }

  #acknowledged(ids: Uint16Array): void {
    const totals = this.#totals;
    const now = performance.now();
    for (const id of ids) {
      if (id !== (this.acked % MAX_ID) + 1 || this.acked >= this.sent) totals.outOfOrder++;
      if (totals.measuring) totals.histogram.add(now - (this.#sentAt[this.acked % this.#sentAt.length] ?? now));
      this.acked++;
    }
    if (totals.measuring) totals.counted += ids.length;
    totals.lastAckAt = Date.now();
    if (this.#refill && totals.sending) this.send(ids.length);
  }
}

/** Connects all devices, runs the load, waits for the last acknowledgements, disconnects, and says what happened. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const totals: Totals = {
    histogram: new Histogram(),
    measuring: false,
    sending: true,
    counted: 0,
    outOfOrder: 0,
    disconnects: 0,
    lastAckAt: 0,
  };
  const closedLoop = options.perSecond === undefined;
  const senders = options.devices.map(
    ({ id }) => new Sender(messageOf(`campus/v1/${id}/telemetry`, options.boot), options.window, closedLoop, totals),
  );
  const slices = options.connecting ?? 20;
  for (let i = 0; i < senders.length; i += slices) {
    const some = senders.slice(i, i + slices);
    await Promise.all(some.map((sender, k) => sender.open(options, options.devices[i + k] ?? { id: "", secret: "" })));
  }
  const pacing = closedLoop ? null : pace(senders, options.perSecond ?? 0);
  if (closedLoop) for (const sender of senders) sender.send(options.window);
  await elapsed(options.warmUpMs ?? 0);
  const cpu = process.cpuUsage();
  const from = performance.now();
  totals.measuring = true;
  await elapsed(options.measureMs);
  totals.measuring = false;
  const seconds = (performance.now() - from) / 1000;
  const used = process.cpuUsage(cpu);
  totals.sending = false;
  if (pacing !== null) clearInterval(pacing);
  await drained(senders, options.drainMs ?? 10_000);
  for (const sender of senders) sender.end();
  return {
    boot: options.boot,
    messages: totals.counted,
    seconds,
    perSecond: totals.counted / seconds,
    latencyMs: totals.histogram.summary(),
    acked: senders.map((sender) => sender.acked),
    sent: senders.reduce((sum, sender) => sum + sender.sent, 0),
    outOfOrder: totals.outOfOrder,
    disconnects: totals.disconnects,
    cores: (used.user + used.system) / 1e6 / seconds,
    lastAckAt: totals.lastAckAt,
  };
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Hands out messages at a steady rate, one device after the other. */
function pace(senders: readonly Sender[], perSecond: number): NodeJS.Timeout {
  const from = performance.now();
  let due = 0;
  let turn = 0;
  return setInterval(() => {
    const target = ((performance.now() - from) / 1000) * perSecond;
    for (; due < target; due++) senders[turn++ % senders.length]?.send(1);
  }, PACE_MS);
}

/** Resolves when every living device has all its acknowledgements, or after `ms`. */
async function drained(senders: readonly Sender[], ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end && senders.some((sender) => sender.alive && sender.acked < sender.sent)) {
    await elapsed(5);
  }
}
