// The county's own MQTT broker: campuses sign in, what they publish goes to ingest before it is acknowledged, and nobody hears anybody else.
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from "node:tls";
import { Aedes, type AuthenticateError, type Client } from "aedes";
import type { Clock } from "#gateway/kit/clock.ts";
import { GatewayError, messageOf } from "#gateway/kit/errors.ts";
import { plainAddress } from "#gateway/kit/http/addresses.ts";
import type { Address } from "#gateway/kit/http/listeners.ts";
import type { Log } from "#gateway/kit/log.ts";
import { CleanSessions } from "#gateway/kit/mqtt/clean-sessions.ts";
import { forwardOnlyOwn, guardPacketSize, PACKET_BYTES_BEFORE_SIGN_IN, parserOf } from "#gateway/kit/mqtt/guards.ts";
import { ackBytes } from "../../wire/ack.ts";
import { MAX_FRAME_BYTES } from "../../wire/frame.ts";
import { ackTopic, commandTopic } from "../../wire/topics.ts";
import type { CampusConfig } from "../config.ts";
import type { Road, RoadEvents } from "../road.ts";
import { campusOf, mayHear, mayPublish } from "./rights.ts";

export interface TlsFiles {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** The authority that signs campuses' certificates; null: none are asked for. */
  readonly clientCaPem: string | null;
}

export interface EmbeddedBrokerOptions {
  readonly listen: { readonly mqtt: Address | null; readonly mqtts: Address | null };
  readonly tls: TlsFiles | null;
  readonly campuses: () => ReadonlyMap<string, CampusConfig>;
  readonly events: RoadEvents;
  readonly clock: Clock;
  readonly log: Log;
}

interface Visitor {
  readonly socket: Socket;
  readonly remote: string;
  readonly secure: TLSSocket | null;
  campus: string | null;
}

const CONNECT_TIMEOUT_MS = 10_000;
const TCP_KEEPALIVE_MS = 30_000;
const KEEPALIVE_MAX_S = 300;
const MOST_SOCKETS = 4096;
/** A frame, its topic, and some room. */
const PACKET_BYTES = MAX_FRAME_BYTES + 1024;
const NOT_AUTHORIZED = 5;

