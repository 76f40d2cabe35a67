// Opens the broker: MQTT for devices, in front of the journal (contract §5). Read this first; each import is one idea.
import { Aedes } from "aedes";
import type { CampusConfig, DeviceConfig, ListenAddress } from "../config/campus.ts";
import type { Order } from "../contract/dialect.ts";
import type { Value } from "../contract/entry.ts";
import type { Receipt } from "../journal/record.ts";
import { GatewayError } from "../kit/errors.ts";
import { CleanSessions } from "../kit/mqtt/clean-sessions.ts";
import { forwardOnlyOwn } from "../kit/mqtt/guards.ts";
import { createAcknowledger } from "./acknowledge.ts";
import { createAdmission } from "./admission.ts";
import { createBridges, throughOf } from "./bridges.ts";
import { type Connections, createConnections } from "./connections.ts";
import { newCounters } from "./counters.ts";
import { createDoorway, DOORWAY_LIMITS } from "./doorway.ts";
import { createIntake } from "./intake.ts";
import { type CertificateSlot, type Listener, listen, secureContextOf } from "./listeners.ts";
import { carryOut, hears } from "./orders.ts";
import type { BadMessage, Broker, BrokerOptions } from "./port.ts";
import { createPresence } from "./presence.ts";
import { createRejections } from "./rejections.ts";
import { type Source, sourceOf } from "./source.ts";
import { topicsOf } from "./topics.ts";

/** A socket that has not sent its whole CONNECT by then is closed. */
const CONNECT_TIMEOUT_MS = 10_000;
/** A device that does not read what we send it is disconnected after this. */
const DRAIN_TIMEOUT_MS = 5000;
/** How long a stop waits for the journal to commit what was handed in. */
const STOP_PATIENCE_MS = 3000;

/** Entries of our own that nobody waits for; when the store fails, everybody hears it from their own entries. */
const UNHEARD: Receipt = { settle: () => undefined };

