// Ties aedes to the rest of this folder: one visitor per socket, one session per signed-in device, and the hooks that aedes calls.
import type { Aedes, AedesOptions, AuthenticateError, Client } from "aedes";
import type { DeviceConfig } from "../config/campus.ts";
import type { Journal } from "../journal/journal.ts";
import type { Clock } from "../kit/clock.ts";
import type { Log } from "../kit/log.ts";
import { guardPacketSize, PACKET_BYTES_BEFORE_SIGN_IN, parserOf, saidGoodbye } from "../kit/mqtt/guards.ts";
import { type Admission, type Admitted, UNAVAILABLE } from "./admission.ts";
import type { Bridges } from "./bridges.ts";
import type { Intake } from "./intake.ts";
import type { Arrival } from "./listeners.ts";
import { BURST } from "./pace.ts";
import type { BrokerCounters } from "./port.ts";
import type { Presence } from "./presence.ts";
import { scanPublishes } from "./scanner.ts";
import { type EndReason, endSession, newSession, type Session } from "./session.ts";
import { shortcutOf } from "./shortcut.ts";
import type { Source } from "./source.ts";
import { maySubscribe } from "./topics.ts";

/**
 * Longest silence in seconds that a device may choose by its keepalive; 0 (never) counts as this. MQTT 3.1.1 cannot tell the device
 * another value, so a shorter limit would cut off devices that rightly ping less often. TCP keepalive finds vanished peers in 40 s.
 */
const KEEPALIVE_MAX_S = 1800;

/** A socket with aedes' client on it, signed in or not. */
interface Visitor {
  readonly arrival: Arrival;
  /** Why it was refused; null: not yet, or admitted. */
  returnCode: number | null;
  session: Session | null;
}

export interface ConnectionParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: BrokerCounters;
  readonly admission: Admission;
  readonly presence: Presence;
  readonly bridges: Bridges;
  readonly intake: Intake;
  readonly sourceOf: (device: DeviceConfig) => Source;
}

type Hooks = Required<
  Pick<AedesOptions, "preConnect" | "authenticate" | "authorizePublish" | "authorizeSubscribe" | "authorizeForward">
>;

export interface Connections {
  readonly hooks: Hooks;
  /** By device. */
  readonly sessions: ReadonlyMap<string, Session>;
  readonly visitors: number;
  /** Hands a socket to aedes. */
  arrive(broker: Aedes, arrival: Arrival): void;
  /** Watches what aedes tells about its clients. */
  watch(broker: Aedes): void;
  end(device: string, reason: EndReason): void;
  /** A client id's packet id was released (QoS 2). */
  released(clientId: string, messageId: number): void;
  /** Takes no more messages; what was taken is still acknowledged. */
  stop(): void;
  /** Closes every connection after what is written to it. */
  closeAll(): void;
}

