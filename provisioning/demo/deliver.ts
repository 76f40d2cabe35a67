// Hands the unsent messages to the gateway one at a time, each until its PUBACK, over as many connections as that takes.
import { once } from "node:events";
import { connectAsync, type MqttClient } from "mqtt";
import { systemClock as clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import type { Unsent } from "./unsent.ts";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const PUBACK_WITHIN_MS = 10_000;
const GOOD_BYE_WITHIN_MS = 1000;

interface Delivery {
  readonly url: string;
  readonly id: string;
  readonly secret: string;
  readonly unsent: Unsent;
  /** Dispatches `added` when there is something new to send. */
  readonly added: EventTarget;
}

/** Runs until `signal` aborts. A client is used for one connection only: its own memory of packets would send them twice. */
export async function deliver(delivery: Delivery, signal: AbortSignal): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  while (!signal.aborted) {
    const client = await connected(delivery);
    if (client !== null) {
      waitMs = FIRST_WAIT_MS;
      console.log(`${delivery.id}: connected to ${delivery.url}, ${delivery.unsent.length} messages waiting`);
      await sendAll(client, delivery, signal);
      await disconnected(client, signal.aborted);
      if (!signal.aborted) console.log(`${delivery.id}: connection lost, ${delivery.unsent.length} messages kept`);
    }
    await clock.sleep(waitMs, signal);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

async function connected({ url, id, secret }: Delivery): Promise<MqttClient | null> {
  try {
    return await connectAsync(url, {
      clientId: id,
      username: id,
      password: secret,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: 10_000,
    });
  } catch (error) {
    console.log(`${id}: no connection to ${url} (${messageOf(error)})`);
    return null;
  }
}

/** Sends from the oldest on until the connection ends, a PUBACK fails to come, or `signal` aborts. */
async function sendAll(client: MqttClient, { unsent, added }: Delivery, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const end = AbortSignal.any([signal, over.signal]);
  client.once("close", () => over.abort());
  client.on("error", () => over.abort());
  while (!end.aborted) {
    const message = unsent.first();
    if (message === undefined) {
      await eventOrEnd(added, end);
      continue;
    }
    if (!(await acknowledged(client, message, end))) return;
    unsent.acknowledged(message);
  }
}

async function eventOrEnd(target: EventTarget, end: AbortSignal): Promise<void> {
  try {
    await once(target, "added", { signal: end });
  } catch (error) {
    if (!end.aborted) throw error;
  }
}

async function acknowledged(
  client: MqttClient,
  message: { topic: string; payload: string },
  end: AbortSignal,
): Promise<boolean> {
  using waiting = aborter();
  const late = clock.sleep(PUBACK_WITHIN_MS, AbortSignal.any([end, waiting.signal])).then(() => false);
  const sent = client.publishAsync(message.topic, message.payload, { qos: 1 }).then(
    () => true,
    () => false,
  );
  return await Promise.race([sent, late]);
}

/** Says good-bye when we leave by ourselves, so that the gateway does not take it for a lost connection. */
async function disconnected(client: MqttClient, politely: boolean): Promise<void> {
  using waiting = aborter();
  if (politely) await Promise.race([client.endAsync(false), clock.sleep(GOOD_BYE_WITHIN_MS, waiting.signal)]);
  await client.endAsync(true);
}

function aborter(): AbortController & Disposable {
  const controller = new AbortController();
  return Object.assign(controller, { [Symbol.dispose]: () => controller.abort() });
}
