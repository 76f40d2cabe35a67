// One connection to the county's broker. MQTT.js is only the wire: it queues nothing, resends nothing and never reconnects by itself.
import { readFileSync } from "node:fs";
import type { IClientOptions, MqttClient } from "mqtt";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import type { Names } from "./names.ts";

/** Where the county is and how we prove who we are; files are read at each connection, so that a renewed certificate is taken up. */
export interface WireSettings {
  readonly url: string;
  readonly certificateFile: string | null;
  readonly keyFile: string | null;
  readonly caFile: string | null;
  readonly username: string | null;
  readonly secretFile: string | null;
}

export interface Wire extends Disposable {
  /** Resolves when the broker has granted it; throws when it refuses. */
  subscribe(topic: string): Promise<void>;
  /** Hands bytes to the line. That the broker has taken them means nothing: only the county's answer does. */
  send(topic: string, payload: Uint8Array): void;
  /** Why the connection has ended; null while it stands. */
  readonly ended: string | null;
}

export interface WireEvents {
  message(topic: string, payload: Uint8Array): void;
  /** Anything was heard from the other side. */
  heard(): void;
  ended(): void;
}

const CONNECT_MS = 20_000;
const KEEPALIVE_S = 30;
const REFUSED = 0x80;

/** Connects once. Throws GatewayError `county-unreachable` or `county-credential`. */
export async function connectWire(
  settings: WireSettings,
  campus: string,
  events: WireEvents,
  names: Names,
  signal: AbortSignal,
): Promise<Wire> {
  const { hostname } = new URL(settings.url);
  const address = await names.addressOf(hostname, signal);
  // The certificate is still that of the name.
  const named = address === hostname ? {} : { hostname: address, servername: hostname };
  // Loaded with the first connection: a campus without a county never pays for it.
  const { default: mqtt } = await import("mqtt");
  signal.throwIfAborted();
  const client = mqtt.connect(settings.url, { ...optionsOf(settings, campus), ...named });
  let ended: string | null = null;
  let trouble: string | null = null;
  client.on("error", (error) => {
    trouble = messageOf(error);
  });
  client.on("packetreceive", () => events.heard());
  client.on("message", (topic, payload) => events.message(topic, payload));
  const abort = () => client.end(true);
  signal.addEventListener("abort", abort, { once: true });
  const closed = new Promise<void>((resolve) => client.once("close", resolve));
  closed.then(
    () => {
      ended = trouble ?? "the connection was closed";
      signal.removeEventListener("abort", abort);
      client.end(true);
      events.ended();
    },
    () => undefined,
  );
  const connected = new Promise<boolean>((resolve) => client.once("connect", () => resolve(true)));
  if (!(await Promise.race([connected, closed.then(() => false)]))) {
    throw new GatewayError(
      "county-unreachable",
      `the county at ${settings.url} cannot be reached: ${trouble ?? "the connection was closed"}`,
      "Check the network, county.url, and that the county knows this campus's certificate or credential; the gateway tries again by itself.",
    );
  }
  return {
    // MQTT.js does not always say that a connection ended before it was answered.
    subscribe: (topic) =>
      Promise.race([subscribe(client, topic), closed.then(() => Promise.reject(lost(settings.url)))]),
    send: (topic, payload) => {
      // MQTT.js tells a failed publish by closing, which `ended` says.
      client.publish(topic, Buffer.from(payload), { qos: 1 });
    },
    get ended() {
      return ended;
    },
    [Symbol.dispose]: () => {
      client.end(true);
    },
  };
}

function subscribe(client: MqttClient, topic: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.subscribe(topic, { qos: 1 }, (error, granted) => {
      if (error === null && granted?.[0] !== undefined && granted[0].qos < REFUSED) return resolve();
      reject(
        new GatewayError(
          "county-refused",
          `the county's broker does not let this campus hear ${topic}: ${error === null ? "refused" : messageOf(error)}`,
          "Let the campus's account at the broker read county/v1/<campus>/down/# and write county/v1/<campus>/up/#.",
        ),
      );
    });
  });
}

function lost(url: string): GatewayError {
  return new GatewayError(
    "county-unreachable",
    `the county at ${url} closed the connection before it answered`,
    "Look into the log of the county or its broker; the gateway tries again by itself.",
  );
}

function optionsOf(settings: WireSettings, campus: string): IClientOptions {
  const { certificateFile, keyFile, caFile, username, secretFile } = settings;
  return {
    protocolVersion: 4,
    clientId: campus,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    connectTimeout: CONNECT_MS,
    keepalive: KEEPALIVE_S,
    rejectUnauthorized: true,
    ...(certificateFile !== null && { cert: contentOf(certificateFile) }),
    ...(keyFile !== null && { key: contentOf(keyFile) }),
    ...(caFile !== null && { ca: contentOf(caFile) }),
    ...(secretFile !== null && { username: username ?? campus, password: contentOf(secretFile).trim() }),
  };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new GatewayError(
      "county-credential",
      `${file} cannot be read: ${messageOf(cause)}`,
      "Check the files that `county` in campus.yaml names, and who may read them.",
      { cause },
    );
  }
}