export function createConnections(parts: ConnectionParts): Connections {
  const { journal, clock, log, counters, admission, presence, bridges, intake } = parts;
  const visitorOf = new WeakMap<Client, Visitor>();
  const visitors = new Set<Visitor>();
  const sessions = new Map<string, Session>();
  let stopping = false;

  const admit = (client: Client, visitor: Visitor, signIn: Parameters<Hooks["preConnect"]>[1]): Admitted => {
    const { remote, secure } = visitor.arrival;
    if (stopping || !journal.writable) return { returnCode: UNAVAILABLE };
    const { username, password, clientId } = signIn;
    const admitted = admission.check({ username, password, clientId, remote });
    if ("returnCode" in admitted) return admitted;
    const { device } = admitted;
    const open = sessions.get(device.id);
    if (open !== undefined && !open.client.closed && !admission.mayReplace(device.id, remote, open.remote)) {
      return { returnCode: UNAVAILABLE };
    }
    const at = { nowMs: clock.now(), monotonic: clock.monotonic() };
    const from = { remote, secure, will: signIn.will ?? null };
    visitor.session = newSession(client, device, parts.sourceOf(device), at, from, BURST);
    return admitted;
  };

  const hooks: Hooks = {
    preConnect(client, packet, callback) {
      const visitor = visitorOf.get(client);
      if (visitor === undefined) return callback(new Error("a client that did not come through our listeners"), false);
      // A version that aedes does not speak is answered by aedes, with the code for it.
      if (packet.protocolVersion === 3 || packet.protocolVersion === 4) {
        const admitted = admit(client, visitor, packet);
        if ("returnCode" in admitted) visitor.returnCode = admitted.returnCode;
        // Inside, a client is known by its device, whatever id foreign firmware insists on.
        else packet.clientId = admitted.device.id;
      }
      packet.clean = true;
      if (packet.will !== undefined) packet.will.retain = false;
      if (!packet.keepalive || packet.keepalive > KEEPALIVE_MAX_S) packet.keepalive = KEEPALIVE_MAX_S;
      callback(null, true);
    },

    authenticate(client, _username, _password, done) {
      const visitor = visitorOf.get(client);
      if (visitor?.session && visitor.returnCode === null) return done(null, true);
      const refusal: AuthenticateError = Object.assign(new Error(), { returnCode: visitor?.returnCode ?? UNAVAILABLE });
      done(refusal, null);
    },

    authorizePublish(client, packet, callback) {
      const session = client === null ? null : visitorOf.get(client)?.session;
      // While stopping nothing is taken and nothing answered; a will then tells of our end, not of the device's.
      if (!session || stopping) return;
      if (packet === session.will) intake.takeWill(session, packet, callback);
      else intake.take(session, packet, callback);
    },

    authorizeSubscribe(client, subscription, callback) {
      const session = visitorOf.get(client)?.session;
      const { topic } = subscription;
      const may = session && (maySubscribe(session.topics, topic) || session.source.foreign?.covers(topic) === true);
      if (!session || !may) return callback(null, null);
      session.subscribed.add(topic);
      callback(null, subscription);
    },

    // Only our own messages get here (guards.ts). One frozen device must not keep aedes' dispatcher from the others.
    authorizeForward: (client, packet) => (client.conn.writableNeedDrain ? null : packet),
  };

  const registered = (client: Client) => {
    const session = visitorOf.get(client)?.session;
    if (!session) return;
    const before = sessions.get(session.device);
    sessions.set(session.device, session);
    if (before !== undefined && before !== session) endSession(before, "replaced");
    bridges.connected(session.device);
    log.info({ device: session.device, remote: session.remote, secure: session.secure }, "device signed in");
  };

  const closed = (client: Client, visitor: Visitor) => {
    visitors.delete(visitor);
    const { session } = visitor;
    if (session === null || sessions.get(session.device) !== session) return;
    sessions.delete(session.device);
    const reason = session.ending ?? (saidGoodbye(client) ? "disconnected" : "lost");
    log.info({ device: session.device, remote: session.remote, reason }, "device connection ended");
    if (!stopping) bridges.ended(session.device, reason);
    if (reason === "removed" || reason === "disabled") presence.gone(session.device, reason);
  };

  /** Errors with a code come from sockets or from us; the others are what aedes and its parser say about bad packets. */
  const troubled = (client: Client, error: Error) => {
    const visitor = visitorOf.get(client);
    if (visitor === undefined || "code" in error || "errorCode" in error || visitor.session?.ending) return;
    if (visitor.session !== null) visitor.session.ending = "malformed";
    counters.malformed++;
    log.warn(
      { remote: visitor.arrival.remote, device: visitor.session?.device ?? null, error: error.message },
      "connection closed because of what was sent",
    );
  };

  return {
    hooks,
    sessions,
    get visitors() {
      return visitors.size;
    },
    arrive(broker, arrival) {
      const visitor: Visitor = { arrival, returnCode: null, session: null };
      const client = broker.handle(arrival.socket);
      visitorOf.set(client, visitor);
      visitors.add(visitor);
      arrival.socket.once("close", () => closed(client, visitor));
      const parser = parserOf(client);
      const limit = () => visitor.session?.source.maxPacketBytes ?? PACKET_BYTES_BEFORE_SIGN_IN;
      scanPublishes(
        parser,
        limit,
        shortcutOf(() => (stopping ? null : visitor.session), intake),
      );
      guardPacketSize(parser, limit, (bytes) => {
        counters.oversized++;
        if (visitor.session !== null) visitor.session.ending ??= "too-large";
        log.warn(
          { remote: arrival.remote, device: visitor.session?.device ?? null, bytes },
          "packet too large: connection closed",
        );
      });
    },
    watch(broker) {
      broker.on("client", registered);
      broker.on("clientReady", (client) => visitorOf.get(client)?.arrival.signedIn());
      broker.on("unsubscribe", (topics, client) => {
        for (const topic of topics) visitorOf.get(client)?.session?.subscribed.delete(topic);
      });
      broker.on("keepaliveTimeout", (client) => {
        const session = visitorOf.get(client)?.session;
        if (session) session.ending ??= "silent";
      });
      broker.on("clientError", troubled);
      broker.on("connectionError", troubled);
    },
    end(device, reason) {
      const session = sessions.get(device);
      if (session !== undefined) endSession(session, reason);
    },
    released(clientId, messageId) {
      sessions.get(clientId)?.received?.delete(messageId);
    },
    stop() {
      stopping = true;
    },
    closeAll() {
      for (const { arrival } of visitors) arrival.socket.destroySoon();
    },
  };
}
