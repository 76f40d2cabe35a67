// The county as a client of somebody else's MQTT broker (Mosquitto, RabbitMQ, NATS). Rights are that broker's business; frames still say whose
// they are, and a topic of one campus never takes a frame of another.
import { readFileSync } from "node:fs";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import type { Clock } from "#gateway/kit/clock.ts";
import { messageOf } from "#gateway/kit/errors.ts";
import type { Log } from "#gateway/kit/log.ts";
import { ackBytes } from "../../wire/ack.ts";
import { ackTopic, commandTopic, EVERYTHING_UP, readUpTopic } from "../../wire/topics.ts";
import type { BrokerConfig } from "../config.ts";
import type { Road, RoadEvents } from "../road.ts";

export interface ForeignBrokerOptions {
  readonly broker: BrokerConfig;
  readonly county: string;
  readonly events: RoadEvents;
  readonly clock: Clock;
  readonly log: Log;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
const KEEPALIVE_S = 20;
const CONNECT_MS = 15_000;

/** Connects, and connects again for ever; campuses send again whatever was not answered. */
export function openForeignBroker({ broker, county, events, clock, log }: ForeignBrokerOptions): Road {
  const stopping = new AbortController();
  let client: MqttClient | null = null;

  const serve = async (): Promise<void> => {
    const current = mqtt.connect(broker.url, optionsOf(broker, county));
    client = current;
    let trouble = "the connection was closed";
    current.on("error", (error) => {
      trouble = messageOf(error);
    });
    // The broker is told that a message was taken when there is room for more; until then it sends no more than a few.
    current.handleMessage = (packet, done) => {
      const address = readUpTopic(packet.topic);
      if (address === null) return done();
      events.heard(address.campus);
      const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
      events.message(address, payload).then(
        () => done(),
        (error: unknown) => {
          log.error({ campus: address.campus, reason: messageOf(error) }, "what a campus sent could not be taken");
          current.end(true);
        },
      );
    };
    current.on("connect", () => {
      current.subscribe(EVERYTHING_UP, { qos: 1 }, (error, granted) => {
        if (error === null && (granted?.[0]?.qos ?? 128) < 128)
          return log.info({ url: broker.url }, "connected to the broker");
        trouble = "the broker does not let the county hear the campuses";
        current.end(true);
      });
    });
    const abort = () => current.end(true);
    stopping.signal.addEventListener("abort", abort, { once: true });
    await new Promise<void>((resolve) => current.once("close", resolve));
    stopping.signal.removeEventListener("abort", abort);
    current.end(true);
    client = null;
    if (!stopping.signal.aborted)
      log.warn({ url: broker.url, reason: trouble }, "no connection to the broker; trying again");
  };
  const keep = async (): Promise<void> => {
    for (let retryMs = FIRST_RETRY_MS; !stopping.signal.aborted; retryMs = Math.min(2 * retryMs, LAST_RETRY_MS)) {
      const began = clock.monotonic();
      try {
        await serve();
      } catch (error) {
        log.warn({ url: broker.url, reason: messageOf(error) }, "no connection to the broker; trying again");
      }
      if (clock.monotonic() - began > LAST_RETRY_MS) retryMs = FIRST_RETRY_MS;
      await clock.sleep(retryMs, stopping.signal);
    }
  };
  const running = keep();

  return {
    addresses: { mqtt: null, mqtts: null },
    knowsConnections: false,
    answer(campus, ack) {
      // Without connection it is lost; the campus asks again.
      client?.publish(ackTopic(campus), ackBytes(ack), { qos: 1 });
    },
    command(campus, bytes) {
      client?.publish(commandTopic(campus), Buffer.from(bytes), { qos: 1 });
    },
    revise: () => undefined,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await running;
    },
  };
}

function optionsOf(broker: BrokerConfig, county: string): IClientOptions {
  const { certificateFile, keyFile, caFile, username, secretFile } = broker;
  const read = (file: string) => readFileSync(file, "utf8");
  return {
    protocolVersion: 4,
    clientId: `county-${county}`,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    keepalive: KEEPALIVE_S,
    connectTimeout: CONNECT_MS,
    rejectUnauthorized: true,
    ...(certificateFile !== null && { cert: read(certificateFile) }),
    ...(keyFile !== null && { key: read(keyFile) }),
    ...(caFile !== null && { ca: read(caFile) }),
    ...(secretFile !== null && { username: username ?? county, password: read(secretFile).trim() }),
  };
}
