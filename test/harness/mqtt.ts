// A device at the gateway's broker, through the mqtt package, for functional tests (load comes from test/bench/generator.ts).
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import type { TestDevice } from "./campus-file.ts";
import type { Gateway } from "./gateway.ts";
import { within } from "./wait.ts";

export interface Received {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export class MqttDevice implements AsyncDisposable {
  readonly client: MqttClient;
  readonly id: string;
  readonly received: Received[] = [];
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;

  constructor(client: MqttClient, id: string) {
    this.client = client;
    this.id = id;
    this.closed = new Promise((resolve) => client.once("close", () => resolve()));
    client.on("message", (topic, payload, packet: IPublishPacket) => {
      this.received.push({ topic, payload: payload.toString("utf8"), retain: packet.retain });
    });
    // A lost connection shows in `closed`, in failed publishes and in the test's own assertions.
    client.on("error", () => undefined);
  }

  /** Publishes below `campus/v1/<device>/`, or on a full topic, and resolves when it is acknowledged. */
  async publish(topic: string, payload: unknown, qos: 0 | 1 | 2 = 1, retain = false): Promise<void> {
    const full = topic.includes("/") || topic.startsWith("$") ? topic : `campus/v1/${this.id}/${topic}`;
    const bytes = typeof payload === "string" || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
    await within(`the acknowledgement on ${full}`, this.client.publishAsync(full, bytes, { qos, retain }));
  }

  telemetry(points: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<void> {
    return this.publish("telemetry", { ...more, points });
  }

  /** The granted QoS, or 128 when refused. */
  subscribe(topic: string): Promise<number> {
    return within(
      `the answer to subscribing ${topic}`,
      new Promise((resolve) => {
        this.client.subscribe(topic, { qos: 1 }, (error, granted) => resolve(error ? 128 : (granted?.[0]?.qos ?? 128)));
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.endAsync(true);
  }
}

/** Connects once, without reconnecting; rejects with the CONNACK's error when refused. */
export async function connectDevice(
  gateway: Gateway,
  device: TestDevice,
  options: IClientOptions = {},
): Promise<MqttDevice> {
  const client = mqtt.connect(gateway.run.mqtt ?? "", {
    clientId: device.id,
    username: device.id,
    password: device.secret,
    reconnectPeriod: 0,
    connectTimeout: 10_000,
    ...options,
  });
  const connected = new MqttDevice(client, device.id);
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
    client.once("close", () => reject(new Error("closed before CONNACK")));
  });
  return connected;
}
