// Hands the unsent messages to the gateway one at a time, each until its PUBACK, over as many connections as that takes.
import { once } from "node:events";
import type { Clock } from "#gateway/kit/clock.ts";
import { type MqttConnection, openMqtt } from "./mqtt-connection.ts";
import type { Unsent } from "./unsent.ts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** While the gateway's address is not known, or the device is cut off. */
const LOOK_AGAIN_MS = 250;

export interface Delivery {
  /** Where the gateway is now; null: not yet known, or the device cannot reach it. */
  readonly urlOf: () => string | null;
  readonly id: string;
  readonly secret: string;
  readonly clock: Clock;
  readonly unsent: Unsent;
  /** Dispatches `added` when there is something new to send. */
  readonly wake: EventTarget;
  readonly onCommand: (payload: string) => void;
}

/** Runs until `signal` aborts. */
export async function deliver(delivery: Delivery, signal: AbortSignal): Promise<void> {
  const { clock, unsent, id } = delivery;
  let waitMs = FIRST_WAIT_MS;
  let told = "";
  const tell = (what: string) => {
    if (what !== told) console.log(`${id}: ${what}`);
    told = what;
  };
  while (!signal.aborted) {
    const url = delivery.urlOf();
    if (url === null) {
      await clock.sleep(LOOK_AGAIN_MS, signal);
      continue;
    }
    const connection = await connected(delivery, url);
    if (typeof connection === "string") tell(`no connection to ${url}: ${connection}`);
    else {
      waitMs = FIRST_WAIT_MS;
      tell(`connected to ${url}`);
      await used(connection, delivery, signal);
      if (!signal.aborted) tell(`connection lost, ${unsent.length} messages kept`);
    }
    await clock.sleep(waitMs, signal);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

async function connected({ id, secret, clock, onCommand }: Delivery, url: string): Promise<MqttConnection | string> {
  const connection = await openMqtt({ url, id, secret, clock, onMessage: (_topic, payload) => onCommand(payload) });
  if (typeof connection !== "string") connection.subscribe(`campus/v1/${id}/command`);
  return connection;
}

/** Uses a connection until it ends, the device is cut off, or `signal` aborts; only the last of these is worth a good-bye. */
async function used(connection: MqttConnection, delivery: Delivery, signal: AbortSignal): Promise<void> {
  using open = connection;
  const leave = () => open.leave();
  signal.addEventListener("abort", leave, { once: true });
  await sendAll(open, delivery);
  signal.removeEventListener("abort", leave);
}

/** Sends from the oldest on, until the connection ends, a PUBACK fails to come, or the device is cut off. */
async function sendAll(connection: MqttConnection, { unsent, wake, urlOf }: Delivery): Promise<void> {
  while (!connection.ended.aborted && urlOf() !== null) {
    const message = unsent.first();
    if (message === undefined) await addedOrEnd(wake, connection.ended);
    else if (await connection.publish(message.topic, message.payload)) unsent.acknowledged(message);
    else return;
  }
}

async function addedOrEnd(wake: EventTarget, end: AbortSignal): Promise<void> {
  try {
    await once(wake, "added", { signal: end });
  } catch (error) {
    if (!end.aborted) throw error;
  }
}