/** Opens the listeners that the configuration names. Throws `listen-failed` or `certificate-invalid`. */
export async function openBroker(options: BrokerOptions): Promise<Broker> {
  const { journal, profiles, clock, log, credentialRefs } = options;
  const counters = newCounters();
  let config = options.config;
  const slot: CertificateSlot | null = options.tls === null ? null : { context: secureContextOf(options.tls) };
  if (config.listen.mqtts !== null && slot === null) throw certificateMissing();

  const acknowledger = createAcknowledger(clock, counters);
  const rejections = createRejections(journal, clock, counters, UNHEARD);
  const admission = createAdmission(clock, log, counters);
  admission.load(config);
  const presence = createPresence(journal, clock, options.wasOnline ?? new Set());
  const bridges = createBridges(presence, options.wasOnline ?? new Set());
  bridges.load(config);
  const badMessages = new Map<string, BadMessage>();
  const intake = createIntake({
    journal,
    clock,
    log,
    acknowledger,
    rejections,
    counters,
    clockTrusted: options.clockTrusted ?? (() => true),
    clockWrong: new Set(options.wasClockWrong),
    resultOf: options.resultOf ?? (() => null),
    badMessages,
    bridges,
    unheard: UNHEARD,
  });
  const sources = new Map<string, Source>();
  const sourceFor = (device: DeviceConfig): Source => {
    const source = sources.get(device.id) ?? makeSource(device);
    sources.set(device.id, source);
    return source;
  };
  const makeSource = (device: DeviceConfig): Source => {
    const bridge = config.devices.get(device.mqtt.via ?? "");
    const bridgeBase =
      bridge === undefined ? undefined : (bridge.mqtt.base ?? profiles.get(bridge.profile)?.dialect?.base);
    const behind = [...config.devices.values()].filter(({ mqtt: { via } }) => via === device.id);
    return sourceOf(device, profiles.get(device.profile), credentialRefs, {
      judge: options.judges?.of(device.id) ?? null,
      through: throughOf(behind.map((child) => ({ source: sourceFor(child), enabled: child.enabled }))),
      ...(typeof bridgeBase === "string" && { bridgeBase }),
    });
  };
  /** The connection by which a device is reached. */
  const sessionOf = (device: string) => connections.sessions.get(config.devices.get(device)?.mqtt.via ?? device);
  const sourceKnown = (device: string): Source | null => {
    const known = config.devices.get(device);
    return known === undefined ? null : sourceFor(known);
  };
  const orderFor = (device: string, name: string, args: Readonly<Record<string, Value>>): Order | null =>
    sourceKnown(device)?.foreign?.dialect.order(name, args) ?? null;
  const connections = createConnections({
    journal,
    clock,
    log,
    counters,
    admission,
    presence,
    bridges,
    intake,
    sourceOf: sourceFor,
  });

  const aedes = await Aedes.createBroker({
    persistence: new CleanSessions((clientId, messageId) => connections.released(clientId, messageId)),
    connectTimeout: CONNECT_TIMEOUT_MS,
    drainTimeout: DRAIN_TIMEOUT_MS,
    maxClientsIdLength: 64,
    ...connections.hooks,
  });
  const forward = forwardOnlyOwn(aedes);
  connections.watch(aedes);

  const doorway = createDoorway(clock, counters, DOORWAY_LIMITS);
  const open = (at: ListenAddress | null, secure: CertificateSlot | null): Promise<Listener> | null =>
    at === null ? null : listen(at, doorway, secure, (arrival) => connections.arrive(aedes, arrival), log);
  await using unless = new AsyncDisposableStack();
  unless.use(doorway);
  unless.defer(() => closed(aedes));
  const mqtt = await open(config.listen.mqtt, null);
  unless.use(mqtt);
  const mqtts = await open(config.listen.mqtts, slot);
  unless.move();
  for (const device of options.wasOnline ?? []) leave(config, device, (reason) => presence.gone(device, reason));
  presence.ready();

  return {
    addresses: { mqtt: mqtt?.address ?? null, mqtts: mqtts?.address ?? null },
    counters,
    async apply(next) {
      await options.judges?.apply(next);
      const before = config;
      config = next;
      admission.load(next);
      bridges.load(next);
      sources.clear();
      for (const device of badMessages.keys()) if (!next.devices.has(device)) badMessages.delete(device);
      for (const device of before.devices.keys()) {
        leave(next, device, (reason) => {
          connections.end(device, reason);
          presence.gone(device, reason);
        });
      }
      for (const session of connections.sessions.values()) {
        const device = next.devices.get(session.device);
        if (device === undefined) continue;
        if (!sameCredential(session.config, device)) connections.end(session.device, "credential-changed");
        session.config = device;
        session.source = sourceFor(device);
      }
    },
    async publishTo(device, subtopic, payload, { retain }) {
      if (!config.devices.has(device)) throw unknownDevice(device);
      const topic = topicsOf(device)[subtopic];
      if (!retain && !isSubscribed(connections, device, topic)) throw deviceOffline(device, subtopic);
      await new Promise<void>((resolve, reject) => {
        const packet = { cmd: "publish", topic, payload: Buffer.from(payload), qos: 1, retain, dup: false } as const;
        forward(packet, (error) => (error ? reject(error) : resolve()));
      });
    },
    badMessages,
    connected: (device) => bridges.isThere(device),
    foreign: {
      orders: (device) => sourceKnown(device)?.foreign != null,
      ready: (device, name, args) => {
        const order = orderFor(device, name, args);
        return order !== null && hears(sessionOf(device), order.topic);
      },
      async run(device, name, args) {
        const order = orderFor(device, name, args);
        const session = sessionOf(device);
        if (order === null || !hears(session, order.topic)) throw deviceOffline(device, name);
        return await carryOut(order, device, session, { journal, clock });
      },
    },
    listens: (device, subtopic) => isSubscribed(connections, device, topicsOf(device)[subtopic]),
    status: () => ({
      sockets: doorway.sockets,
      signedIn: connections.sessions.size,
      waiting: acknowledger.queued,
      devices: [...connections.sessions.values()].map(({ device, sinceMs, remote, secure, messages, waiting }) => ({
        device,
        sinceMs,
        remote,
        secure,
        messages,
        waiting,
      })),
    }),
    replaceCertificate(certificate) {
      if (slot !== null) slot.context = secureContextOf(certificate);
    },
    async [Symbol.asyncDispose]() {
      connections.stop();
      const unbound = [mqtt, mqtts].map((listener) => listener?.[Symbol.asyncDispose]());
      presence[Symbol.dispose]();
      doorway[Symbol.dispose]();
      rejections.flush();
      const committed = new Promise<void>((resolve) => journal.whenCommitted({ settle: () => resolve() }));
      await Promise.race([Promise.all([committed, acknowledger.drained()]), clock.sleep(STOP_PATIENCE_MS)]);
      connections.closeAll();
      await Promise.all(unbound);
      await closed(aedes);
    },
  };
}

function closed(aedes: Aedes): Promise<void> {
  return new Promise((resolve) => {
    aedes.close(() => resolve());
  });
}

/** Calls `left` with the reason when the configuration does not let this device in. */
function leave(config: CampusConfig, device: string, left: (reason: "removed" | "disabled") => void): void {
  const known = config.devices.get(device);
  if (known === undefined || known.driver !== "mqtt") left("removed");
  else if (!known.enabled) left("disabled");
}

function sameCredential(a: DeviceConfig, b: DeviceConfig): boolean {
  return (
    a.credentialSha256 === b.credentialSha256 &&
    a.mqtt.username === b.mqtt.username &&
    a.mqtt.clientId === b.mqtt.clientId
  );
}

function isSubscribed(connections: Connections, device: string, topic: string): boolean {
  const session = connections.sessions.get(device);
  return session !== undefined && !session.client.closed && session.subscribed.has(topic);
}

function unknownDevice(device: string): GatewayError {
  return new GatewayError(
    "unknown-device",
    `there is no device ${device} in campus.yaml`,
    "Check the id, or add the device to campus.yaml.",
  );
}

function deviceOffline(device: string, subtopic: string): GatewayError {
  return new GatewayError(
    "device-offline",
    `${device} is not connected, or has not subscribed to its ${subtopic} topic`,
    "Try again when the device is connected, which GET /api/v1/devices tells.",
  );
}

function certificateMissing(): GatewayError {
  return new GatewayError(
    "certificate-missing",
    "`listen.mqtts` is configured but there is no certificate for it",
    "Give `tls` in campus.yaml, or let the gateway make its own certificate.",
  );
}