/** Listens; resolves when the sockets are open. Throws GatewayError `listen-failed`. */
export async function openEmbeddedBroker(options: EmbeddedBrokerOptions): Promise<Road> {
  const { listen, tls, campuses, events, log } = options;
  const visitors = new WeakMap<Client, Visitor>();
  const sockets = new Set<Socket>();
  const inside = new Map<string, Client>();
  let stopping = false;

  const aedes = await Aedes.createBroker({
    persistence: new CleanSessions(() => undefined),
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxClientsIdLength: 64,
    preConnect(client, packet, callback) {
      const visitor = visitors.get(client);
      if (visitor === undefined || stopping) return callback(new Error("not now"), false);
      const { username, password, clientId } = packet;
      const certificateName = certificateNameOf(visitor.secure);
      const campus = campusOf({ username, password, clientId, certificateName }, campuses());
      visitor.campus = campus?.id ?? null;
      packet.clean = true;
      delete packet.will;
      if (!packet.keepalive || packet.keepalive > KEEPALIVE_MAX_S) packet.keepalive = KEEPALIVE_MAX_S;
      if (campus === null) {
        log.warn({ remote: visitor.remote, clientId, certificateName }, "sign-in refused");
        const known = campuses().get(certificateName ?? username ?? "");
        if (certificateName !== null && known !== undefined) events.violation(known.id, "client-id", clientId);
      }
      callback(null, true);
    },
    authenticate(client, _username, _password, done) {
      if (visitors.get(client)?.campus != null) return done(null, true);
      const refusal: AuthenticateError = Object.assign(new Error(), { returnCode: NOT_AUTHORIZED });
      done(refusal, null);
    },
    authorizePublish(client, packet, callback) {
      const campus = client === null ? null : visitors.get(client)?.campus;
      if (campus == null || stopping) return;
      events.heard(campus);
      const address = mayPublish(campus, packet.topic);
      if (address === null) {
        // Acknowledged and dropped, like everything that nobody may hear.
        events.violation(campus, "publish", packet.topic);
        return callback(null);
      }
      // Held while too much of this campus waits for the store: who sends faster than we store waits in the own socket.
      const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
      events.message(address, payload).then(
        () => callback(null),
        (error: unknown) => {
          log.error({ campus, reason: messageOf(error) }, "what a campus sent could not be taken");
          client?.close();
        },
      );
    },
    authorizeSubscribe(client, subscription, callback) {
      const campus = visitors.get(client)?.campus;
      if (campus != null && mayHear(campus, subscription.topic)) return callback(null, subscription);
      if (campus != null) events.violation(campus, "subscribe", subscription.topic);
      callback(null, null);
    },
  });
  const forward = forwardOnlyOwn(aedes);
  aedes.on("client", (client) => {
    const visitor = visitors.get(client);
    if (visitor?.campus == null) return;
    inside.set(visitor.campus, client);
    const until = visitor.secure === null ? null : Date.parse(visitor.secure.getPeerCertificate().valid_to ?? "");
    log.info({ campus: visitor.campus, remote: visitor.remote }, "campus connected");
    events.connected(visitor.campus, until === null || Number.isNaN(until) ? null : until);
  });
  for (const event of ["clientError", "connectionError"] as const)
    aedes.on(event, (client: Client, error: Error) => {
      log.info(
        { remote: visitors.get(client)?.remote ?? null, reason: error.message },
        "connection ended with an error",
      );
    });

  const arrive = (socket: Socket, secure: TLSSocket | null) => {
    if (sockets.size >= MOST_SOCKETS || stopping) return void socket.destroy();
    sockets.add(socket);
    socket.on("error", (error) => log.debug({ reason: error.message }, "socket error"));
    const client = aedes.handle(socket);
    const visitor: Visitor = { socket, remote: plainAddress(socket.remoteAddress) || "unknown", secure, campus: null };
    visitors.set(client, visitor);
    guardPacketSize(
      parserOf(client),
      () => (visitor.campus === null ? PACKET_BYTES_BEFORE_SIGN_IN : PACKET_BYTES),
      (bytes) =>
        log.warn({ campus: visitor.campus, remote: visitor.remote, bytes }, "packet too large: connection closed"),
    );
    socket.once("close", () => {
      sockets.delete(socket);
      if (visitor.campus === null || inside.get(visitor.campus) !== client) return;
      inside.delete(visitor.campus);
      log.info({ campus: visitor.campus }, "campus disconnected");
      events.disconnected(visitor.campus);
    });
  };

  await using unless = new AsyncDisposableStack();
  unless.defer(() => closeAedes(aedes));
  const settings = { noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEPALIVE_MS };
  const plain = listen.mqtt === null ? null : createServer(settings, (socket) => arrive(socket, null));
  const secure = listen.mqtts === null || tls === null ? null : secureServer(tls, settings, arrive);
  const mqtt = plain === null || listen.mqtt === null ? null : unless.use(await bound(plain, listen.mqtt, "mqtt"));
  const mqtts =
    secure === null || listen.mqtts === null ? null : unless.use(await bound(secure, listen.mqtts, "mqtts"));
  const closing = unless.move();
  const tell = (campus: string, topic: string, payload: Buffer): void => {
    const packet = { cmd: "publish", topic, payload, qos: 1, retain: false, dup: false } as const;
    forward(packet, (error) => {
      if (error) log.warn({ campus, topic, reason: error.message }, "something for a campus was not sent");
    });
  };
  return {
    addresses: { mqtt: mqtt?.address ?? null, mqtts: mqtts?.address ?? null },
    knowsConnections: true,
    answer: (campus, ack) => tell(campus, ackTopic(campus), ackBytes(ack)),
    command: (campus, bytes) => tell(campus, commandTopic(campus), Buffer.from(bytes)),
    revise() {
      for (const [campus, client] of inside) if (!campuses().has(campus)) client.close();
    },
    [Symbol.asyncDispose]: async () => {
      stopping = true;
      for (const socket of sockets) socket.destroySoon();
      await closing[Symbol.asyncDispose]();
    },
  };
}

function secureServer(tls: TlsFiles, settings: object, arrive: (socket: Socket, secure: TLSSocket) => void): TlsServer {
  const { certificatePem, keyPem, clientCaPem } = tls;
  const asking = clientCaPem === null ? {} : { ca: clientCaPem, requestCert: true, rejectUnauthorized: false };
  const options = {
    ...settings,
    cert: certificatePem,
    key: keyPem,
    minVersion: "TLSv1.2" as const,
    handshakeTimeout: CONNECT_TIMEOUT_MS,
    ...asking,
  };
  return createTlsServer(options, (socket) => arrive(socket, socket));
}

/** The name in a certificate that our authority signed; null for none. */
function certificateNameOf(socket: TLSSocket | null): string | null {
  if (socket === null || !socket.authorized) return null;
  const { subject } = socket.getPeerCertificate();
  const name: unknown = subject?.CN;
  return typeof name === "string" ? name : null;
}

async function bound(
  server: Server | TlsServer,
  at: Address,
  scheme: string,
): Promise<AsyncDisposable & { readonly address: string }> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new GatewayError(
          "listen-failed",
          `MQTT cannot listen on ${at.host}:${at.port}: ${messageOf(cause)}`,
          "Choose another address in `listen` of county.yaml, or stop the program that uses this one.",
          { cause },
        ),
      );
    });
    server.listen({ host: at.host, port: at.port, backlog: 1024 }, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : at.port;
  return {
    address: `${scheme}://${at.host.includes(":") ? `[${at.host}]` : at.host}:${port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

function closeAedes(aedes: Aedes): Promise<void> {
  return new Promise((resolve) => aedes.close(resolve));
}
